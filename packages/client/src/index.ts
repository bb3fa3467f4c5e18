/**
 * The LINE Pay Online API as an Effect library.
 *
 * Services, schemas and errors are exported by their names. Sets of functions
 * are namespaces, such as `LinePayError` and `Policy`.
 *
 * @since 0.1.0
 */

export { type Authorized, authorized } from "./authorized.ts"

/**
 * Records one intent to move money.
 *
 * @since 0.1.0
 */
export * as Attempt from "./Attempt.ts"

/**
 * Describes the history of an attempt, and folds it into the record.
 *
 * @since 0.1.0
 */
export * as AttemptEvent from "./AttemptEvent.ts"

export { AppendResult, AttemptLog, AttemptLogError } from "./AttemptLog.ts"

/**
 * Handles requests to `confirmUrl`.
 *
 * @since 0.1.0
 */
export * as ConfirmHandler from "./ConfirmHandler.ts"

export { Currency } from "./Currency.ts"

/**
 * Models a field that LINE Pay states: a value, nothing, or unreadable.
 *
 * @since 0.1.0
 */
export * as Stated from "./Stated.ts"

/**
 * Reads and writes the texts in which a log keeps attempts.
 *
 * @since 0.1.0
 */
export * as StoredAttempt from "./StoredAttempt.ts"

/**
 * Shows what a call would sign, with the secrets masked, and what to compare.
 *
 * @since 0.1.0
 */
export * as Explanation from "./Explanation.ts"

export { customerReason } from "./customerReason.ts"
export { Exchange } from "./Exchange.ts"
export { InvalidRedirect } from "./InvalidRedirect.ts"
export { InvalidRequest } from "./InvalidRequest.ts"
export { LinePay } from "./LinePay.ts"
export { LinePayConfig, type MerchantDevice } from "./LinePayConfig.ts"

/**
 * Groups every error of a `LinePay` call.
 *
 * @since 0.1.0
 */
export * as LinePayError from "./LinePayError.ts"

export { MassRegKeyDeath } from "./MassRegKeyDeath.ts"
export { Nonce } from "./Nonce.ts"
export { NotApplied } from "./NotApplied.ts"
export { OutcomeUnknown } from "./OutcomeUnknown.ts"

/**
 * Sets the timeouts and retries of calls.
 *
 * @since 0.1.0
 */
export * as Policy from "./Policy.ts"

/**
 * Polls LINE Pay until the customer has authenticated.
 *
 * @since 0.1.0
 */
export * as Polling from "./Polling.ts"

export { PollingTimedOut } from "./PollingTimedOut.ts"

/**
 * Compares a shop's orders with what LINE Pay shows.
 *
 * @since 0.1.0
 */
export * as Reconciliation from "./Reconciliation.ts"

/**
 * Reads LINE Pay's redirects to the confirm or cancel page.
 *
 * @since 0.1.0
 */
export * as Redirect from "./Redirect.ts"

export { RefundInFlight } from "./RefundInFlight.ts"
export { RegKey } from "./RegKey.ts"
export { RegKeyGuard } from "./RegKeyGuard.ts"

/**
 * Expires and guards the keys of pre-approved payments.
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

export { HandRefused } from "./HandRefused.ts"
export { KeyTaken } from "./KeyTaken.ts"
export type { News } from "./News.ts"
export { RefundsNotShown } from "./RefundsNotShown.ts"
export { type Settled, Settlement, type Sweep } from "./Settlement.ts"
export { MerchantUnavailable, Settlements } from "./Settlements.ts"

/**
 * Groups the errors of settlement.
 *
 * @since 0.1.0
 */
export * as SettlementError from "./SettlementError.ts"

/**
 * Encodes the results of the calls of `Settlement` to JSON.
 *
 * @since 0.1.0
 */
export * as SettlementSchema from "./SettlementSchema.ts"

export { SettlementMismatch } from "./SettlementMismatch.ts"
export { Signer, SignerError } from "./Signer.ts"
export { TransactionId } from "./TransactionId.ts"
export { TransportError } from "./TransportError.ts"
export { UnexpectedResultCode } from "./UnexpectedResultCode.ts"

/**
 * Describes the verdicts of settlement and the reasons for them.
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
export type { PayPreapprovedIntent, PreapprovedSettlementError } from "./settlement/payPreapproved.ts"
export { RefundIntent, type RefundSettlementError, RefundUpToIntent } from "./settlement/refundPayment.ts"
export type { VoidSettlementError } from "./settlement/voidPayment.ts"

/**
 * @since 0.1.0
 */
export { Unread } from "./Unread.ts"
