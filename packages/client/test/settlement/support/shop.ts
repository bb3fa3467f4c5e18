import { HttpClient } from "@effect/platform"
import { assert } from "@effect/vitest"
import { Chunk, Clock, Context, type Duration, Effect, Either, Exit, Layer, Option, Scope, Stream } from "effect"
import {
  type Attempt,
  type AttemptEvent,
  AttemptLog,
  LinePay,
  LinePayConfig,
  Nonce,
  type NotApplied,
  type OutcomeUnknown,
  Policy,
  type RegKey,
  type Settled,
  Settlement,
  type SettlementMismatch,
  Signer,
  type TransactionId,
  TransportError,
  Verdict
} from "effect-line-pay"
import { type Fault, Sandbox } from "effect-line-pay-sandbox"
import type { PaymentDetails } from "effect-line-pay/operations/getPaymentDetails"
import type { Options } from "effect-line-pay/Settlement"
import { Endpoint, Operation, ResultCode, Signature } from "line-pay-protocol"
import { test as testOf } from "./simulation.ts"

// -----------------------------------------------------------------------------
// A shop, and the LINE Pay that it calls
// -----------------------------------------------------------------------------

/** A request on the wire, and when it left. */
export interface Sent {
  readonly operation: Operation.Operation
  readonly at: number
  readonly nonce: string | undefined
}

/** What has left since the shop was opened, or since {@link forget}. */
export class Wire extends Context.Tag("test/Wire")<Wire, Array<Sent>>() {}

/** What a test has. */
export type World = Sandbox | LinePay | AttemptLog | Wire | Settlement

const operationOf = (method: string, path: string): Operation.Operation => {
  const found = Operation.operations.find((operation) => {
    const template = Endpoint.template("v3", operation).replace(/\{\w+\}/g, "[^/]+")
    return Operation.catalogue[operation].method === method && new RegExp(`^${template}$`).test(path)
  })
  if (found === undefined) throw new Error(`${method} ${path} is no call of LINE Pay`)
  return found
}

/** A signer that is far away. */
const slowSigner = (signer: Layer.Layer<Signer>, takes: Duration.DurationInput): Layer.Layer<Signer> =>
  Layer.map(
    signer,
    (context) =>
      Context.make(Signer, { sign: (parts) => Effect.delay(Context.get(context, Signer).sign(parts), takes) })
  )

/** The client as `LinePayTest` has it, over a wire that is watched. */
export const linePay = (
  { seed = 0, signingTakes }: { readonly seed?: number; readonly signingTakes?: Duration.DurationInput } = {}
): Layer.Layer<LinePay | Sandbox | Wire> => {
  const wire: Array<Sent> = []
  const watched = Layer.effect(
    HttpClient.HttpClient,
    Effect.zipWith(
      HttpClient.HttpClient,
      Effect.clock,
      (http, clock) =>
        HttpClient.make((request, url) =>
          Effect.flatMap(Clock.currentTimeMillis, (at) => {
            const nonce = request.headers[Signature.headers.nonce.toLowerCase()]
            wire.push({ operation: operationOf(request.method, url.pathname), at, nonce })
            return http.execute(request)
          }).pipe(
            // Whatever the process that calls takes the time for.
            Effect.withClock(clock)
          )
        )
    )
  )
  const parts = Layer.unwrapEffect(Effect.map(Sandbox, ({ settings }) => {
    const signer = Signer.layer(settings.channelSecret)
    return Layer.mergeAll(
      Layer.succeed(LinePayConfig, { channelId: settings.channelId, environment: "sandbox", merchant: "shop" }),
      signingTakes === undefined ? signer : slowSigner(signer, signingTakes),
      Nonce.layerTimestamp
    )
  }))
  return LinePay.layer.pipe(
    Layer.provide(parts),
    Layer.provide(watched),
    Layer.provideMerge(Sandbox.layer({ seed })),
    Layer.merge(Layer.succeed(Wire, wire))
  )
}

/** A shop that has just opened, in a time of its own. */
export const shop = (
  name: string,
  program: Effect.Effect<void, unknown, World>,
  { signingTakes, ...options }: Options<unknown> & { readonly signingTakes?: Duration.DurationInput } = {}
): void =>
  testOf(
    name,
    program.pipe(Effect.provide(
      Settlement.layerWith(options).pipe(
        Layer.provideMerge(
          Layer.merge(linePay(signingTakes === undefined ? {} : { signingTakes }), AttemptLog.layerMemory)
        )
      )
    ))
  )

/** A settlement of its own over the shop's client and log: another process, until it is closed. */
export const pod = (
  { details: detailsOf = (all) => all, log: logOf = (log) => log, policy, ...options }: Options<unknown> & {
    /** What details show in the place of the truth, for what the sandbox cannot be brought to show. */
    readonly details?: (all: ReadonlyArray<PaymentDetails>) => ReadonlyArray<PaymentDetails>
    /** The log as this process sees it. */
    readonly log?: (log: AttemptLog.Service) => AttemptLog.Service
    readonly policy?: Policy.Policy
  } = {}
) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const log = yield* AttemptLog
    const scope = yield* Scope.make()
    const altered = Layer.succeed(LinePay, {
      ...linePay,
      getPaymentDetails: (request) => Effect.map(linePay.getPaymentDetails(request), detailsOf)
    })
    const settlement = yield* Layer.buildWithScope(
      Settlement.layerWith(options).pipe(
        Layer.provide([altered, Layer.succeed(AttemptLog, logOf(log))]),
        Layer.provide(policy === undefined ? Layer.empty : Policy.layer(policy))
      ),
      scope
    )
    return {
      /** Runs a program in this process. */
      run: <A, E, R>(program: Effect.Effect<A, E, R | Settlement>) => Effect.provide(program, settlement),
      /** The process ends, in good order. */
      close: Scope.close(scope, Exit.void)
    }
  })

/**
 * Runs a program in a process whose time of day is wrong by some milliseconds, and may be set meanwhile. The clock that
 * only goes on does not notice.
 */
export const ahead = <A, E, R>(program: Effect.Effect<A, E, R>, by: () => number): Effect.Effect<A, E, R> =>
  Effect.flatMap(Effect.clock, (clock) =>
    Effect.withClock(program, {
      ...clock,
      unsafeCurrentTimeMillis: () => clock.unsafeCurrentTimeMillis() + by(),
      currentTimeMillis: Effect.map(clock.currentTimeMillis, (now) => now + by())
    }))

/** Details that differ in some fields from the truth. */
export const differing =
  (difference: Partial<PaymentDetails>) => (all: ReadonlyArray<PaymentDetails>): ReadonlyArray<PaymentDetails> =>
    all.map((payment) => ({ ...payment, ...difference }))

// -----------------------------------------------------------------------------
// Payments
// -----------------------------------------------------------------------------

export interface Payment {
  readonly transactionId: TransactionId
  readonly orderId: string
  readonly amount: number
  readonly currency: "TWD" | "USD"
}

interface Choices extends Sandbox.Approval {
  readonly orderId?: string
  readonly amount?: number
  readonly currency?: "TWD" | "USD"
  readonly capture?: boolean
  readonly payType?: "PREAPPROVED"
}

/** The customer has not authenticated yet. */
export const requested = (choices: Choices = {}): Effect.Effect<Payment, unknown, LinePay> =>
  Effect.gen(function*() {
    const { amount = 100, capture = true, currency = "TWD", orderId = "order-1", payType = "NORMAL" } = choices
    const linePay = yield* LinePay
    const { transactionId } = yield* linePay.requestPayment({
      amount,
      currency,
      orderId,
      packages: [{ id: "1", amount, products: [{ name: "Pen", quantity: 1, price: amount }] }],
      redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
      options: { payment: { capture, payType } }
    })
    return { transactionId, orderId, amount, currency }
  })

/** The customer has authenticated: confirm is next. */
export const authenticated = (choices: Choices = {}) =>
  Effect.tap(
    requested(choices),
    ({ transactionId }) => Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(transactionId, choices))
  )

const confirmed = (choices: Choices) =>
  Effect.gen(function*() {
    const { orderId, ...payment } = yield* authenticated(choices)
    const linePay = yield* LinePay
    const { regKey } = yield* linePay.confirmPayment(payment)
    yield* forget
    return { ...payment, orderId, regKey }
  })

/** Authorised, to be captured or voided. */
export const authorised = (choices: Choices = {}) => confirmed({ ...choices, capture: false })

/** Paid. */
export const captured = (choices: Choices = {}) => confirmed(choices)

/** A key that the customer can be charged by. */
export const regKey: Effect.Effect<RegKey, unknown, LinePay | Sandbox | Wire> = Effect.map(
  confirmed({ orderId: "enrolment", payType: "PREAPPROVED" }),
  ({ regKey }) => regKey ?? assert.fail("no regKey")
)

export const confirm = ({ amount, currency, orderId, transactionId }: Payment) =>
  Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment({ transactionId, orderId, amount, currency }))

/** A confirm from elsewhere, past settlement. */
export const confirmByHand = ({ amount, currency, transactionId }: Payment) =>
  Effect.flatMap(LinePay, (linePay) => Effect.ignore(linePay.confirmPayment({ transactionId, amount, currency })))

export const capture = ({ amount, currency, transactionId }: Payment, part = amount) =>
  Effect.flatMap(Settlement, (settlement) => settlement.capturePayment({ transactionId, amount: part, currency }))

export const release = ({ transactionId }: Payment) =>
  Effect.flatMap(Settlement, (settlement) => settlement.voidPayment({ transactionId }))

export const refund = ({ currency, transactionId }: Payment, refundAmount: number | "full", refundId = "refund-1") =>
  Effect.flatMap(
    Settlement,
    (settlement) => settlement.refundPayment({ transactionId, refundId, refundAmount, currency })
  )

export const refundUpTo = ({ currency, transactionId }: Payment, total: number, refundId = "refund-1") =>
  Effect.flatMap(Settlement, (settlement) => settlement.refundUpTo({ transactionId, refundId, total, currency }))

export const charge = (
  regKey: RegKey,
  options: { readonly orderId?: string; readonly amount?: number; readonly capture?: boolean } = {}
) => {
  const { amount = 50, capture, orderId = "charge-1" } = options
  return Effect.flatMap(
    Settlement,
    (settlement) => settlement.payPreapproved({ regKey, orderId, productName: "Tea", amount, currency: "TWD", capture })
  )
}

/** The codes of which only the Offline API's table says that the operation did nothing. */
export const offlineCodes = (operation: Operation.Operation): ReadonlyArray<Verdict.RejectionCode> =>
  ResultCode.errorCodes.flatMap((code) =>
    ResultCode.meaning(code, operation)?.certainty === "offline" && Verdict.isRejectionCode(code) ? [code] : []
  )

/** The next call of the operation meets the fault, or the next few. */
export const next = (operation: Operation.Operation, fault: Fault.Fault, times = 1) =>
  Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next(operation, fault, { times }))

// -----------------------------------------------------------------------------
// What came of it
// -----------------------------------------------------------------------------

/** How a settlement has ended, as the types say it. */
export type Outcome =
  | { readonly verdict: "Applied"; readonly by: Settled<unknown>["settledBy"]; readonly evidence: Verdict.Evidence }
    & Pick<Settled<unknown>, "payStatus" | "refunded">
  | { readonly verdict: "NotApplied"; readonly because: Verdict.NotAppliedReason; readonly orderPaidBy?: string }
  | { readonly verdict: "Mismatch"; readonly because: Verdict.MismatchReason }
  | { readonly verdict: "Unknown"; readonly reason: string }
  | { readonly verdict: "Error"; readonly tag: string }

interface Tagged {
  readonly _tag: string
}

const isTag = <E extends Tagged>(tag: E["_tag"]) => (error: Tagged): error is E => error._tag === tag
const isNotApplied = isTag<NotApplied>("NotApplied")
const isMismatch = isTag<SettlementMismatch>("SettlementMismatch")
const isUnknown = isTag<OutcomeUnknown>("OutcomeUnknown")

export const outcome = <A, E extends Tagged, R>(
  settling: Effect.Effect<Settled<A>, E, R>
): Effect.Effect<Outcome, never, R> =>
  Effect.map(
    Effect.either(settling),
    Either.match({
      onRight: (settled): Outcome => {
        // Only an answer carries what is nowhere else.
        assert.strictEqual("answer" in settled, settled.settledBy === "Answer")
        const { evidence, payStatus, refunded, settledBy } = settled
        return {
          verdict: "Applied",
          by: settledBy,
          evidence,
          refunded,
          ...(payStatus === undefined ? {} : { payStatus })
        }
      },
      onLeft: (error): Outcome => {
        if (isNotApplied(error)) {
          const { because, orderPaidBy } = error
          return { verdict: "NotApplied", because, ...(orderPaidBy === undefined ? {} : { orderPaidBy }) }
        }
        if (isMismatch(error)) return { verdict: "Mismatch", because: error.because }
        return isUnknown(error)
          ? { verdict: "Unknown", reason: error.reason }
          : { verdict: "Error", tag: error._tag }
      }
    })
  )

/** Applied; without more, a capture that has not been refunded and that LINE Pay has answered. */
export const applied = (
  by: Settled<unknown>["settledBy"],
  evidence: Verdict.Evidence = "Answer",
  more: { readonly payStatus?: string | undefined; readonly refunded?: number } = {}
): Outcome => {
  const { payStatus, refunded = 0 } = { payStatus: "CAPTURE", ...more }
  return { verdict: "Applied", by, evidence, refunded, ...(payStatus === undefined ? {} : { payStatus }) }
}

export const notApplied = (because: Verdict.NotAppliedReason, orderPaidBy?: string): Outcome => ({
  verdict: "NotApplied",
  because,
  ...(orderPaidBy === undefined ? {} : { orderPaidBy })
})

export const mismatch = (because: Verdict.MismatchReason): Outcome => ({ verdict: "Mismatch", because })
export const unknown: Outcome = { verdict: "Unknown", reason: "Unsettled" }
export const interrupted: Outcome = { verdict: "Unknown", reason: "Interrupted" }
export const error = (tag: string): Outcome => ({ verdict: "Error", tag })

/** The movements of money, oldest first: `Capture 100`. */
export const ledger: Effect.Effect<ReadonlyArray<string>, never, Sandbox> = Effect.flatMap(
  Sandbox,
  (sandbox) => Effect.map(sandbox.ledger, (movements) => movements.map(({ amount, kind }) => `${kind} ${amount}`))
)

/** When the calls of an operation have left, in milliseconds. */
export const sends = (operation: Operation.Operation): Effect.Effect<ReadonlyArray<number>, never, Wire> =>
  Effect.map(Wire, (wire) => wire.filter((sent) => sent.operation === operation).map(({ at }) => at))

/** Starts a new page: what was sent up to now is no longer counted. */
export const forget: Effect.Effect<void, never, Wire> = Effect.map(Wire, (wire) => {
  wire.length = 0
})

/** What an operation has come to: the movements of money, and how often it was sent. */
export const books = (operation: Operation.Operation) =>
  Effect.map(
    Effect.all([ledger, sends(operation)]),
    ([ledger, sends]) => ({ ledger, sends: sends.length })
  )

/** The record of a key, if it has one. */
export const attemptIfAny = (key: string): Effect.Effect<Attempt.Attempt | undefined, never, AttemptLog> =>
  Effect.flatMap(AttemptLog, (log) => Effect.map(Effect.orDie(log.get(key)), ({ own }) => Option.getOrUndefined(own)))

/** The record of a key. */
export const attempt = (key: string): Effect.Effect<Attempt.Attempt, never, AttemptLog> =>
  Effect.map(attemptIfAny(key), (attempt) => attempt ?? assert.fail(`there is no attempt ${key}`))

/** The key of the attempt that a piece of evidence proves; the one given, if it proved none yet. */
export const holderOf = (evidence: string, key = "nobody"): Effect.Effect<string, never, AttemptLog> =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const result = yield* Effect.orDie(log.append({
      events: [
        {
          _tag: "Opened",
          at: 0,
          intent: { key, merchant: "nobody", operation: "voidPayment", fingerprint: "" }
        },
        { _tag: "Closed", at: 0, verdict: { _tag: "NotApplied", because: "NeverSent" } }
      ],
      evidence,
      tell: false
    }))
    return result._tag === "TakenBy" ? result.key : key
  })

/** The history of a key. */
export const history = (key: string): Effect.Effect<ReadonlyArray<AttemptEvent.AttemptEvent>, never, AttemptLog> =>
  Effect.flatMap(
    AttemptLog,
    (log) => Effect.map(Stream.runCollect(Stream.orDie(log.events(key))), Chunk.toReadonlyArray)
  )

/** What has happened to an attempt: `Opened Sent Answered Closed`. */
export const story = (key: string): Effect.Effect<string, never, AttemptLog> =>
  Effect.map(history(key), (events) => events.map(({ _tag }) => _tag).join(" "))

/** Sweeps once: `key: Settled`. */
export const sweep = Effect.flatMap(
  Settlement,
  ({ sweep }) => Effect.map(sweep, ({ looked }) => looked.map(({ attempt, result }) => `${attempt.key}: ${result}`))
)

/** A call that certainly did not leave. */
export const unsent = (operation: Operation.Operation) =>
  new TransportError({ operation, reason: "Connect", sent: false })
