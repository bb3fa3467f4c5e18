/**
 * Asks how far a payment request has come.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { catalogue } from "line-pay-protocol/Operation"
import { inCode } from "../internal/answer/answered.ts"
import type { Definition } from "../internal/call/definition.ts"
import * as RequestFields from "../internal/request/fields.ts"
import type { ReadError, ResultCodeErrorOf } from "../LinePayError.ts"
import { TransactionId } from "../TransactionId.ts"

/**
 * @since 0.1.0
 * @category requests
 */
export const CheckPaymentStatusRequest = Schema.Struct({
  /** The id that `requestPayment` returned. */
  transactionId: Schema.typeSchema(TransactionId),
  ...RequestFields.device
}).annotations({ identifier: "CheckPaymentStatusRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface CheckPaymentStatusRequest extends Schema.Schema.Type<typeof CheckPaymentStatusRequest> {}

/**
 * Lists the statuses of a payment request:
 *
 * - `WaitingForCustomer` (0000): not authenticated yet.
 * - `Authenticated` (0110): confirm now.
 * - `CanceledOrExpired` (0121): final. The customer cancelled, or 20 minutes are over.
 * - `Failed` (0122): final. Nothing was charged.
 * - `Completed` (0123): confirmed. It may have been voided or refunded since then, which details show.
 *
 * LINE Pay asks for at least one second between two checks of one payment.
 *
 * @since 0.1.0
 * @category successes
 */
export const PaymentStatus = Schema.Literal(
  "WaitingForCustomer",
  "Authenticated",
  "CanceledOrExpired",
  "Failed",
  "Completed"
)

/**
 * @since 0.1.0
 * @category successes
 */
export type PaymentStatus = typeof PaymentStatus.Type

/**
 * @since 0.1.0
 * @category errors
 */
export type CheckPaymentStatusError = ResultCodeErrorOf<"checkPaymentStatus"> | ReadError

const statuses: { readonly [code: string]: PaymentStatus } = catalogue.checkPaymentStatus.answers

/** @internal */
export const checkPaymentStatus: Definition<"checkPaymentStatus", CheckPaymentStatusRequest, PaymentStatus> = {
  operation: "checkPaymentStatus",
  request: CheckPaymentStatusRequest,
  path: ({ transactionId }) => ({ transactionId }),
  answer: inCode(statuses),
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId })
}
