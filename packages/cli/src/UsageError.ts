/**
 * Reports arguments that the command does not accept.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * The arguments are invalid.
 *
 * @since 0.1.0
 * @category errors
 */
export class UsageError extends Schema.TaggedError<UsageError>("line-pay-cli/UsageError")("UsageError", {
  /** Names the argument, and what was expected. */
  message: Schema.String
}) {}
