/**
 * The HTTP API with which a test in any language controls a sandbox server. It
 * is JSON in, JSON out, under `/sandbox`. A test can:
 *
 * - play the customer and the merchant centre
 * - script faults
 * - let time pass
 * - read the ledger
 *
 * Bodies and responses are the JSON forms of this package's types. Times are
 * milliseconds since the epoch, and amounts are in major units. An error is
 * `{ "error": …, "message": … }`, with one of these statuses:
 *
 * - 400: the body is invalid
 * - 404: the payment, regKey or path is unknown
 * - 409: the payment is in another state
 * - 422: the amount is wrong
 *
 * @since 0.1.0
 */
import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import { operations } from "line-pay-protocol/Operation"
import { ActRefused } from "./ActRefused.ts"
import * as Behaviour from "./Behaviour.ts"
import * as Fault from "./Fault.ts"
import * as FaultNotation from "./FaultNotation.ts"
import * as ForcedOrderId from "./ForcedOrderId.ts"
import * as duration from "./internal/duration.ts"
import { bodyText, tooLong } from "./internal/http/bodyText.ts"
import type { Called } from "./internal/http/callback.ts"
import * as redirect from "./internal/machine/redirect.ts"
import { shallow } from "./internal/shallow.ts"
import * as Payment from "./Payment.ts"
import type { Sandbox } from "./Sandbox.ts"

/**
 * The documentation of one route.
 *
 * @since 0.1.0
 * @category models
 */
export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE"
  /** Has `{name}` in place of each percent-encoded value. */
  readonly path: string
  readonly description: string
  /** An example of the body. You may send no body if every field is optional. */
  readonly body: unknown
}

class BadRequest extends Data.TaggedError("BadRequest")<{ readonly message: string }> {}

/** A request to the control API, with the services that answer it. */
interface ControlCall {
  readonly sandbox: Sandbox.Service
  readonly callback: (url: string) => Effect.Effect<Called>
  readonly parameters: { readonly [name: string]: string | undefined }
  readonly body: string
}

interface Entry extends Route {
  readonly answer: (call: ControlCall) => Effect.Effect<unknown, ActRefused | BadRequest>
}

const look = (
  path: string,
  description: string,
  answer: (sandbox: Sandbox.Service, call: ControlCall) => Effect.Effect<unknown, ActRefused>
): Entry => ({ method: "GET", path, description, body: undefined, answer: (call) => answer(call.sandbox, call) })

const act = <A, I>(
  method: "POST" | "PUT" | "PATCH" | "DELETE",
  path: string,
  description: string,
  schema: Schema.Schema<A, I>,
  example: NoInfer<I> | undefined,
  answer: (body: A, call: ControlCall) => Effect.Effect<unknown, ActRefused>
): Entry => {
  const decode = decoder(schema)
  return {
    method,
    path,
    description,
    body: example,
    answer: (call) => Effect.flatMap(decode(call.body), (body) => answer(body, call))
  }
}

const decoder = <A, I>(schema: Schema.Schema<A, I>) => {
  const decode = Schema.decodeUnknownEither(schema, { errors: "all", onExcessProperty: "error" })
  return (body: string): Either.Either<A, BadRequest> =>
    Either.flatMap(
      Either.try({
        try: (): unknown => body === "" ? {} : JSON.parse(shallow(body)),
        catch: (error) =>
          new BadRequest({ message: error instanceof RangeError ? error.message : "The body is not JSON" })
      }),
      (json) =>
        Either.mapLeft(decode(json), (error) =>
          new BadRequest({
            message: ParseResult.ArrayFormatter.formatErrorSync(error)
              .map(({ message, path }) => path.length === 0 ? message : `${path.join(".")}: ${message}`)
              .join("\n")
          }))
    )
}

const Nothing = Schema.Struct({})

const Card = Schema.partialWith(
  Schema.Struct({ brand: Schema.String, nickname: Schema.String, lastFourDigits: Schema.String }),
  { exact: true }
)

const Oddity = Schema.Struct({
  withoutOrderId: Schema.optional(Schema.Boolean),
  transactionId: Schema.optional(Schema.String)
})

const Approval = Schema.Struct({
  method: Schema.optional(Schema.String),
  points: Schema.optional(Schema.Number),
  payInfo: Schema.optional(Schema.Array(Schema.Struct({ method: Schema.String, amount: Schema.Number }))),
  card: Schema.optional(Card),
  redirect: Schema.optional(Oddity),
  callback: Schema.optionalWith(Schema.Boolean, { default: () => true })
})

const Amount = Schema.Struct({ amount: Schema.Union(Schema.Number, Schema.Literal("full")) })

const faultNotation = Schema.transformOrFail(Schema.String, Schema.typeSchema(Fault.Fault), {
  strict: true,
  decode: (text, _, ast) =>
    Either.mapLeft(FaultNotation.parse(text), (expected) => new ParseResult.Type(ast, text, expected)),
  encode: (fault, _, ast) => Either.left(new ParseResult.Forbidden(ast, fault, "is only read"))
})

const OperationName = Schema.Literal(...operations)

const AnyFault = Schema.Union(Fault.Fault, faultNotation)

const Script = Schema.Struct({
  fault: AnyFault,
  operation: Schema.optional(OperationName),
  orderId: Schema.optional(Schema.String),
  transactionId: Schema.optional(Schema.String),
  times: Schema.optional(Schema.Union(Schema.Int.pipe(Schema.positive()), Schema.Literal("always")))
})

const Mix = Schema.Struct({
  probability: Schema.Number.pipe(Schema.between(0, 1)),
  faults: Schema.NonEmptyArray(Schema.Struct({ fault: AnyFault, weight: Schema.optional(Schema.NonNegative) })),
  operations: Schema.optional(Schema.Array(OperationName))
})

const limit = Schema.optionalWith(Schema.NullOr(Schema.Number), { exact: true })

const Switches = Schema.Struct({
  profile: Schema.optional(Schema.Literal("full", "taiwan")),
  separateCapture: Schema.optionalWith(Schema.Boolean, { exact: true }),
  preapproved: Schema.optionalWith(Schema.Boolean, { exact: true }),
  creditCardAuth: Schema.optionalWith(Schema.Boolean, { exact: true }),
  currencies: Schema.optionalWith(Schema.Array(Schema.String), { exact: true }),
  minimumAmount: Schema.optionalWith(Schema.Number, { exact: true }),
  maximumAmount: limit,
  receivingLimit: limit,
  refundReserve: limit
})

const longest = Duration.days(3_650)

const Time: Schema.Schema<Duration.Duration, number | string> = Schema.transformOrFail(
  Schema.Union(Schema.NonNegative, Schema.String),
  Schema.DurationFromSelf,
  {
    strict: true,
    decode: (by, _, ast) => {
      const time = typeof by === "number" ? Duration.millis(by) : duration.parse(by)
      if (time === undefined) {
        return Either.left(new ParseResult.Type(ast, by, `Expected milliseconds, or ${duration.expected}`))
      }
      // Dates end where JavaScript's do, so time must not run away.
      return Duration.greaterThan(time, longest)
        ? Either.left(new ParseResult.Type(ast, by, "Expected at most ten years"))
        : Either.right(time)
    },
    encode: (time) => Either.right(Duration.toMillis(time))
  }
)

// Leaves out the payment's secrets.
const view = (payment: Payment.Payment) => ({
  ...payment,
  refundable: Payment.refundable(payment),
  paymentAccessToken: undefined,
  regKey: undefined
})

const pending = (sandbox: Sandbox.Service) =>
  Effect.map(
    sandbox.faults.pending,
    (faults) =>
      faults.map((fault) => ({ ...fault, remaining: fault.remaining === Infinity ? "always" : fault.remaining }))
  )

const byTransactionId = "/sandbox/payments/{transactionId}"
const byOrderId = "/sandbox/orders/{orderId}"

const selector = ({ parameters: { orderId, transactionId = "" } }: ControlCall): Payment.Selector =>
  orderId === undefined ? { transactionId } : { orderId }

const payment = (call: ControlCall) => Effect.map(call.sandbox.payment(selector(call)), view)

const paymentEntries = (path: string): ReadonlyArray<Entry> => [
  look(path, "Returns a payment.", (_, call) => payment(call)),
  act(
    "POST",
    `${path}/approve`,
    "Approves as the customer, and returns the redirect to confirmUrl. With confirmUrlType SERVER, also calls it, " +
      "unless callback is false.",
    Approval,
    { method: "BALANCE", points: 10, card: { brand: "JCB" }, redirect: { withoutOrderId: true }, callback: false },
    ({ callback, ...choice }, call) =>
      Effect.gen(function*() {
        const redirect = yield* call.sandbox.approve(selector(call), choice)
        return callback && redirect.confirmUrlType === "SERVER" && redirect.url !== undefined
          ? { ...redirect, callback: yield* call.callback(redirect.url) }
          : redirect
      })
  ),
  act(
    "POST",
    `${path}/decline`,
    "Cancels as the customer, before or after authentication, and returns the redirect to cancelUrl.",
    Oddity,
    { withoutOrderId: true },
    (oddity, call) => call.sandbox.decline(selector(call), oddity)
  ),
  act(
    "POST",
    `${path}/expire`,
    "Lets the payment time out at once.",
    Nothing,
    undefined,
    (_, call) => Effect.zipRight(call.sandbox.letExpire(selector(call)), payment(call))
  ),
  act(
    "POST",
    `${path}/callback`,
    "Calls confirmUrl as LINE Pay's server, in any state of the payment: early, a second time, or forged with another " +
      "transactionId.",
    Oddity,
    { transactionId: "2026010100000000010" },
    (oddity, call) =>
      Effect.flatMap(call.sandbox.payment(selector(call)), (payment) => {
        const { url } = redirect.confirm(payment, oddity)
        return url === undefined
          ? new ActRefused({ act: "callback", reason: "WrongState", message: "The request named no confirmUrl" })
          : call.callback(url)
      })
  ),
  act(
    "POST",
    `${path}/refund`,
    "Refunds at the merchant centre.",
    Amount,
    { amount: "full" },
    ({ amount }, call) =>
      Effect.map(
        call.sandbox.merchantCentre.refund(selector(call), amount),
        (refundTransactionId) => ({ refundTransactionId })
      )
  ),
  act(
    "POST",
    `${path}/capture`,
    "Captures at the merchant centre.",
    Amount,
    { amount: "full" },
    ({ amount }, call) => Effect.zipRight(call.sandbox.merchantCentre.capture(selector(call), amount), payment(call))
  ),
  act(
    "POST",
    `${path}/void`,
    "Voids an authorisation at the merchant centre.",
    Nothing,
    undefined,
    (_, call) => Effect.zipRight(call.sandbox.merchantCentre.void(selector(call)), payment(call))
  )
]

const entries: ReadonlyArray<Entry> = [
  look(
    "/sandbox/api",
    "Lists these routes, and the notation of faults.",
    () => Effect.succeed({ routes, faults: FaultNotation.list })
  ),
  look(
    "/sandbox/payments",
    "Lists every payment, oldest first.",
    (sandbox) => Effect.map(sandbox.payments, (payments) => payments.map(view))
  ),
  ...paymentEntries(byTransactionId),
  ...paymentEntries(byOrderId),
  look("/sandbox/reg-keys", "Lists every regKey, oldest first.", (sandbox) => sandbox.regKeys),
  act(
    "POST",
    "/sandbox/reg-keys/{regKey}/discard",
    "Withdraws a regKey as the customer.",
    Nothing,
    undefined,
    (_, call) => Effect.as(call.sandbox.discardRegKey(call.parameters["regKey"] ?? ""), {})
  ),
  act(
    "POST",
    "/sandbox/reg-keys/{regKey}/card",
    "Changes the customer's card from now on; \"none\" removes it.",
    Schema.Struct({ card: Schema.Union(Card, Schema.Literal("none")) }),
    { card: { brand: "JCB", lastFourDigits: "4321" } },
    ({ card }, call) => Effect.as(call.sandbox.changeCard(call.parameters["regKey"] ?? "", card), {})
  ),
  look("/sandbox/faults", "Lists the scripted faults that are still pending.", pending),
  act(
    "POST",
    "/sandbox/faults",
    "Injects a fault into the next call, the next times calls, or \"always\". Returns the pending faults.",
    Script,
    { fault: "commitThenLose", operation: "confirmPayment", orderId: "A1", times: 2 },
    ({ fault, times, ...target }, { sandbox }) =>
      Effect.zipRight(
        sandbox.faults.script(fault, { ...target, times: times === "always" ? Infinity : times }),
        pending(sandbox)
      )
  ),
  act(
    "PUT",
    "/sandbox/faults/random",
    "Injects random faults from now on, drawn from the sandbox's seed.",
    Mix,
    { probability: 0.1, faults: [{ fault: "resetBefore", weight: 2 }, { fault: "badGateway:applied" }] },
    (mix, { sandbox }) => Effect.as(sandbox.faults.random(mix), {})
  ),
  act(
    "DELETE",
    "/sandbox/faults",
    "Clears all faults, scripted and random.",
    Nothing,
    undefined,
    (_, { sandbox }) => Effect.as(sandbox.faults.clear, {})
  ),
  look("/sandbox/contract", "Returns what the merchant's contract allows.", (sandbox) => sandbox.contract),
  act(
    "PATCH",
    "/sandbox/contract",
    "Changes the profile, single switches, or both. null means no limit. Returns the contract.",
    Switches,
    { profile: "taiwan", maximumAmount: 50_000, refundReserve: null },
    ({ maximumAmount, profile, receivingLimit, refundReserve, ...switches }, { sandbox }) =>
      Effect.gen(function*() {
        if (profile !== undefined) yield* sandbox.setContract(profile)
        yield* sandbox.setContract({
          ...switches,
          ...(maximumAmount === undefined ? {} : { maximumAmount: maximumAmount ?? undefined }),
          ...(receivingLimit === undefined ? {} : { receivingLimit: receivingLimit ?? undefined }),
          ...(refundReserve === undefined ? {} : { refundReserve: refundReserve ?? undefined })
        })
        return yield* sandbox.contract
      })
  ),
  look("/sandbox/time", "Returns the sandbox's time.", (sandbox) => Effect.map(sandbox.now, (now) => ({ now }))),
  act(
    "POST",
    "/sandbox/time/advance",
    "Lets time pass for the sandbox alone. Returns its time.",
    Schema.Struct({ by: Time }),
    { by: "20m" },
    ({ by }, { sandbox }) => Effect.zipRight(sandbox.advance(by), Effect.map(sandbox.now, (now) => ({ now })))
  ),
  look("/sandbox/ledger", "Lists every movement of money, oldest first.", (sandbox) => sandbox.ledger),
  look(
    "/sandbox/requests",
    "Lists the last requests with their answers, oldest first. Secrets are masked.",
    (sandbox) => sandbox.requests
  ),
  look("/sandbox/lint", "Lists the caller's mistakes, oldest first.", (sandbox) => sandbox.lint),
  look(
    "/sandbox/behaviours",
    "Lists the sandbox's answer to each situation, and how sure it is.",
    () => Effect.succeed(Behaviour.behaviours)
  ),
  look(
    "/sandbox/forced-order-ids",
    "Lists order ids that force a result code.",
    () => Effect.succeed(ForcedOrderId.list)
  ),
  act(
    "POST",
    "/sandbox/reset",
    "Forgets everything and restarts from the seed.",
    Nothing,
    undefined,
    (_, call) => Effect.as(call.sandbox.reset, {})
  )
]

/**
 * All routes. `GET /sandbox/api` returns them.
 *
 * @since 0.1.0
 * @category routes
 */
export const routes: ReadonlyArray<Route> = entries.map(({ body, description, method, path }) => ({
  method,
  path,
  description,
  body
}))

/** @internal */
export const make = (sandbox: Sandbox.Service, callback: (url: string) => Effect.Effect<Called>) =>
  HttpRouter.fromIterable([
    ...entries.map(({ answer, method, path }) =>
      HttpRouter.makeRoute(
        method,
        pattern(path),
        Effect.gen(function*() {
          const { params: parameters } = yield* HttpRouter.RouteContext
          const body = yield* bodyText
          if (body === undefined) return json(413, { error: "TooLarge", message: tooLong })
          return json(200, yield* answer({ sandbox, callback, parameters, body }))
        }).pipe(
          Effect.catchTags({
            ActRefused: ({ message, reason }) => Effect.succeed(json(statuses[reason], { error: reason, message })),
            BadRequest: ({ message }) => Effect.succeed(json(400, { error: "BadRequest", message }))
          })
        )
      )
    ),
    HttpRouter.makeRoute(
      "*",
      "/sandbox/*",
      Effect.succeed(json(404, { error: "UnknownRoute", message: "GET /sandbox/api lists the routes" }))
    )
  ])

const statuses = { UnknownPayment: 404, UnknownRegKey: 404, WrongState: 409, WrongAmount: 422 } as const

// Converts `{name}` to the router's `:name`.
const pattern = (path: string): HttpRouter.PathInput => `/${path.slice(1).replace(/\{(\w+)\}/g, ":$1")}`

const json = (status: number, value: unknown) =>
  HttpServerResponse.text(`${JSON.stringify(value, null, 2)}\n`, {
    status,
    contentType: "application/json",
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff" }
  })
