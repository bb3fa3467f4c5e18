/**
 * The error of a request that was refused before anything was sent.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"

/**
 * One thing that is wrong with a request.
 *
 * @since 0.1.0
 * @category models
 */
export const Problem = Schema.Struct({
  /** Where: `packages[0].products[1].price`; `""` for the request as a whole. */
  path: Schema.String,
  /** What was expected there, as the end of a sentence: `a number above 0`. */
  expected: Schema.String,
  /** What stands there, described without quoting any text: `a text of 101 characters`. */
  actual: Schema.String
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Problem extends Schema.Schema.Type<typeof Problem> {}

/**
 * The request was refused here: nothing was signed and nothing was sent. Says
 * of each wrong field where it is, what was expected, and what kind of thing
 * stood there; texts are never quoted, because one of them may be a secret.
 *
 * @since 0.1.0
 * @category errors
 */
export class InvalidRequest extends Schema.TaggedError<InvalidRequest>("effect-line-pay/InvalidRequest")(
  "InvalidRequest",
  {
    /** The call; absent where a value was refused before any call, as by `TransactionId.either`. */
    operation: Schema.optionalWith(Operation, { exact: true }),
    /** Everything that is wrong, in the order of the request's fields. */
    problems: Schema.NonEmptyArray(Problem)
  }
) {
  /**
   * Nothing was sent.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  /** The path of the first problem. */
  get path(): string {
    return this.problems[0].path
  }

  /** What was expected at {@link path}. */
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
