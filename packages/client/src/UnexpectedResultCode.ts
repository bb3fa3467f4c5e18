/**
 * Reports a result code that the table does not list for the call.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"
import { subjectFields } from "./internal/request/subject.ts"

/**
 * Reports that LINE Pay answered with a code that no document lists for this
 * call: a new code, or a known one in a new place. After a read nothing has
 * changed. After a write the outcome is unknown, because no document says what
 * the code means for the money there.
 *
 * @since 0.1.0
 * @category errors
 */
export class UnexpectedResultCode extends Schema.TaggedError<UnexpectedResultCode>(
  "effect-line-pay/UnexpectedResultCode"
)("UnexpectedResultCode", {
  operation: Operation,
  /** The code as LINE Pay answered it. */
  code: Schema.String,
  /** The meaning of the code for other calls, if the table has it. */
  description: Schema.optionalWith(Schema.String, { exact: true }),
  /** LINE Pay's message; absent when it sent none, or `-`. */
  returnMessage: Schema.optionalWith(Schema.String, { exact: true }),
  /** The parameter that LINE Pay rejected and why, if it said so. */
  errorDetailMap: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), { exact: true }),
  /** The HTTP status of the answer. */
  httpStatus: Schema.Number,
  /** `Unknown` after a write, `NotApplied` after a read. */
  outcome: Schema.Literal("NotApplied", "Unknown"),
  ...subjectFields
}) {
  override get message(): string {
    const said = this.returnMessage ?? this.description
    return `${this.operation} was answered ${this.code}${said === undefined ? "" : ` (${said})`}, ` +
      `which no document lists for this call${
        this.outcome === "Unknown"
          ? ". It may have been applied, so look up what happened before you retry"
          : ". It was a read, so nothing has changed"
      }`
  }
}
