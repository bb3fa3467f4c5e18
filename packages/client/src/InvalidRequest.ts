/**
 * Reports a request that the client rejects before it sends anything.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"

/**
 * Describes one problem of a request.
 *
 * @since 0.1.0
 * @category models
 */
export const Problem = Schema.Struct({
  /** Where: `packages[0].products[1].price`; `""` for the request as a whole. */
  path: Schema.String,
  /** The expectation, as the end of a sentence: `a number above 0`. */
  expected: Schema.String,
  /** The actual value, described without quoting any text: `a text of 101 characters`. */
  actual: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/**
 * Reports that the client rejected the request, before anything was signed or
 * sent. It is a bug in your code or configuration, and retrying won't help.
 *
 * For each wrong field it gives the path, the expectation and the kind of the
 * actual value. It never quotes text, because the text may be a secret.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>("effect-line-pay/InvalidRequest")(
  "InvalidRequest",
  {
    /** The call; absent where a value was rejected before any call, as by `TransactionId.either`. */
    operation: Schema.optionalWith(Operation, { exact: true }),
    /** All problems, in the order of the request's fields. */
    problems: Schema.NonEmptyArray(Problem)
  }
) {
  /**
   * Says that nothing was sent.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  /** The path of the first problem. */
  get path(): string {
    return this.problems[0].path
  }

  /** The expectation at {@link path}. */
  get expected(): string {
    return this.problems[0].expected
  }

  override get message(): string {
    const where = this.operation === undefined ? "" : `${this.operation} was not sent: `
    return where +
      this.problems.map(({ actual, expected, path }) =>
        `${path === "" ? "the request" : path} must be ${expected}, but is ${actual}`
      ).join("; ")
  }
}
