/**
 * Reports what keeps an operator's verb from its work.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A verb could not do its work. The message says what happened, what it means
 * for the money, and the next step. It holds no secret.
 *
 * @since 0.1.0
 * @category errors
 */
export class DeskError extends Schema.TaggedError<DeskError>("line-pay-cli/DeskError")("DeskError", {
  message: Schema.String,
  /** `Usage` if other arguments or variables are needed, else `Failed`. */
  kind: Schema.Literal("Usage", "Failed")
}) {}
