/**
 * The sandbox's ledger: every movement of money with its cause. A test can
 * compare its own records with it.
 *
 * @since 0.1.0
 */
import * as Decimal from "line-pay-protocol/Decimal"
import type { Operation } from "line-pay-protocol/Operation"

/**
 * The cause of a movement of money.
 *
 * - `Call`: an API call. Its nonce tells which of several it was.
 * - `LateCommit`: an API call that took effect after its connection was lost.
 * - `MerchantCentre`: somebody at the merchant's own console.
 * - `Expiry`: nobody captured an authorisation in time.
 *
 * @since 0.1.0
 * @category models
 */
export type Cause =
  | { readonly _tag: "Call"; readonly operation: Operation; readonly nonce: string }
  | { readonly _tag: "LateCommit"; readonly operation: Operation; readonly nonce: string }
  | { readonly _tag: "MerchantCentre" }
  | { readonly _tag: "Expiry" }

/**
 * The kind of a movement.
 *
 * - `Authorize`: an amount is held for a later capture.
 * - `Capture`: the customer pays, at once or out of the held amount.
 * - `Void`: the held amount is released by a void, by a capture of less, or
 *   because a failed capture cancelled the payment.
 * - `Expire`: the held amount is released because its time is over.
 * - `Refund`: captured money goes back.
 *
 * @since 0.1.0
 * @category models
 */
export type Kind = "Authorize" | "Capture" | "Void" | "Expire" | "Refund"

/**
 * One entry of the ledger.
 *
 * @since 0.1.0
 * @category models
 */
export interface Movement {
  /** Counts up from 1 without gaps. */
  readonly sequence: number
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number
  readonly kind: Kind
  readonly transactionId: string
  readonly orderId: string
  /** Above zero, in major units. */
  readonly amount: number
  readonly currency: string
  /** Only set for a `Refund`. */
  readonly refundTransactionId: string | undefined
  readonly cause: Cause
}

/**
 * The sums of a set of movements, in major units.
 *
 * @since 0.1.0
 * @category models
 */
export interface Balance {
  /** Authorised and neither captured nor released. */
  readonly held: number
  readonly captured: number
  readonly refunded: number
}

/**
 * Adds up movements. It does not tell currencies apart, so pass the movements
 * of one payment, or of one currency.
 *
 * A capture that follows an authorisation takes from what is held; the capture
 * of a payment that was never authorised separately does not.
 *
 * @since 0.1.0
 * @category balances
 */
export const balance = (movements: Iterable<Movement>): Balance => {
  const held = new Map<string, Decimal.Decimal>()
  let captured = Decimal.zero
  let refunded = Decimal.zero
  for (const { amount, kind, transactionId } of movements) {
    const value = Decimal.fromNumber(amount) ?? Decimal.zero
    const before = held.get(transactionId)
    if (kind === "Authorize") held.set(transactionId, Decimal.add(before ?? Decimal.zero, value))
    else if (kind === "Refund") refunded = Decimal.add(refunded, value)
    else if (before !== undefined) held.set(transactionId, Decimal.add(before, Decimal.negate(value)))
    if (kind === "Capture") captured = Decimal.add(captured, value)
  }
  let total = Decimal.zero
  for (const value of held.values()) total = Decimal.add(total, value)
  return {
    held: Decimal.toNumber(total),
    captured: Decimal.toNumber(captured),
    refunded: Decimal.toNumber(refunded)
  }
}
