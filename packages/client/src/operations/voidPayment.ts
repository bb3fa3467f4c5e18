/**
 * Voids an authorised payment: releases the money that it holds.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { nothing } from "../internal/answer/answered.ts"
import type { Definition } from "../internal/call/definition.ts"
import * as RequestFields from "../internal/request/fields.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"
import { TransactionId } from "../TransactionId.ts"

/**
 * @since 0.1.0
 * @category requests
 */
export const VoidPaymentRequest = Schema.Struct({
  /** The id that the confirm or the pre-approved payment returned. */
  transactionId: Schema.typeSchema(TransactionId),
  ...RequestFields.device
}).annotations({ identifier: "VoidPaymentRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface VoidPaymentRequest extends Schema.Schema.Type<typeof VoidPaymentRequest> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type VoidPaymentError = ResultCodeErrorOf<"voidPayment"> | WriteError

/** @internal */
export const voidPayment: Definition<"voidPayment", VoidPaymentRequest, void> = {
  operation: "voidPayment",
  request: VoidPaymentRequest,
  path: ({ transactionId }) => ({ transactionId }),
  answer: nothing,
  subject: ({ transactionId }) => ({ transactionId }),
  lookup: ({ transactionId }) => ({ _tag: "ByTransaction", transactionId })
}
