/**
 * Reports an intent whose key belongs to another one.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { SettledOperation } from "./Attempt.ts"

/**
 * Reports that the key belongs to another request, or to another merchant. This
 * call sent nothing. It says nothing about the money of the other request.
 *
 * A confirm, capture or void is identified by its transaction id, a refund by
 * its transaction id and `refundId`, a pre-approved payment by its order id.
 * The amount of an order that has changed since is another request.
 *
 * @since 0.1.0
 * @category errors
 */
export class KeyTaken extends Schema.TaggedError<KeyTaken>("effect-line-pay/KeyTaken")("KeyTaken", {
  operation: SettledOperation,
  /** The key of both. */
  key: Schema.String,
  /** The difference: the request (amount, currency, order …), or the merchant. */
  differs: Schema.Literal("Request", "Merchant"),
  /** This request or merchant, and the recorded one. Neither holds a secret. */
  asked: Schema.String,
  recorded: Schema.String
}) {
  override get message(): string {
    const { asked, differs, key, operation, recorded } = this
    return differs === "Merchant"
      ? `${operation} was not sent: the log has the key under the merchant ${recorded}, and this is ${asked} [${key}]. ` +
        "Money may have moved under it. If both are one merchant, set the same LinePayConfig.merchant"
      : `${operation} was not sent: its key belongs to the request ${recorded}, and this is ${asked} [${key}]. Money may ` +
        "have moved under it. Call with the recorded request to learn how it ended, or use another id for another intent"
  }
}
