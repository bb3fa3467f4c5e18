/**
 * Reports an intent for which LINE Pay shows something else.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"
import { CapturePaymentSuccess } from "./operations/capturePayment.ts"
import { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import { PayPreapprovedSuccess } from "./operations/payPreapproved.ts"
import { RefundPaymentSuccess } from "./operations/refundPayment.ts"
import { Amount, MismatchReason } from "./Verdict.ts"

/**
 * Holds one answer with content, of a call that settlement guards.
 *
 * @since 0.1.0
 * @category models
 */
export const SettledAnswer = Schema.Union(
  ConfirmPaymentSuccess,
  CapturePaymentSuccess,
  RefundPaymentSuccess,
  PayPreapprovedSuccess
)

/**
 * @since 0.1.0
 * @category models
 */
export type SettledAnswer = typeof SettledAnswer.Type

/**
 * Reports that LINE Pay shows something other than what was requested. A human
 * must look. Settlement never retries under this key.
 *
 * `because` names the difference: a {@link MismatchReason}, exported as
 * `Verdict.MismatchReason`.
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
    /** The difference. */
    because: MismatchReason,
    /** The text in the log, where `because` is `Unrecognised`: another version of this library wrote it. */
    recordedAs: Schema.optionalWith(Schema.String, { exact: true }),
    /** The amount that was asked for and the amount that LINE Pay shows, in major units, where they differ. */
    asked: Schema.optionalWith(Amount, { exact: true }),
    shown: Schema.optionalWith(Amount, { exact: true }),
    /**
     * LINE Pay's answer, if it was about something other than what was
     * requested. No other answer has the regKey or the e-invoice carrier that
     * it may hold. Because of the regKey, it is lost when the error is encoded.
     */
    answer: Schema.optionalToOptional(Schema.Unknown, Schema.typeSchema(SettledAnswer), {
      decode: () => Option.none(),
      encode: () => Option.none()
    })
  }
) {
  override get message(): string {
    const { asked, because, key, operation, recordedAs, shown } = this
    const amounts = asked === undefined || shown === undefined ? "" : ` (${asked} asked, ${shown} shown)`
    return `${operation} does not match what LINE Pay shows: ${
      recordedAs ?? because
    }${amounts} [${key}]. Money may have ` +
      "moved, and nothing is retried under this key. Compare the payment with the order in the merchant centre, then " +
      "correct the record with Settlement.closeByHand"
  }
}
