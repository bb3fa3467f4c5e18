/** Why no money moved, as far as what the customer reads depends on it. */
import { Schema } from "effect"
import type { CustomerText } from "line-pay-protocol"

export const Reason: Schema.Schema<CustomerText.Reason> = Schema.Literal(
  "Customer",
  "Card",
  "Configuration",
  "InvalidRequest",
  "NotFound",
  "State",
  "Duplicate",
  "Expired",
  "Limit",
  "Temporary",
  "Internal",
  "Unstated"
)
export type Reason = CustomerText.Reason
