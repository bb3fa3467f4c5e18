/**
 * Reports a refund while another one of the same payment is open.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Reports that another refund of the payment has no verdict yet, so this one
 * was not sent. Wait for the other one. If the answers to two refunds were
 * lost, nothing could tell them apart.
 *
 * @since 0.1.0
 * @category errors
 */
export class RefundInFlight extends Schema.TaggedError<RefundInFlight>("effect-line-pay/RefundInFlight")(
  "RefundInFlight",
  {
    /** The key of the refund that was not sent. */
    key: Schema.String,
    /** The key of the refund that is open. */
    openKey: Schema.String
  }
) {
  /**
   * Says that nothing was sent.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    return `The refund was not sent, because another refund of the payment has no verdict yet (${this.openKey}). ` +
      `Wait for its verdict, then retry [${this.key}]`
  }
}
