import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schedule from "effect/Schedule"
import * as Endpoint from "line-pay-protocol/Endpoint"
import { entry, type Operation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Exchange } from "../../Exchange.ts"
import { InvalidRequest, type Problem } from "../../InvalidRequest.ts"
import { LinePayConfig } from "../../LinePayConfig.ts"
import * as LinePayError from "../../LinePayError.ts"
import type { Nonce } from "../../Nonce.ts"
import * as OutcomeUnknown from "../../OutcomeUnknown.ts"
import { CurrentPolicy, type Retry, timeouts } from "../../Policy.ts"
import * as ResponseError from "../../ResponseError.ts"
import type { Signer } from "../../Signer.ts"
import { isUnreadable } from "../../Stated.ts"
import { TransportError } from "../../TransportError.ts"
import { UnexpectedResultCode } from "../../UnexpectedResultCode.ts"
import * as Envelope from "../answer/envelope.ts"
import { Reading } from "../answer/reading.ts"
import { harmless, startOf } from "../answer/text.ts"
import * as ResolvedConfig from "../config/resolved.ts"
import { checker } from "../request/checker.ts"
import * as Json from "../request/json.ts"
import type { AnyRequest, Definition, ErrorOf } from "./definition.ts"
import * as Wire from "./exchange.ts"
import { retried, together } from "./retried.ts"
import * as RetryBudget from "./retryBudget.ts"
import * as Telemetry from "./telemetry.ts"
import type { Failure } from "./transportFailure.ts"

/** Makes a call: from a plain request to its success or a typed error. */
export interface Caller {
  <O extends Operation, Request extends AnyRequest, Success>(
    definition: Definition<O, Request, Success>
  ): (request: Request) => Effect.Effect<Success, ErrorOf<O>>
}

export const make: Effect.Effect<Caller, never, LinePayConfig | Signer | Nonce | Exchange> = Effect.gen(
  function*() {
    const given = yield* LinePayConfig
    const configProblems = ResolvedConfig.problems(given)
    const config = ResolvedConfig.resolve(given)
    const exchange = yield* Wire.make(config)
    const layerPolicy = Option.getOrElse(yield* CurrentPolicy, () => timeouts)
    const accounts = RetryBudget.make()

    return <O extends Operation, Request extends AnyRequest, Success>(
      definition: Definition<O, Request, Success>
    ) => {
      const { operation } = definition
      const minimumInterval = Duration.seconds(entry(operation).minimumInterval ?? 0)
      const check = requestChecker(definition, config, configProblems)
      const observed = Telemetry.observer(operation, Endpoint.template(config.apiVersion, operation))

      const attempt = (request: Request, call: Telemetry.Call): Effect.Effect<Success, ErrorOf<O>> => {
        // Read once, because a regKey may be wiped during its call.
        const wire = wireRequest(definition, request, config)
        const secrets = definition.secrets?.(request) ?? []
        return Effect.flatMap(CurrentPolicy, (regionPolicy) => {
          const policy = Option.getOrElse(regionPolicy, () => layerPolicy)
          const send = Effect.suspend(() => {
            const trace: Wire.Trace = { span: call.span, nonce: undefined, signature: undefined }
            const report = reporter(definition, request, secrets, trace)
            return Effect.matchEffect(exchange(wire, policy.readTimeouts[operation], trace), {
              onFailure: (failure) => {
                // The nonce of a request without an answer is what LINE Pay's support asks for.
                call.nonce = trace.nonce
                call.httpStatus = undefined
                return Effect.fail(report.failure(failure))
              },
              onSuccess: (answer) => {
                call.nonce = trace.nonce
                call.httpStatus = answer.status
                const judged = report.answer(answer, call)
                // Until somebody reads its stack, an error keeps the fiber alive that it was made in, and that keeps this.
                answer.text = undefined
                return judged
              }
            })
          })
          return policy.retry === undefined ? send : repeated(send, policy.retry)
        })
      }

      const repeated = (send: Effect.Effect<Success, ErrorOf<O>>, { budget, schedule }: Retry) =>
        retried(() => Effect.tap(send, () => Effect.sync(() => accounts.earn(budget))), {
          schedule: Schedule.modifyDelay(schedule, (_, delay) => Duration.max(delay, minimumInterval)),
          while: (error) => LinePayError.isSafeToRetry(error) && accounts.spend(budget)
        })

      return (input: Request): Effect.Effect<Success, ErrorOf<O>> =>
        observed((call) =>
          Effect.flatMap(check(input), (request) => {
            Object.assign(call, definition.subject(request))
            const send = (request: Request) => attempt(request, call)
            return definition.inParts === undefined ? send(request) : definition.inParts(request, send)
          })
        )
    }
  }
)

/** Checks a whole request before anything is sent. */
const requestChecker = <O extends Operation, Request extends AnyRequest, Success>(
  definition: Definition<O, Request, Success>,
  config: ResolvedConfig.ResolvedConfig,
  configProblems: ReadonlyArray<Problem>
) => {
  const check = checker(definition.operation, definition.request)
  const refuse = (problems: Arr.NonEmptyReadonlyArray<Problem>) =>
    Either.left(new InvalidRequest({ operation: definition.operation, problems }))
  return (input: unknown): Either.Either<Request, InvalidRequest> => {
    if (Arr.isNonEmptyReadonlyArray(configProblems)) return refuse(configProblems)
    return Either.flatMap(check(input), (request) => {
      const problems = [
        ...(request.device === undefined ? [] : ResolvedConfig.deviceProblems("device", request.device)),
        ...(definition.problems?.(request, config) ?? [])
      ]
      return Arr.isNonEmptyReadonlyArray(problems) ? refuse(problems) : Either.right(request)
    })
  }
}

const wireRequest = <O extends Operation, Request extends AnyRequest, Success>(
  definition: Definition<O, Request, Success>,
  request: Request,
  config: ResolvedConfig.ResolvedConfig
): Wire.WireRequest => {
  const path = Endpoint.path(config.apiVersion, definition.operation, definition.path(request))
  const query = definition.query?.(request) ?? ""
  const body = definition.body?.(request)
  return {
    method: entry(definition.operation).method,
    target: query === "" ? path : `${path}?${query}`,
    body: body === undefined ? undefined : Json.encode(body),
    device: request.device ?? config.device
  }
}

/** Turns the end of an attempt into the success or the error of the call. */
const reporter = <O extends Operation, Request extends AnyRequest, Success>(
  definition: Definition<O, Request, Success>,
  request: Request,
  secrets: ReadonlyArray<string>,
  trace: Wire.Trace
) => {
  const { operation } = definition
  const { access, answers } = entry(operation)
  const isWrite = definition.isWrite?.(request) ?? access !== "Read"

  const about = () => {
    const { orderId, transactionId } = definition.subject(request)
    return {
      operation,
      ...(trace.nonce === undefined ? {} : { nonce: trace.nonce }),
      ...(transactionId === undefined ? {} : { transactionId }),
      ...(orderId === undefined ? {} : { orderId })
    }
  }

  const unknown = (fields: { reason: OutcomeUnknown.Reason } & Partial<Details>) =>
    new OutcomeUnknown.OutcomeUnknown({
      ...about(),
      lookup: definition.lookup(request),
      money: access === "Write" ? "CannotHaveMoved" : "MayHaveMoved",
      ...fields
    })

  const failure = ({ detail, reason, sent }: Failure): ErrorOf<O> => {
    const code = detail === undefined ? {} : { detail }
    const error = isWrite && sent
      ? unknown({ reason: reason === "Timeout" ? "Timeout" : "Disconnected", ...code })
      : new TransportError({ ...about(), reason, sent, ...code })
    return asErrorOf(error)
  }

  const unreadable = (reason: ResponseError.Reason, answer: Envelope.HttpAnswer, paths?: ReadonlyArray<string>) => {
    const fields = {
      reason,
      httpStatus: answer.status,
      body: Redacted.make(startOf(answer.text ?? "", 1_000)),
      ...(paths === undefined ? {} : { paths })
    }
    return asErrorOf(isWrite ? unknown(fields) : new ResponseError.ResponseError({ ...about(), ...fields }))
  }

  const rejection = ({ code, errorDetailMap, message }: Envelope.Envelope, httpStatus: number): ErrorOf<O> => {
    const said = quoting([...secrets, trace.signature ?? ""])
    const fields = {
      ...about(),
      code,
      httpStatus,
      ...(message === undefined ? {} : { returnMessage: said(message) }),
      ...(errorDetailMap === undefined ? {} : {
        errorDetailMap: Object.fromEntries(
          Object.entries(errorDetailMap).map(([name, text]) => [said(name), said(text)])
        )
      })
    }
    const key = ResultCode.find(code)
    const tag = key === undefined ? undefined : ResultCode.tagFor(key, operation)
    if (tag !== undefined) {
      const { category } = ResultCode.row(ResultCode.codeOf(tag))
      return asErrorOf(LinePayError.fromTable(tag, { ...fields, ...definition.resolve?.(request, category) }))
    }
    return asErrorOf(
      new UnexpectedResultCode({
        ...fields,
        ...(key === undefined ? {} : { description: ResultCode.description(key) }),
        outcome: isWrite ? "Unknown" : "NotApplied"
      })
    )
  }

  /** The one place that casts the errors above to the operation's union. */
  const asErrorOf = (error: LinePayError.LinePayError): ErrorOf<O> =>
    // `tagFor` gives tags of `TagOf<O>` only. `OutcomeUnknown` is made for a write and `ResponseError` for anything else,
    // which `access` says, and `isWrite` where that is "ReadOrMoney". The other three belong to every union.
    error as ErrorOf<O>

  return {
    failure,
    answer: (answer: Envelope.HttpAnswer, call: Telemetry.Call): Either.Either<Success, ErrorOf<O>> => {
      const read = Envelope.read(answer)
      if (Either.isLeft(read)) return Either.left(unreadable(read.left, answer))
      const envelope = read.right
      call.code = envelope.code
      if (Object.hasOwn(answers, envelope.code)) {
        const reading = new Reading()
        const success = definition.answer.read(envelope, reading)
        if (isUnreadable(success)) {
          return Either.left(
            unreadable("Undecodable", answer, [reading.stumbledAt === "" ? "info" : reading.stumbledAt])
          )
        }
        if (definition.isAbout?.(request, success) === false) return Either.left(unreadable("OtherPayment", answer))
        call.unread.push(...reading.unread)
        return Either.right(success)
      }
      // A layer below us has retried the request, and the answer to the first attempt is lost.
      const open = isWrite && answer.repeated
        ? asErrorOf(unknown({ reason: "Disconnected", httpStatus: answer.status }))
        : undefined
      return Either.left(together(open, rejection(envelope, answer.status)))
    }
  }
}

type Details = Pick<OutcomeUnknown.OutcomeUnknown, "httpStatus" | "detail" | "paths" | "body">

/**
 * Makes LINE Pay's message safe to show. It may quote a request, so secrets are masked before it is cut: no part of one
 * is left.
 */
const quoting = (secrets: ReadonlyArray<string>) => {
  const written = secrets.flatMap((secret) => secret === "" ? [] : [secret, encodeURIComponent(secret)])
  return (text: string): string =>
    harmless(written.reduce((masked, secret) => masked.replaceAll(secret, "<redacted>"), text))
}
