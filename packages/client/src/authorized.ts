/**
 * Holds an authorisation as a scoped resource.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { CapturePaymentSuccess } from "./operations/capturePayment.ts"
import type { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import { type Settled, Settlement } from "./Settlement.ts"
import type { CaptureSettlementError } from "./settlement/capturePayment.ts"
import type { ConfirmIntent, ConfirmSettlementError } from "./settlement/confirmPayment.ts"

/**
 * Holds a confirmed authorisation that is not captured yet.
 *
 * @since 0.1.0
 * @category models
 */
export interface Authorized {
  readonly payment: Settled<ConfirmPaymentSuccess>
  /** Captures the authorised amount, or a part of it in major units. */
  readonly capture: (amount?: number) => Effect.Effect<Settled<CapturePaymentSuccess>, CaptureSettlementError>
}

/**
 * Confirms a payment that was requested with `capture: false`, and voids the
 * authorisation when its scope fails or is interrupted. A failed order then
 * does not hold the customer's money.
 *
 * It does not void in these cases:
 *
 * - A capture was applied. A void would give the goods away.
 * - The outcome of a capture is unknown. A void would race with it.
 * - The scope succeeds without a capture. Capture later, with
 *   `Settlement.capturePayment`.
 *
 * An interruption during the confirm waits for the verdict, which may take
 * minutes, because only the verdict tells whether there is something to void.
 * Closing the scope waits up to ten seconds for the void. After that,
 * `Settlement` continues it.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { authorized, TransactionId } from "effect-line-pay"
 *
 * const order = (reserveStock: Effect.Effect<void, Error>) =>
 *   Effect.scoped(Effect.gen(function*() {
 *     const authorization = yield* authorized({
 *       transactionId: TransactionId.make("2023042201206549310"),
 *       orderId: "order-1",
 *       amount: 100,
 *       currency: "TWD"
 *     })
 *     // If there is no stock, the customer gets the money back at once.
 *     yield* reserveStock
 *     return yield* authorization.capture()
 *   }))
 * ```
 *
 * @since 0.1.0
 * @category resources
 */
export const authorized = (
  intent: ConfirmIntent
): Effect.Effect<Authorized, ConfirmSettlementError, Settlement | Scope.Scope> =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    const { currency, device, transactionId } = intent
    let mayBeCaptured = false

    const capture = (amount: number = intent.amount) =>
      Effect.suspend(() => {
        const before = mayBeCaptured
        mayBeCaptured = true
        return Effect.onExit(settlement.capturePayment({ transactionId, amount, currency, device }), (exit) =>
          Effect.sync(() => {
            if (isRefused(exit)) mayBeCaptured = before
            else if (isNotApplied(exit)) mayBeCaptured = false
          }))
      })

    const release = (exit: Exit.Exit<unknown, unknown>) =>
      Exit.isSuccess(exit) || mayBeCaptured ? Effect.void : settlement.voidPayment({ transactionId, device }).pipe(
        Effect.interruptible,
        Effect.timeout("10 seconds"),
        Effect.catchAll((error) =>
          Effect.logWarning(
            `The authorisation ${transactionId} is not voided yet and may still hold the customer's money. ` +
              "If the sweeper does not settle it, call Settlement.voidPayment",
            error
          )
        )
      )

    const payment = yield* Effect.acquireRelease(settlement.confirmPayment(intent), (_, exit) => release(exit))
    return { payment, capture }
  })

const errorOf = (exit: Exit.Exit<unknown, CaptureSettlementError>): CaptureSettlementError | undefined =>
  Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined

/** This capture sent nothing. An earlier one may have. */
const isRefused = (exit: Exit.Exit<unknown, CaptureSettlementError>): boolean => {
  const tag = errorOf(exit)?._tag
  return tag === "InvalidRequest" || tag === "KeyTaken" || tag === "AttemptLogError"
}

/** The capture was provably not applied, so the authorisation is unchanged. */
const isNotApplied = (exit: Exit.Exit<unknown, CaptureSettlementError>): boolean => {
  const error = errorOf(exit)
  return error !== undefined && "outcome" in error && error.outcome === "NotApplied"
}
