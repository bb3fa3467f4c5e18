/**
 * Confirms a payment that the customer has authenticated. This call charges.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Currency } from "../Currency.ts"
import { inInfo } from "../internal/answer/answered.ts"
import * as AnswerFields from "../internal/answer/fields.ts"
import * as Answer from "../internal/answer/shape.ts"
import type { Definition } from "../internal/call/definition.ts"
import { amountProblems } from "../internal/request/amounts.ts"
import * as RequestFields from "../internal/request/fields.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"
import { TransactionId } from "../TransactionId.ts"

/**
 * @since 0.1.0
 * @category requests
 */
export const ConfirmPaymentRequest = Schema.Struct({
  /** The id that `requestPayment` returned. Take the stored one, because anybody can forge the redirect's. */
  transactionId: Schema.typeSchema(TransactionId),
  /** The amount of the payment request, in major units. LINE Pay rejects any other with 1153. */
  amount: RequestFields.amount,
  currency: Currency,
  ...RequestFields.device
}).annotations({ identifier: "ConfirmPaymentRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface ConfirmPaymentRequest extends Schema.Schema.Type<typeof ConfirmPaymentRequest> {}

const success = Answer.success("ConfirmPaymentSuccess", {
  orderId: Answer.evidence(Answer.text),
  transactionId: Answer.identity(Answer.transactionId),
  /** The expiry of the authorisation, ISO 8601; only with separate capture. */
  authorizationExpireDate: Answer.evidence(Answer.text),
  /** The key for pre-approved payments, for `payType: "PREAPPROVED"`. Store it now; no other answer has it. */
  regKey: Answer.other(Answer.regKey),
  payInfo: Answer.evidence(AnswerFields.payInfo),
  packages: Answer.other(AnswerFields.packages),
  /** The customer's e-invoice carrier; Taiwan. Details never have it. */
  merchantReference: Answer.other(Answer.object({
    affiliateCards: Answer.other(Answer.list(Answer.object({
      cardType: Answer.other(Answer.open("MOBILE_CARRIER")),
      cardId: Answer.other(Answer.text)
    })))
  })),
  /** Legacy: the shipping that the customer chose in Checkout. */
  shipping: Answer.other(AnswerFields.chosenShipping),
  ...AnswerFields.paymentProvider
})

/**
 * Describes a confirmed payment. The answer has no currency and no total; the
 * total is the sum of `payInfo` over all methods.
 *
 * `unread` names the fields that this version could not read. The customer is
 * charged all the same.
 *
 * The source is "Confirm" of the Online API documentation. Fields marked legacy
 * were seen in v3 only.
 *
 * @since 0.1.0
 * @category successes
 */
export const ConfirmPaymentSuccess = success.schema

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
  answer: inInfo(success),
  isAbout: (request, { transactionId }) => transactionId === request.transactionId,
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId })
}
