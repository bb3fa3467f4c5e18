/**
 * The error of a refund while another one of the same payment is open.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Another refund of the payment has no verdict yet. Two at a time could not be
 * told apart if both were lost, so this one was not sent: wait for the other.
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
   * Nothing was sent.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    return `Another refund of the payment is open (${this.openKey}): nothing was sent [${this.key}]`
  }
}
