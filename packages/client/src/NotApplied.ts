/**
 * Reports an intent that was provably not applied.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"
import { TransactionId } from "./TransactionId.ts"
import { Amount, isRejectionCode, NotAppliedReason, type RejectionCode } from "./Verdict.ts"

/**
 * Reports that this intent provably charged, captured, voided or refunded
 * nothing. The proof is something other than a rejection of this call. Its
 * message says whether calling again can help.
 *
 * `because` names the proof: a {@link NotAppliedReason}, exported as
 * `Verdict.NotAppliedReason`. A result code there, or the reason of a
 * `TransportError`, comes from an earlier failure. Its own error went to an
 * earlier caller or to another process.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotApplied extends Schema.TaggedError<NotApplied>("effect-line-pay/NotApplied")("NotApplied", {
  operation: SettledOperation,
  /** The key of the attempt. */
  key: Schema.String,
  /** The proof. */
  because: NotAppliedReason,
  /** The text in the log, where `because` is `Unrecognised`: another version of this library wrote it. */
  recordedAs: Schema.optionalWith(Schema.String, { exact: true }),
  /** The other transaction that paid the order, if there is one. */
  orderPaidBy: Schema.optionalWith(TransactionId, { exact: true }),
  /** The amount that was asked for and the amount that was left, in major units, for `LessLeft`. */
  asked: Schema.optionalWith(Amount, { exact: true }),
  left: Schema.optionalWith(Amount, { exact: true })
}) {
  /**
   * Says that nothing was applied.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    const { asked, because, key, left, operation, orderPaidBy, recordedAs } = this
    const by = orderPaidBy === undefined ? "" : ` (${orderPaidBy})`
    const amounts = asked === undefined || left === undefined ? "" : ` (${asked} asked, ${left} left)`
    const next = isRejectionCode(because)
      ? "LINE Pay rejected an earlier call; its code says what to do"
      : advice[because]
    return `${operation} was not applied, and this attempt moved no money: ${recordedAs ?? because}${by}${amounts} ` +
      `[${key}]. ${next}`
  }
}

const again = "Calling again with the same intent is safe"
const newRequest = "The payment request is over: make a new one"

const advice: { readonly [R in Exclude<NotAppliedReason, RejectionCode>]: string } = {
  WaitingForCustomer: "The customer has not authenticated yet: wait, then call again with the same intent",
  CanceledOrExpired: newRequest,
  Failed: newRequest,
  OrderPaidByOther: "Another payment of the order went through: do not charge the customer again",
  OrderIdReused: "The order id was charged before: use a new order id for a new charge",
  Captured: "The payment is captured: refund it if you want the money to go back",
  Voided: "The authorisation was voided: make a new payment request if you need the money",
  Expired: "The authorisation has expired: make a new payment request if you need the money",
  AuthorizationStands: "LINE Pay still holds the customer's money: void the payment, and do not capture it again",
  NothingLeft: "Nothing of the payment is left to refund",
  LessLeft: "Refund no more than what is left",
  PaymentNotFound: "Check the transaction id and the environment",
  NeverSent: again,
  NotPrepared: again,
  Connect: again,
  Dns: again,
  Tls: `${again}, once the certificate is right`,
  Request: again,
  Signer: `${again}, once the signer works`,
  Timeout: again,
  Disconnected: again,
  InvalidRequest: "Correct the request, then call again",
  ClosedByHand: "A human decided so. The key sends nothing until Settlement.reopen frees it",
  Unrecognised: "Another version of this library wrote the reason: ask it, or look in the merchant centre"
}
