/**
 * Gives every call that moves money a definite end.
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
 * Applied, with what is known of it. `settledBy` says how: by LINE Pay's
 * answer (`answer`), or found out by asking, because there was no readable
 * answer or because it came to an earlier call.
 *
 * Look at `payStatus` and `refunded` before shipping: the payment may have
 * been released or refunded by somebody else in the meantime.
 *
 * @since 0.1.0
 * @category models
 */
export type Settled<Answer> = Driver.Settled<Answer>

/**
 * What the sweeper has found out about an open attempt.
 *
 * - `Settled`: `attempt.verdict` says how.
 * - `StillOpen`: it will be looked at again, the fourth time a day after the last sending.
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
 * What a merchant may decide otherwise.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * How much longer than the read timeout LINE Pay may take to apply what it
   * was sent; 60 seconds by default. Until then, absence proves nothing.
   */
  readonly margin?: Duration.DurationInput | undefined
  /**
   * Whether a confirm that has left no trace after the quiet time is sent
   * again, at most twice. `AfterQuietTime` by default: LINE Pay refuses a
   * second confirm of one id. One that was answered with a code of the Offline
   * API is not sent again: it is not applied.
   */
  readonly resendConfirm?: "AfterQuietTime" | "Never" | undefined
  /**
   * Whether a partial refund that was answered 1900 to 1909, and has left no
   * trace after the quiet time, is sent again, once. `Never` by default:
   * nothing at LINE Pay guards it. `refundUpTo` sends again without this where
   * LINE Pay would refuse the second of the two, because less is left.
   */
  readonly resendPartialRefund?: "AfterQuietTime" | "Never" | undefined
  /**
   * Whether a pre-approved payment that has left no trace after ten minutes is
   * sent again, once, under the same order id, by a later call with its key:
   * the sweeper has no regKey. `Never` by default: it relies on 1172, which is
   * documented for this call and not reported live.
   */
  readonly resendPreapproved?: "AfterQuietTime" | "Never" | undefined
}

// -----------------------------------------------------------------------------
// The service
// -----------------------------------------------------------------------------

/**
 * Settles what `LinePay` leaves open. Each method records the intent in the
 * `AttemptLog` before anything is sent, sends it at most once at a time, and,
 * when there is no readable answer, asks LINE Pay until there is evidence.
 *
 * Attempts run in the layer's scope and callers only join them: interrupting a
 * caller (a browser that left, a timeout, a race) neither abandons nor repeats
 * one. A later call with the same key joins it or gets its result. Closing the
 * layer waits for the answers of what has been sent.
 *
 * It ends in one of four ways: applied (a success); proved not done (the typed
 * rejection, or `NotApplied`); something else is there (`SettlementMismatch`);
 * or `OutcomeUnknown`, when there was no evidence within the schedule. The
 * attempt then stays open in the log, and {@link settleOpen} goes on with it.
 *
 * "Not applied" by looking, and sending again, rest on two looks that agree, a
 * second or more apart: one stale answer denies no payment. That holds for the
 * look before the first sending, too, so a confirm that comes too early takes a
 * second to say so.
 *
 * How long a call waits is part of what absence proves, so it has to be known:
 * settlement calls under the policy of the region, else under the one that its
 * layer is given with `Policy.layer`, else under `Policy.timeouts`. It never
 * waits without an end, and a policy repeats its looks, but not its sendings.
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
   * Settlement with other choices than the default.
   *
   * @since 0.1.0
   */
  static readonly layerWith = (options: Options): Layer.Layer<Settlement, never, LinePay | AttemptLog> =>
    Layer.scoped(Settlement, Effect.suspend(() => make(options)))

  /**
   * Settlement. The attempt log decides how far its memory reaches:
   * `AttemptLog.layerMemory` to the end of the process, `effect-line-pay-sql`
   * to the end of the database.
   *
   * One log belongs to one merchant: order ids of two may be the same. Like
   * `LinePay.layer`, this is built anew wherever it is provided.
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
     * Confirms a payment, after checking that the customer has authenticated:
     * a confirm that comes too early kills the payment request. Key: the
     * transaction id.
     *
     * When it is settled by details, `regKey`, `merchantReference` and the
     * masked card are lost: they are only in the answer. Ask the customer to
     * enrol again if the payment was to give a regKey.
     */
    readonly confirmPayment: (intent: Confirm.ConfirmIntent) => Effect.Effect<
      Settled<ConfirmPaymentSuccess>,
      Confirm.ConfirmSettlementError
    >
    /** Captures an authorised payment. Key: the transaction id; the amount is fixed at the first try. */
    readonly capturePayment: (intent: CapturePaymentRequest) => Effect.Effect<
      Settled<CapturePaymentSuccess>,
      Capture.CaptureSettlementError
    >
    /** Voids an authorised payment. Key: the transaction id. Never refunds what was captured: that fails with `NotApplied`. */
    readonly voidPayment: (intent: VoidPaymentRequest) => Effect.Effect<Settled<void>, Void.VoidSettlementError>
    /**
     * Refunds a payment, in part or in full. Key: the transaction id and the
     * `refundId`. One refund of a payment may be open at a time, else
     * `RefundInFlight`. The refunds that are there are recorded first, so that
     * a new one can be recognised.
     *
     * One new refund of the right amount proves it, and could be a colleague's
     * of the same amount in the same minutes while ours never arrived: the API
     * has no field to tell them apart. Do not refund by hand while one is open.
     */
    readonly refundPayment: (
      intent: Refund.RefundIntent
    ) => Effect.Effect<Settled<RefundPaymentSuccess>, Refund.RefundSettlementError>
    /**
     * Refunds until the refunds of the payment reach a total, whoever made
     * them: what is missing is refunded, and nothing when nothing is missing.
     * A lost refund is sent again, as what is missing by then, only where both
     * together would be more than is left: LINE Pay refuses the second then.
     * Key: the transaction id and the `refundId`.
     */
    readonly refundUpTo: (
      intent: Refund.RefundUpToIntent
    ) => Effect.Effect<Settled<RefundPaymentSuccess>, Refund.RefundSettlementError>
    /**
     * Charges by regKey, after looking that the order id has not been charged
     * before. Key: the order id, which must never change between tries.
     */
    readonly payPreapproved: (intent: PayPreapprovedRequest) => Effect.Effect<
      Settled<PayPreapprovedSuccess>,
      Preapproved.PreapprovedSettlementError
    >
    /**
     * Goes once over the attempts that are open and not being worked on here:
     * those whose process ended, or whose schedule was over. Looks at each 5
     * minutes, 30 minutes, 2 hours and 24 hours after its last sending. Run it
     * every minute or so, in as many processes as you like.
     */
    readonly settleOpen: Stream.Stream<SweepResult, AttemptLogError>
  }
}

const make = (options: Options): Effect.Effect<Settlement.Service, never, LinePay | AttemptLog | Scope.Scope> =>
  Effect.gen(function*() {
    const environment: Driver.Environment = {
      linePay: yield* LinePay,
      log: yield* AttemptLog,
      // So that, at the end, all attempts are told to end at once, and not each after the other's answer.
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

/** Checks an intent before its key is read off it. What the API version or a currency demands, the call checks. */
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
  // What is leased here comes again only when the lease is over, and counts as open until then.
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
