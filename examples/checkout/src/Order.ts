/** Describes an order and its state. */
import { Schema } from "effect"
import { Event, State } from "./OrderState.ts"

const Text = Schema.Struct({ en: Schema.String, zh_TW: Schema.String })

/** A copy from the time of the order, because prices and names change. */
export const OrderLine = Schema.Struct({
  productId: Schema.String,
  name: Text,
  size: Text,
  price: Schema.Number,
  quantity: Schema.Number
})
export interface OrderLine extends Schema.Schema.Type<typeof OrderLine> {}

export const Order = Schema.Struct({
  /** LINE Pay's `orderId`, short enough to read out. */
  id: Schema.String,
  token: Schema.String,
  placedAt: Schema.propertySignature(Schema.Number).pipe(Schema.fromKey("placed_at")),
  /** The language that it was ordered in. */
  locale: Schema.Literal("en", "zh_TW"),
  lines: Schema.parseJson(Schema.NonEmptyArray(OrderLine)),
  /** In whole New Taiwan dollars. */
  amount: Schema.Number,
  state: Schema.parseJson(State)
})
export interface Order extends Schema.Schema.Type<typeof Order> {}

export const HistoryEntry = Schema.Struct({ at: Schema.Number, event: Schema.parseJson(Event) })
export interface HistoryEntry extends Schema.Schema.Type<typeof HistoryEntry> {}
