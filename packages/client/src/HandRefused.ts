/**
 * Reports a human's decision that settlement did not accept.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Says why the log did not accept a human's decision.
 *
 * - `NoSuchAttempt`: the log has no attempt with this key.
 * - `Changed`: the attempt has another version by now. Read it again.
 * - `MayStillBeApplied`: LINE Pay may still work on a request, until `mayBeAppliedUntil`.
 * - `NamesNoRefund`: a refund that was applied names the refunds in details that prove it.
 * - `NamesNoPayment`: a pre-approved payment that was applied names its transaction id.
 * - `EvidenceTaken`: the refund or payment already proves another attempt.
 * - `Applied`: an applied attempt cannot be reopened. Correct the verdict first, if it is wrong.
 * - `Open`: an open attempt cannot be reopened.
 * - `NotSigned`: `by` has no character or more than 200, or `why` has more than 500.
 * - `OtherMerchant`: the attempt belongs to another merchant.
 *
 * @since 0.1.0
 * @category models
 */
export const Reason = Schema.Literal(
  "NoSuchAttempt",
  "Changed",
  "MayStillBeApplied",
  "NamesNoRefund",
  "NamesNoPayment",
  "EvidenceTaken",
  "Applied",
  "Open",
  "NotSigned",
  "OtherMerchant"
)

/**
 * @since 0.1.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * Reports a human's decision that the log did not accept. Nothing changed.
 *
 * @since 0.1.0
 * @category errors
 */
export class HandRefused extends Schema.TaggedError<HandRefused>("effect-line-pay/HandRefused")("HandRefused", {
  /** The key of the attempt. */
  key: Schema.String,
  because: Reason,
  /** Milliseconds since 1970, for `MayStillBeApplied`. */
  mayBeAppliedUntil: Schema.optionalWith(Schema.Finite, { exact: true })
}) {
  override get message(): string {
    const until = this.mayBeAppliedUntil === undefined ? "" : ` until ${new Date(this.mayBeAppliedUntil).toISOString()}`
    return `Nothing was changed (${this.because}${until}): ${advice[this.because]} [${this.key}]`
  }
}

const advice: { readonly [R in Reason]: string } = {
  NoSuchAttempt: "the log has no such attempt. Check the key",
  Changed: "the attempt has changed since it was read. Read it again, then decide",
  MayStillBeApplied: "LINE Pay may still apply the request. Wait, then look again",
  NamesNoRefund: "name the refunds in LINE Pay's details that prove it, with id and amount",
  NamesNoPayment: "name the transaction id of the payment",
  EvidenceTaken: "the refund or payment already proves another attempt. Look which of the two it is",
  Applied: "an applied attempt cannot be reopened. If the verdict is wrong, close it by hand first",
  Open: "an open attempt needs no reopening. Calling again with the same intent is safe",
  NotSigned: "`by` needs 1 to 200 characters, and `why` may have 500",
  OtherMerchant: "the attempt belongs to another merchant. Use that merchant's Settlement"
}
