/**
 * The error of an intent that LINE Pay shows something else for.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"
import { MismatchReason } from "./Verdict.ts"

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
    recordedAs: Schema.optionalWith(Schema.String, { exact: true })
  }
) {
  override get message(): string {
    return `${this.operation} does not match what LINE Pay shows: ${
      this.recordedAs ?? this.because
    } [${this.key}]. A human has to look`
  }
}
