/**
 * Refunds a captured payment, in part or in full.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as Money from "line-pay-protocol/Money"
import { Currency } from "../Currency.ts"
import { inInfo } from "../internal/answer/answered.ts"
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
export const RefundPaymentRequest = Schema.Struct({
  /** The id of the payment. */
  transactionId: Schema.typeSchema(TransactionId),
  /**
   * In major units, above 0; or `"full"` for everything that is left. It is
   * required. On the wire a full refund is a missing amount, and a computed
   * `undefined` or `0` must never become one.
   */
  refundAmount: Schema.Union(RequestFields.amount, Schema.Literal("full")).annotations({
    description: "a number above 0, or \"full\""
  }),
  /** The currency of the payment. The client checks the amount's decimals with it, and does not send it. */
  currency: Schema.optional(Currency),
  ...RequestFields.device
}).annotations({ identifier: "RefundPaymentRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface RefundPaymentRequest extends Schema.Schema.Type<typeof RefundPaymentRequest> {}

const success = Answer.success("RefundPaymentSuccess", {
  /** The id of the refund itself, not of the payment. */
  refundTransactionId: Answer.identity(Answer.transactionId),
  /** ISO 8601. */
  refundTransactionDate: Answer.evidence(Answer.text)
})

/**
 * Describes a refund. The source is "Refund" of the Online API documentation.
 *
 * @since 0.1.0
 * @category successes
 */
export const RefundPaymentSuccess = success.schema

/**
 * @since 0.1.0
 * @category successes
 */
export interface RefundPaymentSuccess extends Schema.Schema.Type<typeof RefundPaymentSuccess> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type RefundPaymentError = ResultCodeErrorOf<"refundPayment"> | WriteError

// Without a currency, the amount may have as many decimals as any currency.
const widestCurrency = (decimals: Money.CurrencyDecimals): Currency =>
  Money.currencies.reduce((widest, currency) => decimals[currency] > decimals[widest] ? currency : widest)

/** @internal */
export const refundPayment: Definition<"refundPayment", RefundPaymentRequest, RefundPaymentSuccess> = {
  operation: "refundPayment",
  request: RefundPaymentRequest,
  problems: ({ currency, refundAmount }, { currencyDecimals }) =>
    refundAmount === "full"
      ? []
      : amountProblems("refundAmount", refundAmount, currency ?? widestCurrency(currencyDecimals), currencyDecimals),
  path: ({ transactionId }) => ({ transactionId }),
  body: ({ refundAmount }) => refundAmount === "full" ? {} : { refundAmount },
  answer: inInfo(success),
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId }),
  // LINE Pay does not deduplicate partial refunds: a retry refunds twice.
  resolve: ({ refundAmount }, category) =>
    refundAmount !== "full" && category === "Temporary" ? { retry: "AfterLookup" } : undefined
}
