/**
 * Captures an authorised payment: takes the money that a confirm with `capture: false` holds.
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
export const CapturePaymentRequest = Schema.Struct({
  /** The id that the confirm or the pre-approved payment returned. */
  transactionId: Schema.typeSchema(TransactionId),
  /** In major units; at most the authorised amount. LINE Pay releases the rest. */
  amount: RequestFields.amount,
  currency: Currency,
  /** Legacy, Taiwan: how points may be earned and spent. */
  options: Schema.optional(Schema.Struct({
    extra: Schema.optional(Schema.Struct({ promotionRestriction: Schema.optional(RequestFields.promotionRestriction) }))
  })),
  ...RequestFields.device
}).annotations({ identifier: "CapturePaymentRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface CapturePaymentRequest extends Schema.Schema.Type<typeof CapturePaymentRequest> {}

const success = Answer.success("CapturePaymentSuccess", {
  transactionId: Answer.identity(Answer.transactionId),
  orderId: Answer.evidence(Answer.text),
  payInfo: Answer.evidence(AnswerFields.payInfo),
  ...AnswerFields.paymentProvider
})

/**
 * Describes a capture. The source is "Capture" of the Online API documentation.
 *
 * @since 0.1.0
 * @category successes
 */
export const CapturePaymentSuccess = success.schema

/**
 * @since 0.1.0
 * @category successes
 */
export interface CapturePaymentSuccess extends Schema.Schema.Type<typeof CapturePaymentSuccess> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type CapturePaymentError = ResultCodeErrorOf<"capturePayment"> | WriteError

/** @internal */
export const capturePayment: Definition<"capturePayment", CapturePaymentRequest, CapturePaymentSuccess> = {
  operation: "capturePayment",
  request: CapturePaymentRequest,
  problems: ({ amount, currency }, { currencyDecimals }) =>
    amountProblems("amount", amount, currency, currencyDecimals),
  path: ({ transactionId }) => ({ transactionId }),
  body: ({ amount, currency, options }) => ({ amount, currency, options }),
  answer: inInfo(success),
  isAbout: (request, { transactionId }) => transactionId === request.transactionId,
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId })
}
