/**
 * The LINE Pay Online API as an Effect library.
 *
 * Everything that is one thing (a service, a schema, an error) is exported by
 * its name; what is a set of functions is a namespace: `LinePayError`,
 * `Policy`.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 */
export { type Authorized, authorized } from "./authorized.ts"

/**
 * The record of one intent to move money.
 *
 * @since 0.1.0
 */
export * as Attempt from "./Attempt.ts"

/**
 * @since 0.1.0
 */
export { AdvanceResult, AttemptLog, AttemptLogError, ClaimResult, OpenResult } from "./AttemptLog.ts"

/**
 * What stands behind `confirmUrl`.
 *
 * @since 0.1.0
 */
export * as ConfirmHandler from "./ConfirmHandler.ts"

/**
 * @since 0.1.0
 */
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

/**
 * @since 0.1.0
 */
export { customerReason } from "./customerReason.ts"

/**
 * @since 0.1.0
 */
export { InvalidRedirect } from "./InvalidRedirect.ts"

/**
 * @since 0.1.0
 */
export { InvalidRequest } from "./InvalidRequest.ts"

/**
 * @since 0.1.0
 */
export { LinePay } from "./LinePay.ts"

/**
 * @since 0.1.0
 */
export { LinePayConfig, type MerchantDevice } from "./LinePayConfig.ts"

/**
 * Every error, and what can be asked of one.
 *
 * @since 0.1.0
 */
export * as LinePayError from "./LinePayError.ts"

/**
 * @since 0.1.0
 */
export { MassRegKeyDeath } from "./MassRegKeyDeath.ts"

/**
 * @since 0.1.0
 */
export { NotApplied } from "./NotApplied.ts"

/**
 * @since 0.1.0
 */
export { Nonce } from "./Nonce.ts"

/**
 * @since 0.1.0
 */
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

/**
 * @since 0.1.0
 */
export { PollingTimedOut } from "./PollingTimedOut.ts"

/**
 * What LINE Pay's redirect brings back to the confirm or cancel page.
 *
 * @since 0.1.0
 */
export * as Redirect from "./Redirect.ts"

/**
 * @since 0.1.0
 */
export { RefundInFlight } from "./RefundInFlight.ts"

/**
 * @since 0.1.0
 */
export { RegKey } from "./RegKey.ts"

/**
 * @since 0.1.0
 */
export { RegKeyGuard } from "./RegKeyGuard.ts"

/**
 * What to do with the keys of pre-approved payments, beyond charging them.
 *
 * @since 0.1.0
 */
export * as RegKeys from "./RegKeys.ts"

/**
 * @since 0.1.0
 */
export { ResponseError } from "./ResponseError.ts"

/**
 * The errors of the result-code table, by name.
 *
 * @since 0.1.0
 */
export * from "./ResultCodeErrors.ts"

/**
 * @since 0.1.0
 */
export { type Settled, Settlement, type SweepResult } from "./Settlement.ts"

/**
 * Every error of settlement, and what can be asked of one.
 *
 * @since 0.1.0
 */
export * as SettlementError from "./SettlementError.ts"

/**
 * @since 0.1.0
 */
export { SettlementMismatch } from "./SettlementMismatch.ts"

/**
 * @since 0.1.0
 */
export { Signer, SignerError } from "./Signer.ts"

/**
 * @since 0.1.0
 */
export { TransactionId } from "./TransactionId.ts"

/**
 * @since 0.1.0
 */
export { TransportError } from "./TransportError.ts"

/**
 * @since 0.1.0
 */
export { UnexpectedResultCode } from "./UnexpectedResultCode.ts"

/**
 * What became of an intent, as its record says it.
 *
 * @since 0.1.0
 */
export * as Verdict from "./Verdict.ts"

/**
 * @since 0.1.0
 */
export { type CapturePaymentError, CapturePaymentRequest, CapturePaymentSuccess } from "./operations/capturePayment.ts"

/**
 * @since 0.1.0
 */
export {
  type CheckPaymentStatusError,
  CheckPaymentStatusRequest,
  PaymentStatus
} from "./operations/checkPaymentStatus.ts"

/**
 * @since 0.1.0
 */
export { type CheckRegKeyError, CheckRegKeyRequest } from "./operations/checkRegKey.ts"

/**
 * @since 0.1.0
 */
export { type ConfirmPaymentError, ConfirmPaymentRequest, ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"

/**
 * @since 0.1.0
 */
export { type ExpireRegKeyError, ExpireRegKeyRequest } from "./operations/expireRegKey.ts"

/**
 * @since 0.1.0
 */
export {
  type GetPaymentDetailsError,
  GetPaymentDetailsRequest,
  GetPaymentDetailsSuccess,
  PaymentDetails,
  RefundEntry
} from "./operations/getPaymentDetails.ts"

/**
 * @since 0.1.0
 */
export { type PayPreapprovedError, PayPreapprovedRequest, PayPreapprovedSuccess } from "./operations/payPreapproved.ts"

/**
 * @since 0.1.0
 */
export { type RefundPaymentError, RefundPaymentRequest, RefundPaymentSuccess } from "./operations/refundPayment.ts"

/**
 * @since 0.1.0
 */
export {
  Package,
  Product,
  RedirectUrls,
  RequestOptions,
  type RequestPaymentError,
  RequestPaymentRequest,
  RequestPaymentSuccess
} from "./operations/requestPayment.ts"

/**
 * @since 0.1.0
 */
export { type VoidPaymentError, VoidPaymentRequest } from "./operations/voidPayment.ts"

/**
 * @since 0.1.0
 */
export type { CaptureSettlementError } from "./settlement/capturePayment.ts"

/**
 * @since 0.1.0
 */
export { ConfirmIntent, type ConfirmSettlementError } from "./settlement/confirmPayment.ts"

/**
 * @since 0.1.0
 */
export type { PreapprovedSettlementError } from "./settlement/payPreapproved.ts"

/**
 * @since 0.1.0
 */
export { RefundIntent, type RefundSettlementError, RefundUpToIntent } from "./settlement/refundPayment.ts"

/**
 * @since 0.1.0
 */
export type { VoidSettlementError } from "./settlement/voidPayment.ts"

/**
 * @since 0.1.0
 */
export { Unread } from "./Unread.ts"
