/**
 * Settles every call that moves money.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as ExecutionStrategy from "effect/ExecutionStrategy"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Attempt, SettledOperation } from "./Attempt.ts"
import { AttemptLog, type AttemptLogError } from "./AttemptLog.ts"
import { checker } from "./internal/request/checker.ts"
import type * as Driver from "./internal/settlement/driver.ts"
import * as Telemetry from "./internal/settlement/telemetry.ts"
import type { InvalidRequest } from "./InvalidRequest.ts"
import { LinePay } from "./LinePay.ts"
import { CapturePaymentRequest, type CapturePaymentSuccess } from "./operations/capturePayment.ts"
import type { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import { PayPreapprovedRequest, type PayPreapprovedSuccess } from "./operations/payPreapproved.ts"
import type { RefundPaymentSuccess } from "./operations/refundPayment.ts"
import { VoidPaymentRequest } from "./operations/voidPayment.ts"
import * as Policy from "./Policy.ts"
import * as Capture from "./settlement/capturePayment.ts"
import * as Confirm from "./settlement/confirmPayment.ts"
import * as Preapproved from "./settlement/payPreapproved.ts"
import * as Refund from "./settlement/refundPayment.ts"
import * as Void from "./settlement/voidPayment.ts"

/**
 * Says that LINE Pay applied the request, and how settlement knows.
 * `settledBy` is `Answer` if LINE Pay answered this call; `answer` has it then.
 * Otherwise settlement looked it up, because there was no readable answer or an
 * earlier call got it.
 *
 * Check `payStatus` and `refunded` before you ship. Somebody else may have
 * released or refunded the payment in the meantime.
 *
 * @since 0.1.0
 * @category models
 */
export type Settled<Answer> = Driver.Settled<Answer>

/**
 * Says what the sweeper found out about an open attempt.
 *
 * - `Settled`: `attempt.verdict` has the verdict.
 * - `StillOpen`: the sweeper will look again. The fourth look is a day after the last request.
 * - `NeedsHuman`: the sweeper has given up on it.
 *
 * @since 0.1.0
 * @category models
 */
export interface SweepResult {
  readonly attempt: Attempt
  readonly result: "Settled" | "StillOpen" | "NeedsHuman"
}

/**
 * Overrides the default choices of settlement.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
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
 *   stays open in the log, and {@link settleOpen} continues it,
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
  static readonly layerWith = (options: Options): Layer.Layer<Settlement, never, LinePay | AttemptLog> =>
    Layer.scoped(Settlement, Effect.suspend(() => make(options)))

  /**
   * Provides settlement. It remembers attempts as long as the attempt log does.
   * `AttemptLog.layerMemory` lasts as long as the process,
   * `effect-line-pay-sql` as long as the database.
   *
   * Give each merchant a separate log, because the order ids of two merchants
   * may be the same. Like `LinePay.layer`, this layer is built anew wherever you
   * provide it.
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
     */
    readonly payPreapproved: (intent: PayPreapprovedRequest) => Effect.Effect<
      Settled<PayPreapprovedSuccess>,
      Preapproved.PreapprovedSettlementError
    >
    /**
     * Sweeps once over the open attempts that this process is not working on:
     * those whose process ended, or whose schedule is over. It looks at each 5
     * minutes, 30 minutes, 2 hours and 24 hours after its last request. Run it
     * about every minute, in as many processes as you like.
     */
    readonly settleOpen: Stream.Stream<SweepResult, AttemptLogError>
  }
}

const make = (options: Options): Effect.Effect<Settlement.Service, never, LinePay | AttemptLog | Scope.Scope> =>
  Effect.gen(function*() {
    const environment: Driver.Environment = {
      linePay: yield* LinePay,
      log: yield* AttemptLog,
      // Closing a parallel scope ends all attempts at once, and not each after the other's answer.
      scope: yield* Scope.fork(yield* Effect.scope, ExecutionStrategy.parallel),
      policy: Option.getOrElse(yield* Policy.CurrentPolicy, () => Policy.timeouts),
      choices: {
        resendConfirm: options.resendConfirm ?? "AfterQuietTime",
        resendPartialRefund: options.resendPartialRefund ?? "Never",
        resendPreapproved: options.resendPreapproved ?? "Never"
      },
      margin: Duration.decode(options.margin ?? "60 seconds")
    }
    const confirm = Confirm.make(environment)
    const capture = Capture.make(environment)
    const voids = Void.make(environment)
    const refund = Refund.make(environment)
    const preapproved = Preapproved.make(environment)

    const sweepers: { readonly [O in SettledOperation]: Driver.Driver<never, never>["sweep"] } = {
      confirmPayment: confirm.sweep,
      capturePayment: capture.sweep,
      voidPayment: voids.sweep,
      refundPayment: refund.sweep,
      payPreapproved: preapproved.sweep
    }

    return {
      confirmPayment: checked("confirmPayment", Confirm.ConfirmIntent, confirm.settle),
      capturePayment: checked("capturePayment", CapturePaymentRequest, capture.settle),
      voidPayment: checked("voidPayment", VoidPaymentRequest, voids.settle),
      refundPayment: checked("refundPayment", Refund.RefundIntent, refund.settle),
      refundUpTo: checked("refundPayment", Refund.RefundUpToIntent, refund.settleUpTo),
      payPreapproved: checked("payPreapproved", PayPreapprovedRequest, preapproved.settle),
      settleOpen: settleOpen(environment.log, (attempt) => sweepers[attempt.operation](attempt))
    }
  })

/** Checks an intent before its key is read. The call checks what depends on the API version or the currency. */
const checked = <Intent, A, E>(
  operation: SettledOperation,
  schema: Schema.Schema<Intent>,
  settle: (intent: Intent) => Effect.Effect<A, E>
) => {
  const check = checker(operation, schema)
  return (intent: Intent): Effect.Effect<A, E | InvalidRequest> => Effect.flatMap(check(intent), settle)
}

const lease = Duration.minutes(5)

const settleOpen = (
  log: AttemptLog.Service,
  sweep: Driver.Driver<never, never>["sweep"]
): Stream.Stream<SweepResult, AttemptLogError> => {
  // An attempt that is leased here counts as open until its lease expires.
  const open = new Map<string, { readonly openedAt: number; readonly leasedUntil: number }>()

  const seen = ({ key, openedAt }: Attempt, isOpen: boolean) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      if (isOpen) open.set(key, { openedAt, leasedUntil: now + Duration.toMillis(lease) })
      else open.delete(key)
    })

  const report = Effect.flatMap(Clock.currentTimeMillis, (now) => {
    for (const [key, { leasedUntil }] of open) if (leasedUntil <= now) open.delete(key)
    const oldest = Math.min(now, ...Array.from(open.values(), ({ openedAt }) => openedAt))
    return Effect.zipRight(
      Metric.set(Telemetry.openAttempts, open.size),
      Metric.set(Telemetry.oldestOpenAttempt, (now - oldest) / 1_000)
    )
  })

  return log.openAttempts(lease).pipe(
    Stream.mapEffect((attempt) =>
      Effect.tap(sweep(attempt), (swept) => seen(attempt, Option.isNone(swept) || swept.value[1] !== "Settled"))
    ),
    Stream.filterMap(Option.map(([attempt, result]): SweepResult => ({ attempt, result }))),
    Stream.ensuring(report)
  )
}
