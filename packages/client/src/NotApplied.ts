/**
 * Reports an intent that was provably not applied.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"
import { TransactionId } from "./TransactionId.ts"
import { NotAppliedReason } from "./Verdict.ts"

/**
 * Reports that this intent provably charged, captured, voided or refunded
 * nothing. The proof is something other than a rejection of this call. You may
 * retry under the same key.
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
  orderPaidBy: Schema.optionalWith(TransactionId, { exact: true })
}) {
  /**
   * Says that nothing was applied.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    const by = this.orderPaidBy === undefined ? "" : ` (${this.orderPaidBy})`
    return `${this.operation} was not applied, and this attempt moved no money: ${
      this.recordedAs ?? this.because
    }${by} [${this.key}]`
  }
}
