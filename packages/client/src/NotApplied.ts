/**
 * The error of an intent that was proved not done.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"
import { TransactionId } from "./TransactionId.ts"

/**
 * Proved not done, by something else than a rejection of the call: nothing was
 * charged, captured, voided or refunded by this intent. It may be tried again
 * under the same key.
 *
 * `because` is the rule that proves it:
 *
 * - `WaitingForCustomer`: sent too early; the customer has not authenticated.
 * - `CanceledOrExpired`, `Failed`: final; make a new request.
 * - `OrderPaidByOther`: another payment of the same order went through
 *   (`orderPaidBy`). Do not take the customer's money a second time.
 * - `Captured`, `Voided`, `Expired`, `AuthorizationStands`: what the
 *   authorisation is now.
 * - `NothingLeft`, `LessLeft`: the payment has no such amount left to refund.
 * - `OrderIdReused`: the order id was charged before this intent.
 * - `PaymentNotFound`: LINE Pay shows no such payment.
 * - `NeverSent`: the process ended before the request left.
 * - `NotPrepared`: the look before the sending failed, in another process.
 * - A result code, or the reason or tag of another error: the call was
 *   rejected, and its error went to an earlier caller or to another process.
 * - `2020` to `2023` and `2104`: the call was answered with the code, which only
 *   the Offline API documents, and LINE Pay shows no trace of the payment.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotApplied extends Schema.TaggedError<NotApplied>("effect-line-pay/NotApplied")("NotApplied", {
  operation: SettledOperation,
  /** The key of the attempt. */
  key: Schema.String,
  because: Schema.String,
  /** The transaction that paid the order, if it was another. */
  orderPaidBy: Schema.optionalWith(TransactionId, { exact: true })
}) {
  /**
   * Nothing was applied.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    const by = this.orderPaidBy === undefined ? "" : ` (${this.orderPaidBy})`
    return `${this.operation} was not applied: ${this.because}${by} [${this.key}]`
  }
}
