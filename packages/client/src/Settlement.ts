/**
 * Settles every call that moves money.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { Attempt, SettledOperation } from "./Attempt.ts"
import { AttemptLog, AttemptLogError } from "./AttemptLog.ts"
import type { HandRefused } from "./HandRefused.ts"
import { checker } from "./internal/request/checker.ts"
import * as BoundedLog from "./internal/settlement/boundedLog.ts"
import * as Clock from "./internal/settlement/clock.ts"
import * as Delivery from "./internal/settlement/delivery.ts"
import type * as Driver from "./internal/settlement/driver.ts"
import type { Environment } from "./internal/settlement/environment.ts"
import * as Hand from "./internal/settlement/hand.ts"
import type * as Result from "./internal/settlement/result.ts"
import * as Sweeper from "./internal/settlement/sweeper.ts"
import { InvalidRequest } from "./InvalidRequest.ts"
import { LinePay } from "./LinePay.ts"
import type { News } from "./News.ts"
import { Nonce } from "./Nonce.ts"
import { CapturePaymentRequest, type CapturePaymentSuccess } from "./operations/capturePayment.ts"
import type { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import type { PayPreapprovedSuccess } from "./operations/payPreapproved.ts"
import type { RefundPaymentSuccess } from "./operations/refundPayment.ts"
import { VoidPaymentRequest } from "./operations/voidPayment.ts"
import * as Policy from "./Policy.ts"
import * as Capture from "./settlement/capturePayment.ts"
import * as Confirm from "./settlement/confirmPayment.ts"
import * as Preapproved from "./settlement/payPreapproved.ts"
import * as Refund from "./settlement/refundPayment.ts"
import * as Void from "./settlement/voidPayment.ts"
import type * as Verdict from "./Verdict.ts"

/**
 * Says that LINE Pay applied the request, and how settlement knows.
 *
 * - `Answer`: LINE Pay answered this call; `answer` has the answer.
 * - `AnsweredBefore`: LINE Pay answered an earlier call with the key. The shop is told of that answer as long as the
 *   process of that call lives.
 * - `Details`: there was no readable answer, and settlement looked it up.
 *
 * Check `payStatus` and `refunded` before you ship. Somebody else may have
 * released or refunded the payment in the meantime. `told` says whether the shop
 * has taken the verdict; see {@link Options.tell}.
 *
 * @since 0.1.0
 * @category models
 */
export type Settled<Answer> = Result.Settled<Answer>

/**
 * Says what one pass of the sweeper did.
 *
 * @since 0.1.0
 * @category models
 */
export type Sweep = Sweeper.Sweep

/**
 * Says what a human found in the merchant centre.
 *
 * @since 0.1.0
 * @category models
 */
export type HandVerdict = Hand.HandVerdict

/**
 * Describes a human's decision about the record of a key.
 *
 * @since 0.1.0
 * @category models
 */
export type HandDecision = Hand.HandDecision

/**
 * Says what a look shows, and what would follow from it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Inspection {
  readonly attempt: Attempt
  /** The result of the look, in a few words. */
  readonly saw: string
  /** The verdict that would follow, or what settlement would do next. */
  readonly wouldDecide: Verdict.Verdict | "LookAgain" | "SendAgain"
}

/**
 * Overrides the default choices of settlement.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<E = never, R = never> {
  /**
   * Tells the shop how an attempt stands, until it succeeds. Calls, the confirm
   * handler and the sweeper all end here, so write the order here and nowhere
   * else. Write it only if `news.version` is newer than the order's.
   *
   * It runs after the verdict is in the log, in the layer's context, for 5
   * seconds at most, and never twice at once for a key. It may settle other
   * things. A call tries once, and its result says with `told` whether that
   * succeeded. If not, settlement tries again after 1, 2, 4 … 60 minutes, and
   * {@link Settlement.Service.sweep} does so after a crash.
   */
  readonly tell?: ((news: News) => Effect.Effect<void, E, R>) | undefined
  /**
   * How long the attempt log may take for one verb; 5 seconds by default. After
   * that, the verb fails with `AttemptLogError`.
   */
  readonly logTimeout?: Duration.DurationInput | undefined
  /**
   * How long a refund that the log knows must be shown by details before
   * another one is sent; an hour by default.
   */
  readonly refundsShownWithin?: Duration.DurationInput | undefined
  /**
   * How much longer than the read timeout LINE Pay may take to apply a request;
   * 60 seconds by default. Until this quiet time is over, absence proves
   * nothing.
   */
  readonly margin?: Duration.DurationInput | undefined
  /**
   * Whether to retry a confirm that left no trace after the quiet time, at most
   * twice. `AfterQuietTime` is the default, because LINE Pay rejects a second
   * confirm of one id. A confirm that was answered with a code of the Offline
   * API is not retried. Its verdict is "not applied".
   */
  readonly resendConfirm?: "AfterQuietTime" | "Never" | undefined
  /**
   * Whether to retry a partial refund once, if it was answered 1900 to 1909 and
   * left no trace after the quiet time. `Never` is the default, because nothing
   * at LINE Pay prevents a second refund. `refundUpTo` needs no such option. It
   * retries where LINE Pay would reject the second refund, because less is left.
   */
  readonly resendPartialRefund?: "AfterQuietTime" | "Never" | undefined
  /**
   * Whether to retry a pre-approved payment once, under the same order id, if it
   * left no trace after ten minutes. A later call with its key does that,
   * because the sweeper has no regKey. `Never` is the default. The retry relies
   * on 1172, which is documented for this call but not reported live.
   */
  readonly resendPreapproved?: "AfterQuietTime" | "Never" | undefined
}

// -----------------------------------------------------------------------------
// The service
// -----------------------------------------------------------------------------

/**
 * Settles the outcomes that `LinePay` leaves unknown. Each method records the
 * intent in the `AttemptLog` before it sends anything. It has at most one
 * request in flight. If there is no readable answer, it asks LINE Pay until
 * there is evidence.
 *
 * Attempts run in the layer's scope, and callers only join them. Interrupting a
 * caller (a browser that left, a timeout, a race) neither abandons nor retries
 * an attempt. A later call with the same key joins it or gets its result. When
 * the layer closes, it waits for the answers to the requests in flight.
 *
 * A call succeeds if the request was applied, or fails with one of these:
 *
 * - the typed rejection, or `NotApplied`: it was provably not applied,
 * - `SettlementMismatch`: LINE Pay shows something else,
 * - `OutcomeUnknown`: there was no evidence within the schedule. The attempt
 *   stays open in the log, and the sweeper continues it,
 * - `KeyTaken`: the key belongs to another request or merchant, and this call sent nothing,
 * - `AttemptLogError`: the log failed, and the call sent nothing.
 *
 * Settlement concludes "not applied" from looking, and retries, only after two
 * looks that agree, a second or more apart. One stale answer denies no payment.
 * This includes the look before the first request, so a confirm that comes too
 * early takes a second to fail.
 *
 * Absence proves something only if the read timeout is known. Settlement takes
 * the policy of the region, else that of its layer (`Policy.layer`), else
 * `Policy.timeouts`. It never waits forever. A policy retries its looks, but
 * not its writes.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { AttemptLog, LinePay, Settlement, TransactionId } from "effect-line-pay"
 *
 * const confirm = Effect.gen(function*() {
 *   const settlement = yield* Settlement
 *   const payment = yield* settlement.confirmPayment({
 *     transactionId: TransactionId.make("2023042201206549310"),
 *     orderId: "order-1",
 *     amount: 100,
 *     currency: "TWD"
 *   })
 *   return payment.settledBy === "Answer" ? payment.answer.regKey : undefined
 * })
 *
 * const SettlementLive = Settlement.layer.pipe(Layer.provide([AttemptLog.layerMemory, LinePay.layerConfig()]))
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class Settlement extends Context.Tag("effect-line-pay/Settlement")<Settlement, Settlement.Service>() {
  /**
   * Provides settlement with your choices.
   *
   * @since 0.1.0
   */
  static readonly layerWith = <E = never, R = never>(
    options: Options<E, R>
  ): Layer.Layer<Settlement, never, LinePay | AttemptLog | R> =>
    Layer.scoped(Settlement, Effect.suspend(() => make(options)))

  /**
   * Provides settlement. It remembers attempts as long as the attempt log does.
   * `AttemptLog.layerMemory` lasts as long as the process,
   * `effect-line-pay-sql` as long as the database.
   *
   * Several merchants may share a log. Like `LinePay.layer`, this layer is built
   * anew wherever you provide it.
   *
   * It tells nobody. A shop that must learn what the sweeper finds out gives a
   * `tell` to {@link layerWith}.
   *
   * @since 0.1.0
   */
  static readonly layer: Layer.Layer<Settlement, never, LinePay | AttemptLog> = Layer.fresh(Settlement.layerWith({}))
}

/**
 * @since 0.1.0
 */
export declare namespace Settlement {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * Confirms a payment, after checking that the customer has authenticated. A
     * confirm that comes too early ends the payment request. The key is the
     * transaction id.
     *
     * If details settle it, `regKey`, `merchantReference` and the masked card
     * are lost, because only the answer has them. If you needed the regKey, ask
     * the customer to enrol again.
     */
    readonly confirmPayment: (intent: Confirm.ConfirmIntent) => Effect.Effect<
      Settled<ConfirmPaymentSuccess>,
      Confirm.ConfirmSettlementError
    >
    /** Captures an authorised payment. The key is the transaction id, and the first call fixes the amount. */
    readonly capturePayment: (intent: CapturePaymentRequest) => Effect.Effect<
      Settled<CapturePaymentSuccess>,
      Capture.CaptureSettlementError
    >
    /**
     * Voids an authorised payment. The key is the transaction id. A captured
     * payment is never refunded; the call fails with `NotApplied`.
     */
    readonly voidPayment: (intent: VoidPaymentRequest) => Effect.Effect<Settled<void>, Void.VoidSettlementError>
    /**
     * Refunds a payment, in part or in full. The key is the transaction id and
     * the `refundId`. At most one refund of a payment may be open; another one
     * fails with `RefundInFlight`. Settlement records the existing refunds
     * first, so that it can recognise a new one.
     *
     * One new refund of the right amount is the proof. It could be a colleague's
     * refund of the same amount in the same minutes, while ours never arrived.
     * The API has no field to tell them apart, so do not refund by hand while a
     * refund is open.
     */
    readonly refundPayment: (
      intent: Refund.RefundIntent
    ) => Effect.Effect<Settled<RefundPaymentSuccess>, Refund.RefundSettlementError>
    /**
     * Refunds the difference between the payment's refunds, by anybody, and a
     * total. It refunds nothing if nothing is missing. The key is the
     * transaction id and the `refundId`.
     *
     * It retries a lost refund, for the amount missing by then, only if both
     * refunds together would exceed what is left. LINE Pay rejects the second
     * one in that case.
     */
    readonly refundUpTo: (
      intent: Refund.RefundUpToIntent
    ) => Effect.Effect<Settled<RefundPaymentSuccess>, Refund.RefundSettlementError>
    /**
     * Charges by regKey, after checking that the order id has not been charged
     * before. The key is the order id, which must not change between retries.
     *
     * Instead of the regKey, the intent may have an effect that gets it; see
     * `PayPreapprovedIntent`.
     */
    readonly payPreapproved: {
      <E = never>(intent: Preapproved.PayPreapprovedIntent<E>): Effect.Effect<
        Settled<PayPreapprovedSuccess>,
        Preapproved.PreapprovedSettlementError | E
      >
      (intent: Preapproved.PayPreapprovedIntent): Effect.Effect<
        Settled<PayPreapprovedSuccess>,
        Preapproved.PreapprovedSettlementError
      >
    }
    /**
     * Makes one pass over the open attempts that this process is not working on:
     * those whose process ended, or whose schedule is over. It looks at each 5
     * minutes, 30 minutes, 2 hours and 24 hours after its last request, then
     * once a day for 30 days. It also tells the shop what it has not taken. Run
     * it about every minute, in as many processes as you like.
     *
     * It touches the attempts of its merchant only. A look that could not be
     * read does not count. After a day without evidence, a human must look.
     */
    readonly sweep: Effect.Effect<Sweep, AttemptLogError>
    /** Looks once at an attempt in any state, and says what would follow. It changes nothing. */
    readonly inspect: (key: string) => Effect.Effect<Inspection, HandRefused | AttemptLogError>
    /**
     * Looks once at an attempt now, whenever it is due. A rule never changes a
     * human's verdict. If LINE Pay shows something else, the attempt gets the
     * alarm `Contradicted`, and its key sends nothing.
     */
    readonly lookAgain: (key: string) => Effect.Effect<Attempt, HandRefused | AttemptLogError>
    /**
     * Closes an attempt by hand, or corrects its verdict. The shop is told.
     *
     * The library cannot know who `by` is. The application must.
     */
    readonly closeByHand: (
      decision: HandDecision & { readonly verdict: HandVerdict }
    ) => Effect.Effect<Attempt, HandRefused | AttemptLogError>
    /**
     * Frees the key of an attempt that was closed as `NotApplied` or `Mismatch`,
     * so that calling again sends it. The history stays.
     */
    readonly reopen: (decision: HandDecision) => Effect.Effect<Attempt, HandRefused | AttemptLogError>
  }
}

const make = <E, R>(
  options: Options<E, R>
): Effect.Effect<Settlement.Service, never, LinePay | AttemptLog | R | Scope.Scope> =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const shared = yield* share(options)
    const { merchant } = linePay
    if (merchant === undefined) return withoutMerchant
    const { service, sweepOne } = serve({ ...shared, linePay, merchant })
    return { ...service, sweep: Sweeper.make({ ...shared, merchants: Effect.succeed([merchant]), sweepOne }) }
  })

/**
 * The parts that the merchants of a layer share.
 *
 * @internal
 */
export type Shared = Omit<Environment, "linePay" | "merchant">

/**
 * Makes the parts that the merchants of a layer share.
 *
 * @internal
 */
export const share = <E, R>(options: Options<E, R>): Effect.Effect<Shared, never, AttemptLog | R | Scope.Scope> =>
  Effect.gen(function*() {
    const clock = Clock.make()
    const log = BoundedLog.make(yield* AttemptLog, clock, Duration.decode(options.logTimeout ?? "5 seconds"))
    const layerScope = yield* Effect.scope
    const context = yield* Effect.context<R>()
    const telling = yield* Scope.fork(layerScope, ExecutionStrategy.parallel)
    const delivery = options.tell === undefined
      ? Delivery.nobody
      : Delivery.make(options.tell, { log, scope: telling, context })
    // Finalizers run in reverse order. First the attempts end, then the shop is told once more.
    yield* Scope.addFinalizer(layerScope, delivery.close)
    return {
      log,
      clock,
      delivery,
      doubtful: new Map(),
      // Only the parent span of a caller enters an attempt.
      context: Context.empty(),
      nonce: (yield* nonces).next,
      // Closing a parallel scope ends all attempts at once, and not each after the other's answer.
      scope: yield* Scope.fork(layerScope, ExecutionStrategy.parallel),
      policy: Option.getOrElse(yield* Policy.CurrentPolicy, () => Policy.timeouts),
      choices: {
        resendConfirm: options.resendConfirm ?? "AfterQuietTime",
        resendPartialRefund: options.resendPartialRefund ?? "Never",
        resendPreapproved: options.resendPreapproved ?? "Never"
      },
      margin: Duration.decode(options.margin ?? "60 seconds"),
      refundsShownWithin: Duration.decode(options.refundsShownWithin ?? "1 hour")
    }
  })

/** A mark says the nonce of its request beforehand. Provide `Nonce` to this layer for other ones than UUIDs. */
const nonces: Effect.Effect<Nonce.Service> = Effect.flatMap(
  Effect.serviceOption(Nonce),
  Option.match({
    onNone: () => Effect.provide(Nonce, Nonce.layerUuidV1),
    onSome: (nonce) => Effect.succeed(nonce)
  })
)

/**
 * Makes the calls of one merchant.
 *
 * @internal
 */
export const serve = (environment: Environment) => {
  const confirm = Confirm.make(environment)
  const capture = Capture.make(environment)
  const voids = Void.make(environment)
  const refund = Refund.make(environment)
  const preapproved = Preapproved.make(environment)

  const drivers: { readonly [O in SettledOperation]: Pick<Driver.Driver<never, never>, "sweep" | "judge"> } = {
    confirmPayment: confirm.driver,
    capturePayment: capture.driver,
    voidPayment: voids.driver,
    refundPayment: refund.driver,
    payPreapproved: preapproved.driver
  }

  const inspect: Settlement.Service["inspect"] = (key) =>
    Effect.gen(function*() {
      const { attempt, group } = yield* Hand.read(environment, key)
      const { decision, saw } = yield* drivers[attempt.operation].judge(attempt, group)
      return { attempt, saw, wouldDecide: decision._tag === "Settle" ? decision.verdict : decision._tag }
    })

  const checkPreapproved = checker("payPreapproved", Preapproved.PayPreapprovedIntent)

  const service: Omit<Settlement.Service, "sweep"> = {
    confirmPayment: checked("confirmPayment", Confirm.ConfirmIntent, confirm.settle),
    capturePayment: checked("capturePayment", CapturePaymentRequest, capture.settle),
    voidPayment: checked("voidPayment", VoidPaymentRequest, voids.settle),
    refundPayment: checked("refundPayment", Refund.RefundIntent, refund.settle),
    refundUpTo: checked("refundPayment", Refund.RefundUpToIntent, refund.settleUpTo),
    payPreapproved: <E>(intent: Preapproved.PayPreapprovedIntent<E>) =>
      Effect.flatMap(
        checkPreapproved(intent),
        // The check copies the fields of the intent, whose key is a RegKey or fails with `E`.
        (intent) => preapproved.settle(intent as Preapproved.PayPreapprovedIntent<E>)
      ),
    inspect,
    lookAgain: (key) =>
      Effect.gen(function*() {
        const { attempt, wouldDecide } = yield* inspect(key)
        const differs = typeof wouldDecide !== "string" && wouldDecide._tag === "Applied" &&
          attempt.verdict?._tag !== "Applied"
        if (attempt.hand !== undefined) return differs ? yield* Hand.contradict(environment, attempt) : attempt
        const swept = yield* drivers[attempt.operation].sweep(attempt, { evenIfNotDue: true })
        return Option.match(swept, { onNone: () => attempt, onSome: ({ attempt }) => attempt })
      }).pipe(Effect.tap(() => environment.delivery.deliver(key))),
    closeByHand: (decision) =>
      Effect.tap(Hand.close(environment, decision), ({ key }) => environment.delivery.deliver(key)),
    reopen: (decision) => Hand.reopen(environment, decision)
  }
  return { service, sweepOne: (attempt: Attempt) => drivers[attempt.operation].sweep(attempt) }
}

/** Without a merchant, nobody can tell the records of two merchants apart, so nothing is sent. */
const withoutMerchant: Settlement.Service = (() => {
  const refused = (operation: SettledOperation) => () =>
    new InvalidRequest({
      operation,
      problems: [{
        path: "LinePayConfig.merchant",
        expected: "the merchant's name, because the environment is neither `sandbox` nor `production`",
        actual: "nothing"
      }]
    })
  const failed = (verb: AttemptLogError["verb"]) =>
    new AttemptLogError({ verb, reason: "LinePayConfig.merchant is missing, and the environment is another origin" })
  return {
    confirmPayment: refused("confirmPayment"),
    capturePayment: refused("capturePayment"),
    voidPayment: refused("voidPayment"),
    refundPayment: refused("refundPayment"),
    refundUpTo: refused("refundPayment"),
    payPreapproved: refused("payPreapproved"),
    sweep: failed("lease"),
    inspect: () => failed("get"),
    lookAgain: () => failed("get"),
    closeByHand: () => failed("get"),
    reopen: () => failed("get")
  }
})()

/** Checks an intent before its key is read. The call checks what depends on the API version or the currency. */
const checked = <Intent, A, E>(
  operation: SettledOperation,
  schema: Schema.Schema<Intent>,
  settle: (intent: Intent) => Effect.Effect<A, E>
) => {
  const check = checker(operation, schema)
  return (intent: Intent): Effect.Effect<A, E | InvalidRequest> => Effect.flatMap(check(intent), settle)
}
