/**
 * The error of an intent that LINE Pay shows something else for.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"

/**
 * Something is there, but not what was asked. A human has to look; nothing is
 * sent again, under this key, ever.
 *
 * - `OtherAmount`, `OtherCurrency`, `OtherOrder`, `OtherPayStatus`,
 *   `OrderPaidByOtherAmount`: it differs from what was asked.
 * - `Released`: it was confirmed and has been voided or has expired since: it
 *   holds nothing. Do not ship.
 * - `TwoRecords`: two payments where one was asked for.
 * - `SameAmountRefundedByOthers`: more refunds of the amount than were asked
 *   for, probably by hand in the merchant centre.
 * - `EvidenceTaken`: what would prove it already proves another attempt.
 *
 * @since 0.1.0
 * @category errors
 */
export class SettlementMismatch extends Schema.TaggedError<SettlementMismatch>("effect-line-pay/SettlementMismatch")(
  "SettlementMismatch",
  {
    operation: SettledOperation,
    /** The key of the attempt. */
    key: Schema.String,
    because: Schema.String
  }
) {
  override get message(): string {
    return `${this.operation} does not match what LINE Pay shows: ${this.because} [${this.key}]. A human has to look`
  }
}
