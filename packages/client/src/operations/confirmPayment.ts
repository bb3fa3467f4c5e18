/**
 * Confirms a payment that the customer has authenticated: the call that charges.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Currency } from "../Currency.ts"
import { fromInfo } from "../internal/answer/decode.ts"
import * as AnswerFields from "../internal/answer/fields.ts"
import type { Definition } from "../internal/call/definition.ts"
import { amountProblems } from "../internal/request/amounts.ts"
import * as RequestFields from "../internal/request/fields.ts"
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
  amount: RequestFields.amount,
  currency: Currency,
  ...RequestFields.device
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
  transactionId: AnswerFields.transactionId,
  /** Until when an authorisation holds, ISO 8601; only with separate capture. */
  authorizationExpireDate: AnswerFields.maybe(Schema.String),
  /** The key for pre-approved payments: only here and only now. `payType: "PREAPPROVED"` only. */
  regKey: AnswerFields.maybe(RegKey),
  payInfo: AnswerFields.maybe(Schema.Array(AnswerFields.payInfo)),
  packages: AnswerFields.maybe(Schema.Array(AnswerFields.answeredPackage)),
  /** Where the customer's e-invoice goes; Taiwan. Only here, never in details. */
  merchantReference: AnswerFields.maybe(Schema.Struct({
    affiliateCards: AnswerFields.maybe(Schema.Array(Schema.Struct({
      cardType: AnswerFields.open("MOBILE_CARRIER"),
      cardId: Schema.String
    })))
  })),
  /** Legacy: the shipping that the customer chose in Checkout. */
  shipping: AnswerFields.maybe(AnswerFields.chosenShipping),
  ...AnswerFields.paymentProvider
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
export const confirmPayment: Definition<"confirmPayment", ConfirmPaymentRequest, ConfirmPaymentSuccess> = {
  operation: "confirmPayment",
  request: ConfirmPaymentRequest,
  problems: ({ amount, currency }, { currencyDecimals }) =>
    amountProblems("amount", amount, currency, currencyDecimals),
  path: ({ transactionId }) => ({ transactionId }),
  body: ({ amount, currency }) => ({ amount, currency }),
  decode: fromInfo(ConfirmPaymentSuccess),
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId })
}
