/**
 * The error of an intent that was proved not done.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"
import { TransactionId } from "./TransactionId.ts"
import { NotAppliedReason } from "./Verdict.ts"

/**
 * Proved not done, by something else than a rejection of the call: nothing was
 * charged, captured, voided or refunded by this intent. It may be tried again
 * under the same key.
 *
 * `because` says what proves it: one of {@link NotAppliedReason}, which is
 * `Verdict.NotAppliedReason` to a program. A result code there, or the reason
 * of a `TransportError`, is that of a rejection whose own error went to an
 * earlier caller or to another process.
 *
 * @since 0.1.0
 * @category errors
 */
export class NotApplied extends Schema.TaggedError<NotApplied>("effect-line-pay/NotApplied")("NotApplied", {
  operation: SettledOperation,
  /** The key of the attempt. */
  key: Schema.String,
  /** What proves it. */
  because: NotAppliedReason,
  /** The text in the log, where `because` is `Unrecognised`: another version of this library has written it. */
  recordedAs: Schema.optionalWith(Schema.String, { exact: true }),
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
    return `${this.operation} was not applied: ${this.recordedAs ?? this.because}${by} [${this.key}]`
  }
}
