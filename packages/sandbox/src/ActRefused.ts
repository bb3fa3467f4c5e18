/**
 * Why the sandbox could not do what a customer, the merchant centre or a test
 * asked of it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * - `UnknownPayment`, `UnknownRegKey`: there is none by that name.
 * - `WrongState`: the payment or key is not where the act starts from.
 * - `WrongAmount`: the amounts do not add up, or exceed what is there.
 *
 * @since 0.1.0
 * @category errors
 */
export class ActRefused extends Schema.TaggedError<ActRefused>("effect-line-pay-sandbox/ActRefused")("ActRefused", {
  act: Schema.String,
  reason: Schema.Literal("UnknownPayment", "UnknownRegKey", "WrongState", "WrongAmount"),
  /** What was found, and what the act needs. Holds no secret. */
  message: Schema.String
}) {}
