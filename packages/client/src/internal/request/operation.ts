import * as Schema from "effect/Schema"
import type * as ResultCode from "line-pay-protocol/ResultCode"

/** The operation names as a schema, for the fields of errors. */
export const Operation = Schema.Literal(
  "requestPayment",
  "checkPaymentStatus",
  "confirmPayment",
  "capturePayment",
  "voidPayment",
  "refundPayment",
  "getPaymentDetails",
  "checkRegKey",
  "payPreapproved",
  "expireRegKey"
) satisfies Schema.Schema<ResultCode.Operation>
