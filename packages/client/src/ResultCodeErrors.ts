/**
 * The errors of LINE Pay's result-code table, by name.
 *
 * Generated from the table by `npm run codegen`: edit
 * `packages/protocol/src/ResultCode.ts` instead.
 *
 * @since 0.1.0
 */
import { type Constructor, constructorOf, type ResultCodeError } from "./ResultCodeError.ts"

/**
 * `1101`: The customer isn't a LINE Pay user.
 *
 * The customer is not (or no longer) a LINE Pay user. Offer another way to pay. Pay a refund back another way.
 *
 * Answered by `confirmPayment`, `voidPayment`, `refundPayment`, `checkRegKey`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface NotLinePayUser extends ResultCodeError<"NotLinePayUser"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const NotLinePayUser: Constructor<"NotLinePayUser"> = constructorOf("NotLinePayUser")

/**
 * `1102`: The customer is currently unable to make transactions with LINE Pay.
 *
 * LINE Pay blocks this customer for now. Offer another way to pay. The customer must ask LINE.
 *
 * Answered by `confirmPayment`, `voidPayment`, `refundPayment`, `checkRegKey`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CustomerCannotTransact extends ResultCodeError<"CustomerCannotTransact"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CustomerCannotTransact: Constructor<"CustomerCannotTransact"> = constructorOf("CustomerCannotTransact")

/**
 * `1104`: The merchant isn't registered on the merchant center. Check if the correct credentials are entered.
 *
 * LINE Pay does not know this channel id here. First check the id, the secret and the host (sandbox or production).
 *
 * Answered by `requestPayment`, `checkPaymentStatus`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface MerchantNotFound extends ResultCodeError<"MerchantNotFound"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const MerchantNotFound: Constructor<"MerchantNotFound"> = constructorOf("MerchantNotFound")

/**
 * `1105`: LINE Pay is currently unavailable for the merchant.
 *
 * LINE Pay has switched this merchant off for now, so nobody can pay. Call LINE Pay.
 *
 * Answered by `requestPayment`, `checkPaymentStatus`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface MerchantCannotUseLinePay extends ResultCodeError<"MerchantCannotUseLinePay"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const MerchantCannotUseLinePay: Constructor<"MerchantCannotUseLinePay"> = constructorOf("MerchantCannotUseLinePay")

/**
 * `1106`: There is an error in the request header information.
 *
 * The signature or a header is wrong: signed bytes differ from sent bytes, the secret is wrong, or (old accounts) the IP is not allowed.
 *
 * Answered by `requestPayment`, `checkPaymentStatus`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RequestHeaderError extends ResultCodeError<"RequestHeaderError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RequestHeaderError: Constructor<"RequestHeaderError"> = constructorOf("RequestHeaderError")

/**
 * `1110`: The credit card cannot be used.
 *
 * This card cannot be used. Make a new request, so that the customer can pick another card.
 *
 * Answered by `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardNotUsable extends ResultCodeError<"CardNotUsable"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardNotUsable: Constructor<"CardNotUsable"> = constructorOf("CardNotUsable")

/**
 * `1124`: There is an error in the amount information.
 *
 * LINE Pay rejected the amount. It usually has decimals that the currency may not have. Wrong sums give 2101 instead.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `refundPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AmountError extends ResultCodeError<"AmountError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AmountError: Constructor<"AmountError"> = constructorOf("AmountError")

/**
 * `1133`: A one-time key is the code that a customer shows at a till. No call of the Online API sends one. Check which API you meant to call.
 *
 * A one-time key is the code that a customer shows at a till. No call of the Online API sends one. Check which API you meant to call.
 *
 * Only the Offline API documents it; it may be the answer of `requestPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface InvalidOneTimeKey extends ResultCodeError<"InvalidOneTimeKey"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const InvalidOneTimeKey: Constructor<"InvalidOneTimeKey"> = constructorOf("InvalidOneTimeKey")

/**
 * `1141`: There is a problem with the account status.
 *
 * The account or the key has a problem. If many customers get this at once, it is YOUR setup (v4: EPI not enabled). Stop the batch and keep every key.
 *
 * Answered by `confirmPayment`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AccountStatusError extends ResultCodeError<"AccountStatusError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AccountStatusError: Constructor<"AccountStatusError"> = constructorOf("AccountStatusError")

/**
 * `1142`: The balance is insufficient.
 *
 * Not enough balance. Check the payment status. On 0110 the customer may top up and you may confirm again; otherwise make a new request.
 *
 * Answered by `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface InsufficientBalance extends ResultCodeError<"InsufficientBalance"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const InsufficientBalance: Constructor<"InsufficientBalance"> = constructorOf("InsufficientBalance")

/**
 * `1145`: Payment is in progress.
 *
 * A payment is being processed right now, probably by your own earlier call. Send nothing. Look it up in a minute.
 *
 * Answered by `requestPayment`, `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PaymentInProgress extends ResultCodeError<"PaymentInProgress"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const PaymentInProgress: Constructor<"PaymentInProgress"> = constructorOf("PaymentInProgress")

/**
 * `1150`: There are no transaction details.
 *
 * There is no such transaction here: JSON.parse rounded the id, the host is wrong, or the payment is not confirmed yet.
 *
 * Answered by `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface TransactionNotFound extends ResultCodeError<"TransactionNotFound"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const TransactionNotFound: Constructor<"TransactionNotFound"> = constructorOf("TransactionNotFound")

/**
 * `1152`: There is a duplicate transaction.
 *
 * This very transaction was already made. Read the payment details, compare them, then treat it as paid. Do not retry.
 *
 * Answered by `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface DuplicateTransaction extends ResultCodeError<"DuplicateTransaction"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const DuplicateTransaction: Constructor<"DuplicateTransaction"> = constructorOf("DuplicateTransaction")

/**
 * `1153`: The payment request amount and the capture amount differ.
 *
 * The amount differs from the request. Confirm with the amount you stored when you made the request.
 *
 * Answered by `confirmPayment`, `capturePayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AmountMismatch extends ResultCodeError<"AmountMismatch"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AmountMismatch: Constructor<"AmountMismatch"> = constructorOf("AmountMismatch")

/**
 * `1154`: The selected payment method for pre-approved payment isn't available.
 *
 * The payment method behind this key is unavailable. Ask the customer to fix it in LINE Pay, and keep the key.
 *
 * Answered by `checkRegKey`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PreapprovedMethodUnavailable extends ResultCodeError<"PreapprovedMethodUnavailable"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const PreapprovedMethodUnavailable: Constructor<"PreapprovedMethodUnavailable"> = constructorOf("PreapprovedMethodUnavailable")

/**
 * `1155`: This is an invalid transaction ID.
 *
 * This call does not work on this id. It is a refund id, an authorisation (void it instead), or already captured (refund it).
 *
 * Answered by `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface InvalidTransactionId extends ResultCodeError<"InvalidTransactionId"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const InvalidTransactionId: Constructor<"InvalidTransactionId"> = constructorOf("InvalidTransactionId")

/**
 * `1159`: There is no payment request information.
 *
 * LINE Pay has no such payment request here. Check the host: production answers exactly this to a sandbox id.
 *
 * Answered by `checkPaymentStatus`, `confirmPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PaymentRequestNotFound extends ResultCodeError<"PaymentRequestNotFound"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const PaymentRequestNotFound: Constructor<"PaymentRequestNotFound"> = constructorOf("PaymentRequestNotFound")

/**
 * `1163`: Refund isn't available (refund period has expired).
 *
 * It is too late to refund through LINE Pay. Pay the customer back another way and note it on the order.
 *
 * Answered by `refundPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RefundPeriodExpired extends ResultCodeError<"RefundPeriodExpired"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RefundPeriodExpired: Constructor<"RefundPeriodExpired"> = constructorOf("RefundPeriodExpired")

/**
 * `1164`: Exceeded the refundable amount.
 *
 * The refund is more than what is left. Read the payment details: an earlier refund, maybe one you thought lost, has gone through.
 *
 * Answered by `refundPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RefundAmountExceeded extends ResultCodeError<"RefundAmountExceeded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RefundAmountExceeded: Constructor<"RefundAmountExceeded"> = constructorOf("RefundAmountExceeded")

/**
 * `1165`: The transaction has already been refunded.
 *
 * On void, the hold is already released. On refund, nothing is left to refund. Find out who did it before you tell the customer.
 *
 * Answered by `voidPayment`, `refundPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AlreadyRefunded extends ResultCodeError<"AlreadyRefunded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AlreadyRefunded: Constructor<"AlreadyRefunded"> = constructorOf("AlreadyRefunded")

/**
 * `1169`: LINE Pay requires payment method selection and password authentication.
 *
 * You confirmed too early: the customer had not finished. LINE Pay may have ended the request. Check its status; on 0122, make a new request.
 *
 * Answered by `confirmPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AuthenticationRequired extends ResultCodeError<"AuthenticationRequired"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AuthenticationRequired: Constructor<"AuthenticationRequired"> = constructorOf("AuthenticationRequired")

/**
 * `1170`: The balance in the member's account has changed.
 *
 * The customer's balance changed during the call. Look first: your own second confirm may have changed it.
 *
 * Answered by `confirmPayment`, `capturePayment`, `voidPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface BalanceChanged extends ResultCodeError<"BalanceChanged"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const BalanceChanged: Constructor<"BalanceChanged"> = constructorOf("BalanceChanged")

/**
 * `1172`: Transaction details with the same order ID already exist.
 *
 * This order id already has a transaction: yours, confirmed a moment ago, or ANOTHER payment of the same order. Compare the ids.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface DuplicateOrderId extends ResultCodeError<"DuplicateOrderId"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const DuplicateOrderId: Constructor<"DuplicateOrderId"> = constructorOf("DuplicateOrderId")

/**
 * `1177`: Exceeded the maximum number of transactions that can be retrieved. (100)
 *
 * You asked for more than 100 payments at once. Split the list.
 *
 * Answered by `getPaymentDetails`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface TooManyTransactions extends ResultCodeError<"TooManyTransactions"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const TooManyTransactions: Constructor<"TooManyTransactions"> = constructorOf("TooManyTransactions")

/**
 * `1178`: The currency isn't supported by the merchant.
 *
 * Your merchant contract does not include this currency.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CurrencyNotSupported extends ResultCodeError<"CurrencyNotSupported"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CurrencyNotSupported: Constructor<"CurrencyNotSupported"> = constructorOf("CurrencyNotSupported")

/**
 * `1179`: Cannot be processed at the moment.
 *
 * The payment is in the wrong state for this call: already captured, voided, expired, or still settling. Read payStatus, then decide.
 *
 * Answered by `capturePayment`, `voidPayment`, `refundPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CannotBeProcessed extends ResultCodeError<"CannotBeProcessed"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CannotBeProcessed: Constructor<"CannotBeProcessed"> = constructorOf("CannotBeProcessed")

/**
 * `1180`: Payment time expired.
 *
 * Too late. The customer's time (confirm) or the authorisation (capture) ran out. Make a new request. Do not ship.
 *
 * Answered by `confirmPayment`, `capturePayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PaymentExpired extends ResultCodeError<"PaymentExpired"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const PaymentExpired: Constructor<"PaymentExpired"> = constructorOf("PaymentExpired")

/**
 * `1183`: Payment amount must exceed the minimum amount set.
 *
 * The amount is below the minimum set for this merchant.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AmountBelowMinimum extends ResultCodeError<"AmountBelowMinimum"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AmountBelowMinimum: Constructor<"AmountBelowMinimum"> = constructorOf("AmountBelowMinimum")

/**
 * `1184`: Payment amount must not exceed the maximum amount set.
 *
 * The amount is above the maximum set for this merchant, or above what was authorised (capture).
 *
 * Answered by `requestPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface AmountAboveMaximum extends ResultCodeError<"AmountAboveMaximum"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const AmountAboveMaximum: Constructor<"AmountAboveMaximum"> = constructorOf("AmountAboveMaximum")

/**
 * `1190`: There is no pre-approved payment key.
 *
 * LINE Pay does not know this key. If one key gets this, the customer must enrol again. If many do, the channel or host is wrong: keep all keys!
 *
 * Answered by `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RegKeyNotFound extends ResultCodeError<"RegKeyNotFound"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RegKeyNotFound: Constructor<"RegKeyNotFound"> = constructorOf("RegKeyNotFound")

/**
 * `1193`: Pre-approved payment key has expired.
 *
 * The key has expired. Ask the customer to enrol again.
 *
 * Answered by `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RegKeyExpired extends ResultCodeError<"RegKeyExpired"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RegKeyExpired: Constructor<"RegKeyExpired"> = constructorOf("RegKeyExpired")

/**
 * `1194`: Pre-approved payment isn't available for this merchant.
 *
 * This merchant has no contract for pre-approved payments. Apply at LINE Pay (in Taiwan, a separate application).
 *
 * Answered by `requestPayment`, `checkRegKey`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PreapprovedNotAllowed extends ResultCodeError<"PreapprovedNotAllowed"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const PreapprovedNotAllowed: Constructor<"PreapprovedNotAllowed"> = constructorOf("PreapprovedNotAllowed")

/**
 * `1197`: Already processing payment with regKey.
 *
 * Another charge on this key is running, maybe your own lost one. Look it up by order id. Run one charge per key at a time.
 *
 * Answered by `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RegKeyPaymentInProgress extends ResultCodeError<"RegKeyPaymentInProgress"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RegKeyPaymentInProgress: Constructor<"RegKeyPaymentInProgress"> = constructorOf("RegKeyPaymentInProgress")

/**
 * `1198`: API request is duplicated.
 *
 * LINE Pay is already processing the same call. Send nothing, and look it up after a minute. On capture, a re-authorisation may run for minutes.
 *
 * Answered by `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface DuplicateRequest extends ResultCodeError<"DuplicateRequest"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const DuplicateRequest: Constructor<"DuplicateRequest"> = constructorOf("DuplicateRequest")

/**
 * `1199`: Internal error occurred during the request.
 *
 * LINE Pay failed internally. On capture it says that it cancels the payment: expect VOIDED in the payment details, and do not ship before you see it.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface InternalRequestError extends ResultCodeError<"InternalRequestError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const InternalRequestError: Constructor<"InternalRequestError"> = constructorOf("InternalRequestError")

/**
 * `1280`: Temporary error occurred during credit card payment.
 *
 * The card network failed for a moment. Despite the name, on capture the authorisation is gone. On confirm, make a new request. You may charge a key later.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardTemporaryError extends ResultCodeError<"CardTemporaryError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardTemporaryError: Constructor<"CardTemporaryError"> = constructorOf("CardTemporaryError")

/**
 * `1281`: Error occurred during credit card payment.
 *
 * The card payment failed. Ask for another card.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardPaymentError extends ResultCodeError<"CardPaymentError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardPaymentError: Constructor<"CardPaymentError"> = constructorOf("CardPaymentError")

/**
 * `1282`: Error occurred during credit card authorization.
 *
 * The card authorisation was declined. Ask for another card.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardAuthorizationError extends ResultCodeError<"CardAuthorizationError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardAuthorizationError: Constructor<"CardAuthorizationError"> = constructorOf("CardAuthorizationError")

/**
 * `1283`: Payment was denied due to suspected fraudulent use.
 *
 * The card was declined as suspected fraud. Do not retry. The customer must talk to the bank.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardSuspectedFraud extends ResultCodeError<"CardSuspectedFraud"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardSuspectedFraud: Constructor<"CardSuspectedFraud"> = constructorOf("CardSuspectedFraud")

/**
 * `1284`: Credit card payment is temporarily suspended.
 *
 * The card is temporarily suspended. Ask for another card, or try later.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardTemporarilySuspended extends ResultCodeError<"CardTemporarilySuspended"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardTemporarilySuspended: Constructor<"CardTemporarilySuspended"> = constructorOf("CardTemporarilySuspended")

/**
 * `1285`: Credit card payment information is missing.
 *
 * LINE Pay's card data is incomplete. The customer must register the card again.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardInformationMissing extends ResultCodeError<"CardInformationMissing"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardInformationMissing: Constructor<"CardInformationMissing"> = constructorOf("CardInformationMissing")

/**
 * `1286`: Credit card payment information is incorrect.
 *
 * LINE Pay's card data is wrong. The customer must register the card again.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardInformationIncorrect extends ResultCodeError<"CardInformationIncorrect"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardInformationIncorrect: Constructor<"CardInformationIncorrect"> = constructorOf("CardInformationIncorrect")

/**
 * `1287`: Credit card expiration date has passed.
 *
 * The card has expired. The customer must add a new one and enrol again.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardExpired extends ResultCodeError<"CardExpired"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardExpired: Constructor<"CardExpired"> = constructorOf("CardExpired")

/**
 * `1288`: Insufficient balance in the credit card account
 *
 * The card has no money. Ask for another card. You may charge a subscription again on another day.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardInsufficientFunds extends ResultCodeError<"CardInsufficientFunds"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardInsufficientFunds: Constructor<"CardInsufficientFunds"> = constructorOf("CardInsufficientFunds")

/**
 * `1289`: Exceeded the credit card limit.
 *
 * The card's limit is reached. Ask for another card, or try on another day.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardLimitExceeded extends ResultCodeError<"CardLimitExceeded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardLimitExceeded: Constructor<"CardLimitExceeded"> = constructorOf("CardLimitExceeded")

/**
 * `1290`: Exceeded the per-transaction limit for credit card payments.
 *
 * The amount is over the card's limit per payment. Try a smaller amount or another card.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardTransactionLimitExceeded extends ResultCodeError<"CardTransactionLimitExceeded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardTransactionLimitExceeded: Constructor<"CardTransactionLimitExceeded"> = constructorOf("CardTransactionLimitExceeded")

/**
 * `1291`: This card is reported stolen.
 *
 * The card was reported stolen. Do not retry.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardStolen extends ResultCodeError<"CardStolen"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardStolen: Constructor<"CardStolen"> = constructorOf("CardStolen")

/**
 * `1292`: Card usage is suspended.
 *
 * The card is suspended. Ask for another card.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardSuspended extends ResultCodeError<"CardSuspended"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardSuspended: Constructor<"CardSuspended"> = constructorOf("CardSuspended")

/**
 * `1293`: CVN input error occurred.
 *
 * The CVN is wrong. The customer must register the card again.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardCvnError extends ResultCodeError<"CardCvnError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardCvnError: Constructor<"CardCvnError"> = constructorOf("CardCvnError")

/**
 * `1294`: This card is on the blacklist.
 *
 * The card is blacklisted. Do not retry.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardBlacklisted extends ResultCodeError<"CardBlacklisted"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardBlacklisted: Constructor<"CardBlacklisted"> = constructorOf("CardBlacklisted")

/**
 * `1295`: The credit card number is incorrect.
 *
 * The card number is wrong. The customer must register the card again.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardNumberInvalid extends ResultCodeError<"CardNumberInvalid"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardNumberInvalid: Constructor<"CardNumberInvalid"> = constructorOf("CardNumberInvalid")

/**
 * `1296`: This amount cannot be processed.
 *
 * The card cannot take this amount. Check the amount, or ask for another card.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardAmountNotProcessable extends ResultCodeError<"CardAmountNotProcessable"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardAmountNotProcessable: Constructor<"CardAmountNotProcessable"> = constructorOf("CardAmountNotProcessable")

/**
 * `1298`: Card use was declined.
 *
 * The bank declined the card. Ask for another card.
 *
 * Answered by `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CardDeclined extends ResultCodeError<"CardDeclined"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CardDeclined: Constructor<"CardDeclined"> = constructorOf("CardDeclined")

/**
 * `1999`: You retried a request with different content while the earlier one is unfinished. Look it up, then retry the EARLIER one exactly.
 *
 * You retried a request with different content while the earlier one is unfinished. Look it up, then retry the EARLIER one exactly.
 *
 * Answered by `capturePayment`, `voidPayment`, `refundPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RequestMismatch extends ResultCodeError<"RequestMismatch"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RequestMismatch: Constructor<"RequestMismatch"> = constructorOf("RequestMismatch")

/**
 * `2020`: LINE Pay could not reserve the amount within the limit of the customer's wallet. Offer another way to pay. You may charge a subscription again on another day.
 *
 * LINE Pay could not reserve the amount within the limit of the customer's wallet. Offer another way to pay. You may charge a subscription again on another day.
 *
 * Only the Offline API documents it; it may be the answer of `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface LimitNotReserved extends ResultCodeError<"LimitNotReserved"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const LimitNotReserved: Constructor<"LimitNotReserved"> = constructorOf("LimitNotReserved")

/**
 * `2021`: LINE Pay has limited the customer's account. Offer another way to pay. The customer must ask LINE.
 *
 * LINE Pay has limited the customer's account. Offer another way to pay. The customer must ask LINE.
 *
 * Only the Offline API documents it; it may be the answer of `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CustomerAccountLimited extends ResultCodeError<"CustomerAccountLimited"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CustomerAccountLimited: Constructor<"CustomerAccountLimited"> = constructorOf("CustomerAccountLimited")

/**
 * `2022`: The customer's payment limit is reached. Offer another way to pay, or another day. You may charge a subscription again later.
 *
 * The customer's payment limit is reached. Offer another way to pay, or another day. You may charge a subscription again later.
 *
 * Only the Offline API documents it; it may be the answer of `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CustomerLimitExceeded extends ResultCodeError<"CustomerLimitExceeded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CustomerLimitExceeded: Constructor<"CustomerLimitExceeded"> = constructorOf("CustomerLimitExceeded")

/**
 * `2023`: The customer's limit for payments to YOUR shop is reached. Offer another way to pay, or another day. You may charge a subscription again later.
 *
 * The customer's limit for payments to YOUR shop is reached. Offer another way to pay, or another day. You may charge a subscription again later.
 *
 * Only the Offline API documents it; it may be the answer of `confirmPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface CustomerLimitAtMerchantExceeded extends ResultCodeError<"CustomerLimitAtMerchantExceeded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const CustomerLimitAtMerchantExceeded: Constructor<"CustomerLimitAtMerchantExceeded"> = constructorOf("CustomerLimitAtMerchantExceeded")

/**
 * `2024`: YOUR receiving limit (per payment, day or month) is used up, not the customer's. Call LINE Pay. Offer customers another way to pay.
 *
 * YOUR receiving limit (per payment, day or month) is used up, not the customer's. Call LINE Pay. Offer customers another way to pay.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface ReceivingLimitExceeded extends ResultCodeError<"ReceivingLimitExceeded"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const ReceivingLimitExceeded: Constructor<"ReceivingLimitExceeded"> = constructorOf("ReceivingLimitExceeded")

/**
 * `2042`: Your refund reserve at the e-money institution is too low. Top it up, then refund again.
 *
 * Your refund reserve at the e-money institution is too low. Top it up, then refund again.
 *
 * Answered by `refundPayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RefundReserveInsufficient extends ResultCodeError<"RefundReserveInsufficient"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RefundReserveInsufficient: Constructor<"RefundReserveInsufficient"> = constructorOf("RefundReserveInsufficient")

/**
 * `2101`: Parameter error occurred.
 *
 * LINE Pay rejected a parameter. The message and errorDetailMap name it. Wrong sums and ids beyond 64 bits also get this code.
 *
 * Answered by `requestPayment`, `checkPaymentStatus`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface ParameterError extends ResultCodeError<"ParameterError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const ParameterError: Constructor<"ParameterError"> = constructorOf("ParameterError")

/**
 * `2102`: JSON data format error occurred.
 *
 * LINE Pay could not read the JSON. Check whether a proxy or middleware changed the body.
 *
 * Answered by `requestPayment`, `confirmPayment`, `capturePayment`, `refundPayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface JsonFormatError extends ResultCodeError<"JsonFormatError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const JsonFormatError: Constructor<"JsonFormatError"> = constructorOf("JsonFormatError")

/**
 * `2103`: Your contract does not include this option (usually capture:false in Taiwan). Ask LINE Pay to enable it.
 *
 * Your contract does not include this option (usually capture:false in Taiwan). Ask LINE Pay to enable it.
 *
 * Answered by `requestPayment`, `payPreapproved`, `capturePayment`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface ParameterNotAllowed extends ResultCodeError<"ParameterNotAllowed"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const ParameterNotAllowed: Constructor<"ParameterNotAllowed"> = constructorOf("ParameterNotAllowed")

/**
 * `2104`: LINE Pay calls the request invalid. Compare what you sent with the documentation. The message may say more.
 *
 * LINE Pay calls the request invalid. Compare what you sent with the documentation. The message may say more.
 *
 * Only the Offline API documents it; it may be the answer of `requestPayment`, `confirmPayment`, `capturePayment`, `payPreapproved`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface RequestNotAccepted extends ResultCodeError<"RequestNotAccepted"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const RequestNotAccepted: Constructor<"RequestNotAccepted"> = constructorOf("RequestNotAccepted")

/**
 * `9000`: Internal error occurred.
 *
 * LINE Pay failed internally and does not say how far it got. Look it up before you retry anything.
 *
 * Answered by `requestPayment`, `checkPaymentStatus`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface InternalError extends ResultCodeError<"InternalError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const InternalError: Constructor<"InternalError"> = constructorOf("InternalError")

/**
 * `190X`: Temporary error occurred. Please try again later.
 *
 * LINE Pay is busy. Retry a void or a full refund with exactly the same request (new nonce). Look up a partial refund before you retry it. Look up every other call first.
 *
 * Answered by `requestPayment`, `checkPaymentStatus`, `confirmPayment`, `capturePayment`, `voidPayment`, `refundPayment`, `getPaymentDetails`, `checkRegKey`, `payPreapproved`, `expireRegKey`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface TemporaryError extends ResultCodeError<"TemporaryError"> {}

/**
 * @since 0.1.0
 * @category errors
 */
export const TemporaryError: Constructor<"TemporaryError"> = constructorOf("TemporaryError")

/**
 * The table's errors by their tag.
 *
 * @since 0.1.0
 * @category models
 */
export interface ByTag {
  readonly NotLinePayUser: NotLinePayUser
  readonly CustomerCannotTransact: CustomerCannotTransact
  readonly MerchantNotFound: MerchantNotFound
  readonly MerchantCannotUseLinePay: MerchantCannotUseLinePay
  readonly RequestHeaderError: RequestHeaderError
  readonly CardNotUsable: CardNotUsable
  readonly AmountError: AmountError
  readonly InvalidOneTimeKey: InvalidOneTimeKey
  readonly AccountStatusError: AccountStatusError
  readonly InsufficientBalance: InsufficientBalance
  readonly PaymentInProgress: PaymentInProgress
  readonly TransactionNotFound: TransactionNotFound
  readonly DuplicateTransaction: DuplicateTransaction
  readonly AmountMismatch: AmountMismatch
  readonly PreapprovedMethodUnavailable: PreapprovedMethodUnavailable
  readonly InvalidTransactionId: InvalidTransactionId
  readonly PaymentRequestNotFound: PaymentRequestNotFound
  readonly RefundPeriodExpired: RefundPeriodExpired
  readonly RefundAmountExceeded: RefundAmountExceeded
  readonly AlreadyRefunded: AlreadyRefunded
  readonly AuthenticationRequired: AuthenticationRequired
  readonly BalanceChanged: BalanceChanged
  readonly DuplicateOrderId: DuplicateOrderId
  readonly TooManyTransactions: TooManyTransactions
  readonly CurrencyNotSupported: CurrencyNotSupported
  readonly CannotBeProcessed: CannotBeProcessed
  readonly PaymentExpired: PaymentExpired
  readonly AmountBelowMinimum: AmountBelowMinimum
  readonly AmountAboveMaximum: AmountAboveMaximum
  readonly RegKeyNotFound: RegKeyNotFound
  readonly RegKeyExpired: RegKeyExpired
  readonly PreapprovedNotAllowed: PreapprovedNotAllowed
  readonly RegKeyPaymentInProgress: RegKeyPaymentInProgress
  readonly DuplicateRequest: DuplicateRequest
  readonly InternalRequestError: InternalRequestError
  readonly CardTemporaryError: CardTemporaryError
  readonly CardPaymentError: CardPaymentError
  readonly CardAuthorizationError: CardAuthorizationError
  readonly CardSuspectedFraud: CardSuspectedFraud
  readonly CardTemporarilySuspended: CardTemporarilySuspended
  readonly CardInformationMissing: CardInformationMissing
  readonly CardInformationIncorrect: CardInformationIncorrect
  readonly CardExpired: CardExpired
  readonly CardInsufficientFunds: CardInsufficientFunds
  readonly CardLimitExceeded: CardLimitExceeded
  readonly CardTransactionLimitExceeded: CardTransactionLimitExceeded
  readonly CardStolen: CardStolen
  readonly CardSuspended: CardSuspended
  readonly CardCvnError: CardCvnError
  readonly CardBlacklisted: CardBlacklisted
  readonly CardNumberInvalid: CardNumberInvalid
  readonly CardAmountNotProcessable: CardAmountNotProcessable
  readonly CardDeclined: CardDeclined
  readonly RequestMismatch: RequestMismatch
  readonly LimitNotReserved: LimitNotReserved
  readonly CustomerAccountLimited: CustomerAccountLimited
  readonly CustomerLimitExceeded: CustomerLimitExceeded
  readonly CustomerLimitAtMerchantExceeded: CustomerLimitAtMerchantExceeded
  readonly ReceivingLimitExceeded: ReceivingLimitExceeded
  readonly RefundReserveInsufficient: RefundReserveInsufficient
  readonly ParameterError: ParameterError
  readonly JsonFormatError: JsonFormatError
  readonly ParameterNotAllowed: ParameterNotAllowed
  readonly RequestNotAccepted: RequestNotAccepted
  readonly InternalError: InternalError
  readonly TemporaryError: TemporaryError
}

/**
 * The table's constructors by their tag.
 *
 * @since 0.1.0
 * @category constructors
 */
export const byTag: { readonly [T in keyof ByTag]: Constructor<T> } = {
  NotLinePayUser,
  CustomerCannotTransact,
  MerchantNotFound,
  MerchantCannotUseLinePay,
  RequestHeaderError,
  CardNotUsable,
  AmountError,
  InvalidOneTimeKey,
  AccountStatusError,
  InsufficientBalance,
  PaymentInProgress,
  TransactionNotFound,
  DuplicateTransaction,
  AmountMismatch,
  PreapprovedMethodUnavailable,
  InvalidTransactionId,
  PaymentRequestNotFound,
  RefundPeriodExpired,
  RefundAmountExceeded,
  AlreadyRefunded,
  AuthenticationRequired,
  BalanceChanged,
  DuplicateOrderId,
  TooManyTransactions,
  CurrencyNotSupported,
  CannotBeProcessed,
  PaymentExpired,
  AmountBelowMinimum,
  AmountAboveMaximum,
  RegKeyNotFound,
  RegKeyExpired,
  PreapprovedNotAllowed,
  RegKeyPaymentInProgress,
  DuplicateRequest,
  InternalRequestError,
  CardTemporaryError,
  CardPaymentError,
  CardAuthorizationError,
  CardSuspectedFraud,
  CardTemporarilySuspended,
  CardInformationMissing,
  CardInformationIncorrect,
  CardExpired,
  CardInsufficientFunds,
  CardLimitExceeded,
  CardTransactionLimitExceeded,
  CardStolen,
  CardSuspended,
  CardCvnError,
  CardBlacklisted,
  CardNumberInvalid,
  CardAmountNotProcessable,
  CardDeclined,
  RequestMismatch,
  LimitNotReserved,
  CustomerAccountLimited,
  CustomerLimitExceeded,
  CustomerLimitAtMerchantExceeded,
  ReceivingLimitExceeded,
  RefundReserveInsufficient,
  ParameterError,
  JsonFormatError,
  ParameterNotAllowed,
  RequestNotAccepted,
  InternalError,
  TemporaryError
}
