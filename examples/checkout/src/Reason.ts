/** Why no money moved, as far as what the customer reads depends on it. */
import { Schema, Struct } from "effect"
import { CustomerText } from "line-pay-protocol"

/** Whatever there is a text for. */
export const Reason = Schema.Literal(...Struct.keys(CustomerText.texts.en.Payment.NotApplied))
export type Reason = typeof Reason.Type
