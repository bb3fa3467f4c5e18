/**
 * Charges a customer by regKey, without asking the customer.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { Currency } from "../Currency.ts"
import { inInfo } from "../internal/answer/answered.ts"
import * as AnswerFields from "../internal/answer/fields.ts"
import * as Answer from "../internal/answer/shape.ts"
import type { Definition } from "../internal/call/definition.ts"
import { amountProblems } from "../internal/request/amounts.ts"
import * as RequestFields from "../internal/request/fields.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"
import { isUnreadable } from "../Stated.ts"

/**
 * Describes a pre-approved payment to make. Its limits come from the pre-approved
 * payment document, which counts bytes.
 *
 * Encoding it fails, because of the regKey. For a queue or a workflow, store the
 * customer's id, and get the key when you charge; see `PayPreapprovedIntent`.
 *
 * @since 0.1.0
 * @category requests
 */
export const PayPreapprovedRequest = Schema.Struct({
  regKey: RequestFields.regKey,
  /** At most 4000 bytes in UTF-8. */
  productName: RequestFields.text(FieldLimit.preapproved.productName),
  /** In major units. */
  amount: RequestFields.amount,
  currency: Currency,
  /** Unique per charge, at most 100 bytes in UTF-8. Only the order id prevents a double charge. */
  orderId: RequestFields.text(FieldLimit.preapproved.orderId),
  /** `false` only authorises; call `capturePayment` later. `true` by default. */
  capture: Schema.optional(Schema.Boolean),
  ...RequestFields.device
}).annotations({ identifier: "PayPreapprovedRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface PayPreapprovedRequest extends Schema.Schema.Type<typeof PayPreapprovedRequest> {}

const success = Answer.success("PayPreapprovedSuccess", {
  transactionId: Answer.identity(Answer.transactionId),
  /** ISO 8601. */
  transactionDate: Answer.evidence(Answer.text),
  /** Absent from the documented example. */
  orderId: Answer.evidence(Answer.text),
  /** The expiry of the authorisation, ISO 8601; only with `capture: false`. */
  authorizationExpireDate: Answer.evidence(Answer.text),
  ...AnswerFields.paymentProvider
})

/**
 * Describes a pre-approved payment. The source is "Request preapproved payment"
 * of the Online API documentation.
 *
 * @since 0.1.0
 * @category successes
 */
export const PayPreapprovedSuccess = success.schema

/**
 * @since 0.1.0
 * @category successes
 */
export interface PayPreapprovedSuccess extends Schema.Schema.Type<typeof PayPreapprovedSuccess> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type PayPreapprovedError = ResultCodeErrorOf<"payPreapproved"> | WriteError

/** @internal */
export const payPreapproved: Definition<"payPreapproved", PayPreapprovedRequest, PayPreapprovedSuccess> = {
  operation: "payPreapproved",
  request: PayPreapprovedRequest,
  problems: ({ amount, currency }, { currencyDecimals }) =>
    amountProblems("amount", amount, currency, currencyDecimals),
  path: ({ regKey }) => ({ regKey: Redacted.value(regKey) }),
  body: ({ amount, capture, currency, orderId, productName }) => ({ productName, amount, currency, orderId, capture }),
  answer: inInfo(success),
  // The documented example has no order id. An unreadable one counts as missing.
  isAbout: (request, { orderId }) => orderId === undefined || isUnreadable(orderId) || orderId === request.orderId,
  subject: ({ orderId }) => ({ orderId }),
  lookup: ({ orderId }) => ({ _tag: "ByOrder", orderId }),
  secrets: ({ regKey }) => [Redacted.value(regKey)]
}
