/**
 * Reports a poll whose window is over.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { TransactionId } from "./TransactionId.ts"

/**
 * Reports that the customer did not authenticate within the window. The poll
 * itself charged nothing, because no money moves before a confirm.
 *
 * If the window is shorter than LINE Pay's 20 minutes, the customer may still
 * authenticate. Check once more before you give up the order.
 *
 * @since 0.1.0
 * @category errors
 */
export class PollingTimedOut extends Schema.TaggedError<PollingTimedOut>("effect-line-pay/PollingTimedOut")(
  "PollingTimedOut",
  {
    transactionId: TransactionId,
    /** How long the poll lasted. */
    window: Schema.DurationFromMillis
  }
) {
  override get message(): string {
    return `Payment ${this.transactionId} was not authenticated within ${Duration.format(this.window)}. ` +
      "No money moves before a confirm. Check the status once more, then make a new payment request"
  }
}
