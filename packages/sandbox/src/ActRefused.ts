/**
 * The error of an act of the customer, the merchant centre or a test that the
 * sandbox could not do.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Reports that the sandbox refused an act, and why.
 *
 * - `UnknownPayment`, `UnknownRegKey`: there is none with this name.
 * - `WrongState`: the act is not possible in this state of the payment or key.
 * - `WrongAmount`: the amounts do not add up, or exceed what is left.
 *
 * @since 0.1.0
 * @category errors
 */
export class ActRefused extends Schema.TaggedError<ActRefused>("effect-line-pay-sandbox/ActRefused")("ActRefused", {
  act: Schema.String,
  reason: Schema.Literal("UnknownPayment", "UnknownRegKey", "WrongState", "WrongAmount"),
  /** Says what was found, and what the act needs. It holds no secret. */
  message: Schema.String
}) {}
