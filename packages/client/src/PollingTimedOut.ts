/**
 * The error of a poll whose time is over.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import { TransactionId } from "./TransactionId.ts"

/**
 * The customer had not authenticated when the time to wait was over. As far as
 * the poll knows nothing was charged: no money moves before a confirm. With a
 * window shorter than LINE Pay's 20 minutes the customer may still
 * authenticate, so look once more before the order is given up.
 *
 * @since 0.1.0
 * @category errors
 */
export class PollingTimedOut extends Schema.TaggedError<PollingTimedOut>("effect-line-pay/PollingTimedOut")(
  "PollingTimedOut",
  {
    transactionId: TransactionId,
    /** For how long the status was asked. */
    window: Schema.DurationFromMillis
  }
) {
  override get message(): string {
    return `Payment ${this.transactionId} was not authenticated within ${Duration.format(this.window)}: ` +
      "check it once more, then make a new request"
  }
}
