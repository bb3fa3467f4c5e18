/**
 * What stands behind `confirmUrl`.
 *
 * @since 0.1.0
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AttemptLogError } from "./AttemptLog.ts"
import * as Joiner from "./internal/joiner.ts"
import * as LinePayError from "./LinePayError.ts"
import type { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import type { OutcomeUnknown } from "./OutcomeUnknown.ts"
import { type Settled, Settlement } from "./Settlement.ts"
import type { ConfirmIntent, ConfirmSettlementError } from "./settlement/confirmPayment.ts"
import type { SettlementMismatch } from "./SettlementMismatch.ts"
import type { TransactionId } from "./TransactionId.ts"

/**
 * Confirmed. Look at `payment.refunded` and `payment.payStatus` before
 * shipping.
 *
 * @since 0.1.0
 * @category models
 */
export interface Paid {
  readonly _tag: "Paid"
  readonly intent: ConfirmIntent
  readonly payment: Settled<ConfirmPaymentSuccess>
}

/**
 * Proved not charged, and why.
 *
 * @since 0.1.0
 * @category models
 */
export interface NotPaid {
  readonly _tag: "NotPaid"
  readonly intent: ConfirmIntent
  readonly error: Exclude<ConfirmSettlementError, OutcomeUnknown | SettlementMismatch | AttemptLogError>
}

/**
 * Something is there, but not what was asked.
 *
 * @since 0.1.0
 * @category models
 */
export interface NeedsHuman {
  readonly _tag: "NeedsHuman"
  readonly intent: ConfirmIntent
  readonly error: SettlementMismatch
}

/**
 * How far a payment has come, and so what to show the customer.
 *
 * - `Paid`, `NotPaid`, `NeedsHuman`: it has ended.
 * - `Checking`: it is under way, or not known yet. Show "we are checking, please do not pay again", and ask again.
 * - `Waiting`: the page was opened before the customer has authenticated at LINE Pay. Ask again.
 * - `NotOurs`: no payment of ours. Nothing was sent.
 *
 * @since 0.1.0
 * @category models
 */
export type Progress =
  | Paid
  | NotPaid
  | NeedsHuman
  | { readonly _tag: "Checking"; readonly intent: ConfirmIntent }
  | { readonly _tag: "Waiting"; readonly intent: ConfirmIntent }
  | { readonly _tag: "NotOurs" }

/**
 * What a shop brings.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<E, R> {
  /**
   * The payment as it was stored when it was requested, by the id that
   * `requestPayment` gave; `None` for an id that was never stored. What the
   * URL says is used to find it, and for nothing else.
   */
  readonly find: (transactionId: TransactionId) => Effect.Effect<Option.Option<ConfirmIntent>, E, R>
  /**
   * Told when a payment has ended: write it to the order. It may be told the
   * same twice, and `NotPaid` may be followed by `Paid`, when the customer
   * tries again; `Paid` is never followed by anything else.
   */
  readonly ended: (progress: Paid | NotPaid | NeedsHuman) => Effect.Effect<void, E, R>
  /**
   * How long the page waits for the end before it shows `Checking`; 3 seconds
   * by default. LINE Pay's own SERVER callback waits 20 seconds, a confirm may
   * take 60.
   */
  readonly patience?: Duration.DurationInput | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface ConfirmHandler<E> {
  /**
   * What to do when `confirmUrl` is opened, and whenever the page asks again:
   * the same. It may be called any number of times, by anybody: a reload, a
   * second delivery, an early or a forged opening charge nobody a second time.
   * `orderId` is what the URL says, if it says one (LINE Pay leaves it out at
   * times); another one than the stored is `NotOurs`.
   */
  readonly progress: (redirect: {
    readonly transactionId: TransactionId
    readonly orderId?: string | undefined
  }) => Effect.Effect<Progress, E>
}

/**
 * Makes the handler of a shop. It settles in the scope that it is made in, so
 * that an HTTP server may interrupt a request whose browser has left.
 *
 * @example
 * ```ts
 * import { Effect, Option } from "effect"
 * import { ConfirmHandler, type ConfirmIntent, TransactionId } from "effect-line-pay"
 *
 * const orders = new Map<TransactionId, ConfirmIntent>()
 *
 * const makeHandler = ConfirmHandler.make({
 *   find: (transactionId) => Effect.sync(() => Option.fromNullable(orders.get(transactionId))),
 *   ended: (progress) => Effect.logInfo(`${progress.intent.orderId}: ${progress._tag}`)
 * })
 *
 * const page = Effect.gen(function*() {
 *   const handler = yield* makeHandler
 *   const progress = yield* handler.progress({ transactionId: TransactionId.make("2023042201206549310") })
 *   return progress._tag === "Paid" ? "Thank you" : "Please wait"
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <E, R>(
  { ended, find, patience = "3 seconds" }: Options<E, R>
): Effect.Effect<ConfirmHandler<E>, never, R | Settlement | Scope.Scope> =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    const joiner = Joiner.make<Progress, E>(yield* Effect.scope)
    const context = yield* Effect.context<R>()

    const settle = (intent: ConfirmIntent): Effect.Effect<Progress, E, R> =>
      settlement.confirmPayment(intent).pipe(
        Effect.match({
          onSuccess: (payment): Progress => ({ _tag: "Paid", intent, payment }),
          onFailure: (error) => failed(intent, error)
        }),
        Effect.tap((progress) =>
          progress._tag === "Paid" || progress._tag === "NotPaid" || progress._tag === "NeedsHuman"
            ? ended(progress)
            : Effect.void
        )
      )

    return {
      progress: ({ orderId, transactionId }) =>
        Effect.gen(function*() {
          const found = yield* find(transactionId)
          if (Option.isNone(found)) return { _tag: "NotOurs" } as const
          const intent = found.value
          if (intent.transactionId !== transactionId || (orderId !== undefined && orderId !== intent.orderId)) {
            return { _tag: "NotOurs" } as const
          }
          return yield* joiner.join(transactionId, settle(intent)).pipe(
            Effect.timeoutTo({
              duration: patience,
              onSuccess: (progress) => progress,
              onTimeout: (): Progress => ({ _tag: "Checking", intent })
            })
          )
        }).pipe(Effect.provide(context))
    }
  })

const failed = (intent: ConfirmIntent, error: ConfirmSettlementError): Progress => {
  switch (error._tag) {
    case "OutcomeUnknown":
    case "AttemptLogError":
      return { _tag: "Checking", intent }
    case "SettlementMismatch":
      return { _tag: "NeedsHuman", intent, error }
    case "NotApplied":
      return error.because === "WaitingForCustomer" ? { _tag: "Waiting", intent } : { _tag: "NotPaid", intent, error }
    default:
      // The status could not be asked for just now: nothing was sent, and it can be asked for again.
      return LinePayError.isSafeToRetry(error) ? { _tag: "Checking", intent } : { _tag: "NotPaid", intent, error }
  }
}
