/**
 * Reports a read with an unreadable answer.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"
import { bodyStart, subjectFields } from "./internal/request/subject.ts"

/**
 * Says why an answer is not one of LINE Pay's.
 *
 * - `HttpStatus`: not JSON, with a status other than 200 (a proxy's 502 page).
 * - `Redirect`: a 3xx, or an answer from another URL. The client follows no
 *   redirects.
 * - `NotJson`: status 200, but not JSON (empty, truncated, HTML).
 * - `NotAnEnvelope`: JSON without a result code.
 * - `TooLarge`: more than `LinePayConfig.maximumAnswerBytes`, or a body of
 *   over 256 KiB that is mostly brackets.
 * - `ContradictoryEnvelope`: two result codes that disagree.
 * - `Undecodable`: a success without its payment, because `info` or an id in it
 *   is missing or unreadable.
 * - `OtherPayment`: a success about a payment or an order that was not asked
 *   for. A proxy that sends one answer too many on a connection does that.
 *
 * @since 0.1.0
 * @category models
 */
export const Reason = Schema.Literal(
  "HttpStatus",
  "Redirect",
  "NotJson",
  "NotAnEnvelope",
  "TooLarge",
  "ContradictoryEnvelope",
  "Undecodable",
  "OtherPayment"
)

/**
 * @since 0.1.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * Reports that the response to a read is not an answer of LINE Pay. Nothing has
 * changed, so a retry is safe. The message says whether it can help. A write with
 * such a response fails with `OutcomeUnknown` instead.
 *
 * @since 0.1.0
 * @category errors
 */
export class ResponseError extends Schema.TaggedError<ResponseError>("effect-line-pay/ResponseError")(
  "ResponseError",
  {
    operation: Operation,
    reason: Reason,
    httpStatus: Schema.Number,
    /** The paths in the answer that could not be decoded, without their values. */
    paths: Schema.optionalWith(Schema.Array(Schema.String), { exact: true }),
    /** The first 1,000 characters of the body, redacted; lost when the error is encoded. */
    body: bodyStart,
    ...subjectFields
  }
) {
  /**
   * Says that nothing was applied, because it was a read.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    return `${this.operation} got an unreadable answer (HTTP ${this.httpStatus}, ${this.reason}${
      this.paths === undefined ? "" : ` at ${this.paths.join(", ")}`
    }). It was a read, so nothing has changed. ${advice[this.reason]}`
  }
}

const advice: { readonly [R in Reason]: string } = {
  HttpStatus: "You may retry it",
  Redirect: "A retry won't help: check `environment` in the configuration, and any proxy",
  NotJson: "You may retry it",
  NotAnEnvelope: "You may retry it",
  TooLarge: "A retry won't help: ask for less, or raise `maximumAnswerBytes` in the configuration",
  ContradictoryEnvelope: "You may retry it",
  Undecodable: "A retry is unlikely to help: look at `paths` and `body`",
  OtherPayment: "You may retry it"
}
