/**
 * The LINE Pay Online API as an Effect library.
 *
 * Everything that is one thing (a service, a schema, an error) is exported by
 * its name; what is a set of functions is a namespace: `LinePayError`,
 * `Policy`.
 *
 * @since 0.1.0
 */

export { type Authorized, authorized } from "./authorized.ts"

/**
 * The record of one intent to move money.
 *
 * @since 0.1.0
 */
export * as Attempt from "./Attempt.ts"

export { AdvanceResult, AttemptLog, AttemptLogError, ClaimResult, OpenResult } from "./AttemptLog.ts"

/**
 * What stands behind `confirmUrl`.
 *
 * @since 0.1.0
 */
export * as ConfirmHandler from "./ConfirmHandler.ts"

export { Currency } from "./Currency.ts"

/**
 * What LINE Pay states about a payment.
 *
 * @since 0.1.0
 */
export * as Stated from "./Stated.ts"

/**
 * What a call would sign, with the secrets masked, and what to compare.
 *
 * @since 0.1.0
 */
export * as Explanation from "./Explanation.ts"

export { customerReason } from "./customerReason.ts"
export { InvalidRedirect } from "./InvalidRedirect.ts"
export { InvalidRequest } from "./InvalidRequest.ts"
export { LinePay } from "./LinePay.ts"
export { LinePayConfig, type MerchantDevice } from "./LinePayConfig.ts"

/**
 * Every error, and what can be asked of one.
 *
 * @since 0.1.0
 */
export * as LinePayError from "./LinePayError.ts"

export { MassRegKeyDeath } from "./MassRegKeyDeath.ts"
export { Nonce } from "./Nonce.ts"
export { NotApplied } from "./NotApplied.ts"
export { OutcomeUnknown } from "./OutcomeUnknown.ts"

/**
 * How long a call waits and what it repeats.
 *
 * @since 0.1.0
 */
export * as Policy from "./Policy.ts"

/**
 * Waits until the customer has authenticated.
 *
 * @since 0.1.0
 */
export * as Polling from "./Polling.ts"

export { PollingTimedOut } from "./PollingTimedOut.ts"

/**
 * What LINE Pay's redirect brings back to the confirm or cancel page.
 *
 * @since 0.1.0
 */
export * as Redirect from "./Redirect.ts"

export { RefundInFlight } from "./RefundInFlight.ts"
export { RegKey } from "./RegKey.ts"
export { RegKeyGuard } from "./RegKeyGuard.ts"

/**
 * What to do with the keys of pre-approved payments, beyond charging them.
 *
 * @since 0.1.0
 */
export * as RegKeys from "./RegKeys.ts"

export { ResponseError } from "./ResponseError.ts"

/**
 * The errors of the result-code table, by name.
 *
 * @since 0.1.0
 */
export * from "./ResultCodeErrors.ts"

export { type Settled, Settlement, type SweepResult } from "./Settlement.ts"

/**
 * Every error of settlement, and what can be asked of one.
 *
 * @since 0.1.0
 */
export * as SettlementError from "./SettlementError.ts"

export { SettlementMismatch } from "./SettlementMismatch.ts"
export { Signer, SignerError } from "./Signer.ts"
export { TransactionId } from "./TransactionId.ts"
export { TransportError } from "./TransportError.ts"
export { UnexpectedResultCode } from "./UnexpectedResultCode.ts"

/**
 * What became of an intent, as its record says it.
 *
 * @since 0.1.0
 */
export * as Verdict from "./Verdict.ts"

export { type CapturePaymentError, CapturePaymentRequest, CapturePaymentSuccess } from "./operations/capturePayment.ts"
export {
  type CheckPaymentStatusError,
  CheckPaymentStatusRequest,
  PaymentStatus
} from "./operations/checkPaymentStatus.ts"
export { type CheckRegKeyError, CheckRegKeyRequest } from "./operations/checkRegKey.ts"
export { type ConfirmPaymentError, ConfirmPaymentRequest, ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
export { type ExpireRegKeyError, ExpireRegKeyRequest } from "./operations/expireRegKey.ts"
export {
  type GetPaymentDetailsError,
  GetPaymentDetailsRequest,
  GetPaymentDetailsSuccess,
  PaymentDetails,
  RefundEntry
} from "./operations/getPaymentDetails.ts"
export { type PayPreapprovedError, PayPreapprovedRequest, PayPreapprovedSuccess } from "./operations/payPreapproved.ts"
export { type RefundPaymentError, RefundPaymentRequest, RefundPaymentSuccess } from "./operations/refundPayment.ts"
export {
  Package,
  Product,
  RedirectUrls,
  RequestOptions,
  type RequestPaymentError,
  RequestPaymentRequest,
  RequestPaymentSuccess
} from "./operations/requestPayment.ts"
export { type VoidPaymentError, VoidPaymentRequest } from "./operations/voidPayment.ts"
export type { CaptureSettlementError } from "./settlement/capturePayment.ts"
export { ConfirmIntent, type ConfirmSettlementError } from "./settlement/confirmPayment.ts"
export type { PreapprovedSettlementError } from "./settlement/payPreapproved.ts"
export { RefundIntent, type RefundSettlementError, RefundUpToIntent } from "./settlement/refundPayment.ts"
export type { VoidSettlementError } from "./settlement/voidPayment.ts"

/**
 * @since 0.1.0
 */
export { Unread } from "./Unread.ts"
