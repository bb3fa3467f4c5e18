import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as FiberStatus from "effect/FiberStatus"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as Tracer from "effect/Tracer"
import type * as Signature from "line-pay-protocol/Signature"
import type { SignerError } from "../../Signer.ts"
import type { HttpAnswer } from "../answer/envelope.ts"
import { alarm, interruptibleRuntime } from "./alarm.ts"
import { atOnce } from "./atOnce.ts"
import type { Outgoing, SignedHeaders } from "./outgoing.ts"
import { isQuick } from "./quick.ts"
import * as HostRuntime from "./runtime.ts"
import * as TransportFailure from "./transportFailure.ts"
import { within } from "./within.ts"

/** A signed request, as it is sent. */
export interface SignedRequest {
  readonly method: "GET" | "POST"
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  /** Path and query, encoded. */
  readonly target: string
  readonly headers: SignedHeaders
  readonly body: string | undefined
  /** A longer answer is given up. */
  readonly maximumAnswerBytes: number
}

/** Takes the end of a request. Only the first counts. */
export interface Receiver {
  /** The whole answer has arrived. `text` is `undefined` if it was longer than the limit. */
  readonly answered: (status: number, text: string | undefined) => void
  /** There is no whole answer. The code of the error says whether the request was sent. */
  readonly failed: (error: unknown) => void
}

/**
 * Sends a request and tells the receiver how it ended, at once or later. It follows no redirect and sends nothing twice.
 * Returns a function that gives the request up.
 */
export interface Transport {
  (request: SignedRequest, receiver: Receiver): () => void
}

type Resume = (effect: Effect.Effect<HttpAnswer, TransportFailure.Failure>) => void

/**
 * Makes an exchange one asynchronous step of the caller's fiber, which the answer, the read timeout or an interruption
 * ends. Only a signer that waits needs a separate fiber.
 */
export const make = (transport: Transport) => {
  const host = HostRuntime.detect()
  const connection: SignedHeaders = host.sendsOnce("POST") ? {} : { Connection: "close" }
  return (outgoing: Outgoing): Effect.Effect<HttpAnswer, TransportFailure.Failure> =>
    Effect.matchCauseEffect(nonceOf(outgoing), {
      onFailure: (cause) =>
        Cause.isInterrupted(cause)
          ? Effect.failCause(cause)
          : Effect.fail(Option.getOrElse(Cause.failureOption(cause), () => TransportFailure.unsigned)),
      onSuccess: (nonce) =>
        Effect.withFiberRuntime<HttpAnswer, TransportFailure.Failure>((caller, status) =>
          Effect.async((resume) =>
            begin(transport, outgoing, nonce, connection, host.sendsOnce(outgoing.method), caller, status, resume)
          )
        )
    })
}

const begin = (
  transport: Transport,
  outgoing: Outgoing,
  nonce: string,
  connection: SignedHeaders,
  sentOnce: boolean,
  caller: Fiber.RuntimeFiber<unknown, unknown>,
  status: FiberStatus.Running,
  resume: Resume
): Effect.Effect<void> => {
  const { body, leaveBefore, maximumAnswerBytes, method, origin } = outgoing
  let over = false
  let sent = false
  let giveUp = nothing
  let cancelAlarm = nothing

  const end = (effect: Effect.Effect<HttpAnswer, TransportFailure.Failure>) => {
    if (over) return
    over = true
    cancelAlarm()
    resume(effect)
  }
  const stop = () => {
    over = true
    cancelAlarm()
    giveUp()
  }
  cancelAlarm = alarm(caller, status, outgoing.readTimeout, () => {
    end(Effect.fail(TransportFailure.timedOut({ signed: sent ? 1 : 0 })))
    giveUp()
  })
  const failed = (error: unknown) => end(Effect.fail(TransportFailure.thrown(error, { sentOnce })))

  const send = (signed: Exit.Exit<SignedHeaders, SignerError>) => {
    if (over) return
    if (Exit.isFailure(signed)) return end(Effect.fail(TransportFailure.unsigned))
    if (leaveBefore !== undefined && steadyOf(caller) > leaveBefore) return end(Effect.fail(TransportFailure.unsigned))
    sent = true
    const headers = { ...signed.value, ...connection }
    try {
      giveUp = transport({ method, origin, target, headers, body, maximumAnswerBytes }, {
        answered: (status, text) => end(Effect.succeed({ status, text, redirected: false, repeated: false })),
        failed
      })
    } catch (error) {
      failed(error)
    }
  }

  // As fetch writes a URL, which encodes an apostrophe in a query, for instance.
  const { pathname: path, search } = new URL(outgoing.origin + outgoing.target)
  const target = path + search
  const payload = method === "GET" ? search.slice(1) : body ?? ""
  const signing = signatureOf(outgoing, { path, payload, nonce })
  const signature = atOnce(signing)
  if (signature === undefined) {
    const runtime = Runtime.updateContext(
      interruptibleRuntime(caller, status),
      Context.add(Tracer.ParentSpan, outgoing.span)
    )
    const fiber = Runtime.runFork(runtime, signing)
    giveUp = () => fiber.unsafeInterruptAsFork(FiberId.none)
    fiber.addObserver(send)
  } else send(signature)
  return Effect.sync(stop)
}

/** The nonce, which a service of the user's may wait for. */
const nonceOf = ({ nonce, readTimeout, span }: Outgoing): Effect.Effect<string, TransportFailure.Failure> =>
  isQuick(nonce) ? nonce : within(nonce, span, readTimeout, () => TransportFailure.timedOut({ signed: 0 }))

/** The signature, at once if the signer has it at once. */
const signatureOf = (outgoing: Outgoing, parts: Signature.Parts): Effect.Effect<SignedHeaders, SignerError> => {
  try {
    return outgoing.sign(parts)
  } catch (error) {
    return Exit.die(error)
  }
}

const nothing = () => {}

const steadyOf = (caller: Fiber.RuntimeFiber<unknown, unknown>): number =>
  Number(Context.get(caller.currentDefaultServices, Clock.Clock).unsafeCurrentTimeNanos() / 1_000_000n)
