/**
 * The error of an intent that LINE Pay shows something else for.
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
import { MismatchReason } from "./Verdict.ts"

/**
 * The answer of a call that settlement guards, of those that say more than a
 * code.
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
 * Something is there, but not what was asked. A human has to look; nothing is
 * sent again, under this key, ever.
 *
 * `because` says what is there instead: one of {@link MismatchReason}, which is
 * `Verdict.MismatchReason` to a program.
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
    /** What is there instead. */
    because: MismatchReason,
    /** The text in the log, where `because` is `Unrecognised`: another version of this library has written it. */
    recordedAs: Schema.optionalWith(Schema.String, { exact: true }),
    /**
     * What LINE Pay answered the call, if the answer was about something else
     * than what was asked. A regKey or an e-invoice carrier in it stands in no
     * other answer. It is lost when the error is encoded, because it may hold a
     * regKey.
     */
    answer: Schema.optionalToOptional(Schema.Unknown, Schema.typeSchema(SettledAnswer), {
      decode: () => Option.none(),
      encode: () => Option.none()
    })
  }
) {
  override get message(): string {
    return `${this.operation} does not match what LINE Pay shows: ${
      this.recordedAs ?? this.because
    } [${this.key}]. A human has to look`
  }
}
