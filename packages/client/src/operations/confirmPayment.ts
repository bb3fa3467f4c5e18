/**
 * Confirms a payment that the customer has authenticated: the call that charges.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Currency } from "../Currency.ts"
import { amountProblems } from "../internal/amounts.ts"
import type { Definition } from "../internal/definition.ts"
import { fromInfo } from "../internal/definition.ts"
import * as Fields from "../internal/fields.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"
import { RegKey } from "../RegKey.ts"
import { TransactionId } from "../TransactionId.ts"

/**
 * @since 0.1.0
 * @category requests
 */
export const ConfirmPaymentRequest = Schema.Struct({
  /** The id that `requestPayment` gave: the stored one, because anybody can open the redirect with another. */
  transactionId: Schema.typeSchema(TransactionId),
  /** The amount of the request, in major units. LINE Pay refuses another one with 1153. */
  amount: Fields.amount,
  currency: Currency,
  ...Fields.device
}).annotations({ identifier: "ConfirmPaymentRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface ConfirmPaymentRequest extends Schema.Schema.Type<typeof ConfirmPaymentRequest> {}

/**
 * What was confirmed. Source: "Confirm" of the Online API documentation; what
 * is marked legacy was seen in v3 only. There is no currency and no total in
 * the answer: the sum of `payInfo` over all methods is the total.
 *
 * @since 0.1.0
 * @category successes
 */
export const ConfirmPaymentSuccess = Schema.Struct({
  orderId: Schema.String,
  transactionId: Fields.transactionId,
  /** Until when an authorisation holds, ISO 8601; only with separate capture. */
  authorizationExpireDate: Fields.maybe(Schema.String),
  /** The key for pre-approved payments: only here and only now. `payType: "PREAPPROVED"` only. */
  regKey: Fields.maybe(RegKey),
  payInfo: Fields.maybe(Schema.Array(Fields.payInfo)),
  packages: Fields.maybe(Schema.Array(Fields.answeredPackage)),
  /** Where the customer's e-invoice goes; Taiwan. Only here, never in details. */
  merchantReference: Fields.maybe(Schema.Struct({
    affiliateCards: Fields.maybe(Schema.Array(Schema.Struct({
      cardType: Fields.open("MOBILE_CARRIER"),
      cardId: Schema.String
    })))
  })),
  /** Legacy: the shipping that the customer chose in Checkout. */
  shipping: Fields.maybe(Fields.chosenShipping),
  ...Fields.paymentProvider
}).annotations({ identifier: "ConfirmPaymentSuccess" })

/**
 * @since 0.1.0
 * @category successes
 */
export interface ConfirmPaymentSuccess extends Schema.Schema.Type<typeof ConfirmPaymentSuccess> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type ConfirmPaymentError = ResultCodeErrorOf<"confirmPayment"> | WriteError

/** @internal */
export const confirmPayment: Definition<"confirmPayment", "Write", ConfirmPaymentRequest, ConfirmPaymentSuccess> = {
  operation: "confirmPayment",
  request: ConfirmPaymentRequest,
  access: () => "Write",
  problems: ({ amount, currency }, settings) => amountProblems("amount", amount, currency, settings),
  path: ({ transactionId }) => ({ transactionId }),
  body: ({ amount, currency }) => ({ amount, currency }),
  decode: fromInfo(ConfirmPaymentSuccess),
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId }),
  money: "MayHaveMoved"
}
