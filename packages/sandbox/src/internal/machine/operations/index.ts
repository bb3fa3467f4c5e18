import type { Operation } from "line-pay-protocol/Operation"
import { capturePayment } from "./capturePayment.ts"
import { checkPaymentStatus } from "./checkPaymentStatus.ts"
import { checkRegKey } from "./checkRegKey.ts"
import { confirmPayment } from "./confirmPayment.ts"
import { expireRegKey } from "./expireRegKey.ts"
import { getPaymentDetails } from "./getPaymentDetails.ts"
import type { Handler } from "./handler.ts"
import { payPreapproved } from "./payPreapproved.ts"
import { refundPayment } from "./refundPayment.ts"
import { requestPayment } from "./requestPayment.ts"
import { voidPayment } from "./voidPayment.ts"

/** @internal */
export const handlers: { readonly [O in Operation]: Handler } = {
  requestPayment,
  checkPaymentStatus,
  confirmPayment,
  capturePayment,
  voidPayment,
  refundPayment,
  getPaymentDetails,
  checkRegKey,
  payPreapproved,
  expireRegKey
}
