/** The reason why no money moved, as far as the customer's text depends on it. */
import { Schema, Struct } from "effect"
import { CustomerText } from "line-pay-protocol"

/** Every reason with a text. */
export const Reason = Schema.Literal(...Struct.keys(CustomerText.texts.en.Payment.NotApplied))
export type Reason = typeof Reason.Type
