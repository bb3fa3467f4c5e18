/**
 * Reports a refund that was not sent because details lag behind the log.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Amount, RefundEntry } from "./Verdict.ts"

/**
 * Reports that details do not show every refund that may have been made, so
 * nobody can say how much is left. This refund was not sent. Retry with the
 * same `refundId` in some minutes.
 *
 * Details usually catch up within a minute. A refund that they have not shown
 * for an hour counts no longer, and raises an alarm. Details may
 * list two refunds under one id. If the log cannot explain that, only a human
 * can tell.
 *
 * @since 0.1.0
 * @category errors
 */
export class RefundsNotShown extends Schema.TaggedError<RefundsNotShown>("effect-line-pay/RefundsNotShown")(
  "RefundsNotShown",
  {
    /** The key of the refund that was not sent. */
    key: Schema.String,
    /** The keys of refunds in the log that may have been made and that details do not show. */
    notShown: Schema.Array(Schema.String),
    /** The refunds that details show. */
    shown: Schema.Array(RefundEntry),
    /** The least and the most that may have been refunded, in major units. */
    low: Amount,
    high: Amount
  }
) {
  /**
   * Says that nothing was sent.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    const { high, key, low, notShown, shown } = this
    const why = notShown.length > 0
      ? `details show ${shown.length} refunds, and not yet ${notShown.join(", ")}`
      : `details list two refunds under one id, so ${low} or ${high} may have been refunded`
    return `The refund was not sent: ${why}. Retry with the same refundId in some minutes [${key}]`
  }
}
