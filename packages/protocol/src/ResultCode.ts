/**
 * LINE Pay's result-code table: what each code means, per operation, for the
 * money and for the next step.
 *
 * Three other places are derived from {@link table}:
 *
 * - the error unions and predicates of `effect-line-pay`
 * - the answers of `effect-line-pay-sandbox`
 * - the documentation page
 *
 * @since 0.1.0
 */

import type { Operation } from "./Operation.ts"

/**
 * The outcome for the money when LINE Pay rejects a call.
 *
 * - `NotApplied`: this call did not do what it asked for.
 * - `AlreadyApplied`: it had been done before this call.
 * - `Unknown`: it may have been done. Look it up before you retry.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = "NotApplied" | "AlreadyApplied" | "Unknown"

/**
 * Says whether you may retry the same intent.
 *
 * - `Never`: the answer will not change, or a retry would be wrong.
 * - `Later`: once the cause is gone. Nothing was applied meanwhile.
 * - `AfterLookup`: only after you ask LINE Pay what has happened.
 * - `SameRequest`: at once, with the same body under a new nonce.
 *
 * @since 0.1.0
 * @category models
 */
export type Retry = "Never" | "Later" | "AfterLookup" | "SameRequest"

/**
 * How sure we are that a call can answer a code. {@link certainties} has the
 * words.
 *
 * `offline` also limits what the answer proves. The row says what the code
 * means in the Offline API. As the answer of this API it proves nothing about
 * money, so {@link meaning} reads `Unknown` where the row says `NotApplied`.
 *
 * @since 0.1.0
 * @category models
 */
export type Certainty = "table" | "later" | "v2" | "inferred" | "offline"

/**
 * The words for each {@link Certainty}.
 *
 * @since 0.1.0
 * @category table
 */
export const certainties: { readonly [C in Certainty]: string } = {
  table: "a table for this endpoint lists the code",
  later: "newer documentation pages or reports of the live service show it",
  v2: "only documented for the old v2 API",
  inferred: "inferred from the code's meaning; no document lists it for this call",
  offline: "only the table of LINE Pay's Offline API (v4) lists the code; nobody has shown it on this API"
}

/**
 * The kind of trouble that a code reports. `Status` codes are answers, not
 * errors.
 *
 * @since 0.1.0
 * @category models
 */
export type Category =
  | "Status"
  | "Customer"
  | "Card"
  | "Configuration"
  | "InvalidRequest"
  | "NotFound"
  | "State"
  | "Duplicate"
  | "Expired"
  | "Limit"
  | "Temporary"
  | "Internal"

/**
 * One row of {@link table}.
 *
 * @since 0.1.0
 * @category models
 */
export interface Row {
  /** The error's `_tag`; `null` for a status, which is an answer. */
  readonly tag: string | null
  readonly category: Category
  /**
   * Outcome, retry and certainty, for each call that can answer the code. Read
   * them with {@link meaning}, which knows what `offline` proves.
   */
  readonly operations: { readonly [O in Operation]?: readonly [Outcome | "Answer", Retry, Certainty] }
  /** Says whether the regKey of a regKey call survives; `null` when no regKey is involved. */
  readonly regKey: "Dies" | "Lives" | null
  /** Advice for a merchant at 3 a.m. */
  readonly hint: string
  /** The wording of the Online API's result-code table; `null` when it does not list the code. */
  readonly onlineApi: string | null
  /** The wording of the pre-approved payment document; `null` when it does not list the code. */
  readonly preapproved: string | null
}

/**
 * The table, keyed by code. `190X` stands for `1900` to `1909`.
 *
 * The codes come from four sources:
 *
 * - the Online API document: 60 codes
 * - the pre-approved payment document: 36 codes (1197 is only there)
 * - newer pages or live reports: 1999, 2024, 2042, 2103
 * - the Offline API's table (v4, read on 2026-09-11): 1133, 2020 to 2023, 2104
 *
 * Outcome and retry are this project's reading. The third element of each
 * entry says how sure we are that the call can answer the code at all.
 *
 * The six Offline codes are listed where this API does the same work. 2020 to
 * 2023 are listed where a customer's limit can stop a payment, and 2104 where
 * LINE Pay checks a body. No refund lists one. Nothing protects the customer
 * from a second refund, so an unproved code must not allow a retry.
 *
 * @since 0.1.0
 * @category table
 */
export const table = {
  "0000": {
    tag: null,
    category: "Status",
    operations: {
      requestPayment: ["Answer", "Never", "table"],
      checkPaymentStatus: ["Answer", "Never", "table"],
      confirmPayment: ["Answer", "Never", "table"],
      capturePayment: ["Answer", "Never", "table"],
      voidPayment: ["Answer", "Never", "table"],
      refundPayment: ["Answer", "Never", "table"],
      getPaymentDetails: ["Answer", "Never", "table"],
      checkRegKey: ["Answer", "Never", "table"],
      payPreapproved: ["Answer", "Never", "table"],
      expireRegKey: ["Answer", "Never", "table"]
    },
    regKey: null,
    hint: "Success. On checkPaymentStatus it means the opposite: the customer has not authenticated yet.",
    onlineApi:
      "Returned when the request is successful. If this is the result of a payment request status check, the code indicates that The customer has not yet completed LINE Pay authentication.",
    preapproved: "Successful"
  },
  "0110": {
    tag: null,
    category: "Status",
    operations: {
      checkPaymentStatus: ["Answer", "Never", "table"]
    },
    regKey: null,
    hint: "The customer has authenticated. Confirm now, with the amount you stored.",
    onlineApi: "The customer has completed LINE Pay authentication, and you can proceed with payment confirmation.",
    preapproved: null
  },
  "0121": {
    tag: null,
    category: "Status",
    operations: {
      checkPaymentStatus: ["Answer", "Never", "table"]
    },
    regKey: null,
    hint: "The customer cancelled, or the window closed. Nothing was charged. Make a new request.",
    onlineApi: "The customer canceled the payment, or the LINE Pay authentication waiting time expired.",
    preapproved: null
  },
  "0122": {
    tag: null,
    category: "Status",
    operations: {
      checkPaymentStatus: ["Answer", "Never", "table"]
    },
    regKey: null,
    hint: "This attempt failed for good. Nothing was charged. Make a new request.",
    onlineApi: "Payment failed.",
    preapproved: null
  },
  "0123": {
    tag: null,
    category: "Status",
    operations: {
      checkPaymentStatus: ["Answer", "Never", "table"]
    },
    regKey: null,
    hint: "Completed. Read the payment details before you ship: it may since have been voided, expired or refunded.",
    onlineApi: "Payment completed.",
    preapproved: null
  },
  "1101": {
    tag: "NotLinePayUser",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      voidPayment: ["NotApplied", "Never", "table"],
      refundPayment: ["NotApplied", "Never", "table"],
      checkRegKey: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"]
    },
    regKey: "Lives",
    hint:
      "The customer is not (or no longer) a LINE Pay user. Offer another way to pay. Pay a refund back another way.",
    onlineApi: "The customer isn't a LINE Pay user.",
    preapproved: "The purchasing user suspended for transaction."
  },
  "1102": {
    tag: "CustomerCannotTransact",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "Later", "table"],
      voidPayment: ["NotApplied", "Later", "table"],
      refundPayment: ["NotApplied", "Later", "table"],
      checkRegKey: ["NotApplied", "Later", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "LINE Pay blocks this customer for now. Offer another way to pay. The customer must ask LINE.",
    onlineApi: "The customer is currently unable to make transactions with LINE Pay.",
    preapproved: "The purchasing user suspended for transaction."
  },
  "1104": {
    tag: "MerchantNotFound",
    category: "Configuration",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      checkPaymentStatus: ["NotApplied", "Never", "table"],
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      voidPayment: ["NotApplied", "Never", "table"],
      refundPayment: ["NotApplied", "Never", "table"],
      getPaymentDetails: ["NotApplied", "Never", "table"],
      checkRegKey: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["NotApplied", "Never", "table"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay does not know this channel id here. First check the id, the secret and the host (sandbox or production).",
    onlineApi: "The merchant isn't registered on the merchant center. Check if the correct credentials are entered.",
    preapproved: "Merchant not found."
  },
  "1105": {
    tag: "MerchantCannotUseLinePay",
    category: "Configuration",
    operations: {
      requestPayment: ["NotApplied", "Later", "table"],
      checkPaymentStatus: ["NotApplied", "Later", "table"],
      confirmPayment: ["NotApplied", "Later", "table"],
      capturePayment: ["NotApplied", "Later", "table"],
      voidPayment: ["NotApplied", "Later", "table"],
      refundPayment: ["NotApplied", "Later", "table"],
      getPaymentDetails: ["NotApplied", "Later", "table"],
      checkRegKey: ["NotApplied", "Later", "table"],
      payPreapproved: ["NotApplied", "Later", "table"],
      expireRegKey: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "LINE Pay has switched this merchant off for now, so nobody can pay. Call LINE Pay.",
    onlineApi: "LINE Pay is currently unavailable for the merchant.",
    preapproved: "This Merchant cannot use LINE Pay."
  },
  "1106": {
    tag: "RequestHeaderError",
    category: "Configuration",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      checkPaymentStatus: ["NotApplied", "Never", "later"],
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      voidPayment: ["NotApplied", "Never", "table"],
      refundPayment: ["NotApplied", "Never", "table"],
      getPaymentDetails: ["NotApplied", "Never", "table"],
      checkRegKey: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["NotApplied", "Never", "table"]
    },
    regKey: "Lives",
    hint:
      "The signature or a header is wrong: signed bytes differ from sent bytes, the secret is wrong, or (old accounts) the IP is not allowed.",
    onlineApi: "There is an error in the request header information.",
    preapproved: "Header information error"
  },
  "1110": {
    tag: "CardNotUsable",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "This card cannot be used. Make a new request, so that the customer can pick another card.",
    onlineApi: "The credit card cannot be used.",
    preapproved: "Not available credit card."
  },
  "1124": {
    tag: "AmountError",
    category: "InvalidRequest",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "inferred"],
      refundPayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay rejected the amount. It usually has decimals that the currency may not have. Wrong sums give 2101 instead.",
    onlineApi: "There is an error in the amount information.",
    preapproved: "Error in Amount (scale)."
  },
  "1133": {
    tag: "InvalidOneTimeKey",
    category: "InvalidRequest",
    operations: {
      requestPayment: ["NotApplied", "Never", "offline"]
    },
    regKey: null,
    hint:
      "A one-time key is the code that a customer shows at a till. No call of the Online API sends one. Check which API you meant to call.",
    onlineApi: null,
    preapproved: null
  },
  "1141": {
    tag: "AccountStatusError",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      checkRegKey: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint:
      "The account or the key has a problem. If many customers get this at once, it is YOUR setup (v4: EPI not enabled). Stop the batch and keep every key.",
    onlineApi: "There is a problem with the account status.",
    preapproved: "Account status error."
  },
  "1142": {
    tag: "InsufficientBalance",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "table"],
      payPreapproved: ["NotApplied", "Later", "inferred"]
    },
    regKey: "Lives",
    hint:
      "Not enough balance. Check the payment status. On 0110 the customer may top up and you may confirm again; otherwise make a new request.",
    onlineApi: "The balance is insufficient.",
    preapproved: null
  },
  "1145": {
    tag: "PaymentInProgress",
    category: "Duplicate",
    operations: {
      requestPayment: ["NotApplied", "Later", "table"],
      confirmPayment: ["Unknown", "AfterLookup", "later"],
      payPreapproved: ["Unknown", "AfterLookup", "inferred"]
    },
    regKey: "Lives",
    hint:
      "A payment is being processed right now, probably by your own earlier call. Send nothing. Look it up in a minute.",
    onlineApi: "Payment is in progress.",
    preapproved: null
  },
  "1150": {
    tag: "TransactionNotFound",
    category: "NotFound",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "AfterLookup", "table"],
      voidPayment: ["NotApplied", "AfterLookup", "table"],
      refundPayment: ["NotApplied", "AfterLookup", "table"],
      getPaymentDetails: ["NotApplied", "Later", "table"]
    },
    regKey: null,
    hint:
      "There is no such transaction here: JSON.parse rounded the id, the host is wrong, or the payment is not confirmed yet.",
    onlineApi: "There are no transaction details.",
    preapproved: null
  },
  "1152": {
    tag: "DuplicateTransaction",
    category: "Duplicate",
    operations: {
      confirmPayment: ["AlreadyApplied", "AfterLookup", "table"],
      payPreapproved: ["AlreadyApplied", "AfterLookup", "inferred"]
    },
    regKey: "Lives",
    hint:
      "This very transaction was already made. Read the payment details, compare them, then treat it as paid. Do not retry.",
    onlineApi: "There is a duplicate transaction.",
    preapproved: null
  },
  "1153": {
    tag: "AmountMismatch",
    category: "InvalidRequest",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "inferred"]
    },
    regKey: null,
    hint: "The amount differs from the request. Confirm with the amount you stored when you made the request.",
    onlineApi: "The payment request amount and the capture amount differ.",
    preapproved: null
  },
  "1154": {
    tag: "PreapprovedMethodUnavailable",
    category: "Customer",
    operations: {
      checkRegKey: ["NotApplied", "Later", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint:
      "The payment method behind this key is unavailable. Ask the customer to fix it in LINE Pay, and keep the key.",
    onlineApi: "The selected payment method for pre-approved payment isn't available.",
    preapproved: "Preapproved payment account not available"
  },
  "1155": {
    tag: "InvalidTransactionId",
    category: "State",
    operations: {
      capturePayment: ["NotApplied", "AfterLookup", "table"],
      voidPayment: ["NotApplied", "AfterLookup", "table"],
      refundPayment: ["NotApplied", "AfterLookup", "table"],
      getPaymentDetails: ["NotApplied", "AfterLookup", "inferred"]
    },
    regKey: null,
    hint:
      "This call does not work on this id. It is a refund id, an authorisation (void it instead), or already captured (refund it).",
    onlineApi: "This is an invalid transaction ID.",
    preapproved: null
  },
  "1159": {
    tag: "PaymentRequestNotFound",
    category: "NotFound",
    operations: {
      checkPaymentStatus: ["NotApplied", "Later", "later"],
      confirmPayment: ["NotApplied", "AfterLookup", "table"]
    },
    regKey: null,
    hint: "LINE Pay has no such payment request here. Check the host: production answers exactly this to a sandbox id.",
    onlineApi: "There is no payment request information.",
    preapproved: null
  },
  "1163": {
    tag: "RefundPeriodExpired",
    category: "Expired",
    operations: {
      refundPayment: ["NotApplied", "Never", "table"]
    },
    regKey: null,
    hint: "It is too late to refund through LINE Pay. Pay the customer back another way and note it on the order.",
    onlineApi: "Refund isn't available (refund period has expired).",
    preapproved: null
  },
  "1164": {
    tag: "RefundAmountExceeded",
    category: "Limit",
    operations: {
      refundPayment: ["NotApplied", "AfterLookup", "table"]
    },
    regKey: null,
    hint:
      "The refund is more than what is left. Read the payment details: an earlier refund, maybe one you thought lost, has gone through.",
    onlineApi: "Exceeded the refundable amount.",
    preapproved: null
  },
  "1165": {
    tag: "AlreadyRefunded",
    category: "Duplicate",
    operations: {
      voidPayment: ["AlreadyApplied", "AfterLookup", "table"],
      refundPayment: ["Unknown", "AfterLookup", "table"]
    },
    regKey: null,
    hint:
      "On void, the hold is already released. On refund, nothing is left to refund. Find out who did it before you tell the customer.",
    onlineApi: "The transaction has already been refunded.",
    preapproved: null
  },
  "1169": {
    tag: "AuthenticationRequired",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "table"]
    },
    regKey: null,
    hint:
      "You confirmed too early: the customer had not finished. LINE Pay may have ended the request. Check its status; on 0122, make a new request.",
    onlineApi: "LINE Pay requires payment method selection and password authentication.",
    preapproved: null
  },
  "1170": {
    tag: "BalanceChanged",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "table"],
      capturePayment: ["NotApplied", "AfterLookup", "table"],
      voidPayment: ["NotApplied", "AfterLookup", "table"],
      payPreapproved: ["NotApplied", "AfterLookup", "inferred"]
    },
    regKey: "Lives",
    hint: "The customer's balance changed during the call. Look first: your own second confirm may have changed it.",
    onlineApi: "The balance in the member's account has changed.",
    preapproved: null
  },
  "1172": {
    tag: "DuplicateOrderId",
    category: "Duplicate",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      confirmPayment: ["Unknown", "AfterLookup", "table"],
      capturePayment: ["Unknown", "AfterLookup", "table"],
      payPreapproved: ["Unknown", "AfterLookup", "table"]
    },
    regKey: "Lives",
    hint:
      "This order id already has a transaction: yours, confirmed a moment ago, or ANOTHER payment of the same order. Compare the ids.",
    onlineApi: "Transaction details with the same order ID already exist.",
    preapproved: "Existing a transaction with the same order ID."
  },
  "1177": {
    tag: "TooManyTransactions",
    category: "InvalidRequest",
    operations: {
      getPaymentDetails: ["NotApplied", "Never", "table"]
    },
    regKey: null,
    hint: "You asked for more than 100 payments at once. Split the list.",
    onlineApi: "Exceeded the maximum number of transactions that can be retrieved. (100)",
    preapproved: null
  },
  "1178": {
    tag: "CurrencyNotSupported",
    category: "Configuration",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      confirmPayment: ["NotApplied", "Never", "inferred"],
      capturePayment: ["NotApplied", "Never", "inferred"],
      payPreapproved: ["NotApplied", "Never", "inferred"]
    },
    regKey: "Lives",
    hint: "Your merchant contract does not include this currency.",
    onlineApi: "The currency isn't supported by the merchant.",
    preapproved: null
  },
  "1179": {
    tag: "CannotBeProcessed",
    category: "State",
    operations: {
      capturePayment: ["Unknown", "AfterLookup", "table"],
      voidPayment: ["NotApplied", "AfterLookup", "inferred"],
      refundPayment: ["NotApplied", "AfterLookup", "table"]
    },
    regKey: null,
    hint:
      "The payment is in the wrong state for this call: already captured, voided, expired, or still settling. Read payStatus, then decide.",
    onlineApi: "Cannot be processed at the moment.",
    preapproved: null
  },
  "1180": {
    tag: "PaymentExpired",
    category: "Expired",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "inferred"]
    },
    regKey: null,
    hint:
      "Too late. The customer's time (confirm) or the authorisation (capture) ran out. Make a new request. Do not ship.",
    onlineApi: "Payment time expired.",
    preapproved: null
  },
  "1183": {
    tag: "AmountBelowMinimum",
    category: "InvalidRequest",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      confirmPayment: ["NotApplied", "Never", "inferred"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"]
    },
    regKey: "Lives",
    hint: "The amount is below the minimum set for this merchant.",
    onlineApi: "Payment amount must exceed the minimum amount set.",
    preapproved: "Payment amount must be greater than 0."
  },
  "1184": {
    tag: "AmountAboveMaximum",
    category: "Limit",
    operations: {
      requestPayment: ["NotApplied", "Never", "inferred"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "inferred"]
    },
    regKey: "Lives",
    hint: "The amount is above the maximum set for this merchant, or above what was authorised (capture).",
    onlineApi: "Payment amount must not exceed the maximum amount set.",
    preapproved: null
  },
  "1190": {
    tag: "RegKeyNotFound",
    category: "NotFound",
    operations: {
      checkRegKey: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "table"]
    },
    regKey: "Dies",
    hint:
      "LINE Pay does not know this key. If one key gets this, the customer must enrol again. If many do, the channel or host is wrong: keep all keys!",
    onlineApi: "There is no pre-approved payment key.",
    preapproved: "The regKey does not exist."
  },
  "1193": {
    tag: "RegKeyExpired",
    category: "Expired",
    operations: {
      checkRegKey: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "table"]
    },
    regKey: "Dies",
    hint: "The key has expired. Ask the customer to enrol again.",
    onlineApi: "Pre-approved payment key has expired.",
    preapproved: "The regKey expired."
  },
  "1194": {
    tag: "PreapprovedNotAllowed",
    category: "Configuration",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      checkRegKey: ["NotApplied", "Never", "inferred"],
      payPreapproved: ["NotApplied", "Never", "inferred"]
    },
    regKey: "Lives",
    hint:
      "This merchant has no contract for pre-approved payments. Apply at LINE Pay (in Taiwan, a separate application).",
    onlineApi: "Pre-approved payment isn't available for this merchant.",
    preapproved: null
  },
  "1197": {
    tag: "RegKeyPaymentInProgress",
    category: "Duplicate",
    operations: {
      payPreapproved: ["Unknown", "AfterLookup", "v2"]
    },
    regKey: "Lives",
    hint:
      "Another charge on this key is running, maybe your own lost one. Look it up by order id. Run one charge per key at a time.",
    onlineApi: null,
    preapproved: "Already processing payment with regKey."
  },
  "1198": {
    tag: "DuplicateRequest",
    category: "Duplicate",
    operations: {
      confirmPayment: ["Unknown", "AfterLookup", "table"],
      capturePayment: ["Unknown", "AfterLookup", "table"],
      voidPayment: ["Unknown", "AfterLookup", "table"],
      refundPayment: ["Unknown", "AfterLookup", "table"],
      payPreapproved: ["Unknown", "AfterLookup", "table"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay is already processing the same call. Send nothing, and look it up after a minute. On capture, a re-authorisation may run for minutes.",
    onlineApi: "API request is duplicated.",
    preapproved: "Duplicated the request calling API."
  },
  "1199": {
    tag: "InternalRequestError",
    category: "Internal",
    operations: {
      requestPayment: ["NotApplied", "AfterLookup", "inferred"],
      confirmPayment: ["Unknown", "AfterLookup", "table"],
      capturePayment: ["Unknown", "AfterLookup", "table"],
      voidPayment: ["Unknown", "AfterLookup", "table"],
      refundPayment: ["Unknown", "AfterLookup", "table"],
      payPreapproved: ["Unknown", "AfterLookup", "table"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay failed internally. On capture it says that it cancels the payment: expect VOIDED in the payment details, and do not ship before you see it.",
    onlineApi: "Internal error occurred during the request.",
    preapproved: "Internal request error."
  },
  "1280": {
    tag: "CardTemporaryError",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint:
      "The card network failed for a moment. Despite the name, on capture the authorisation is gone. On confirm, make a new request. You may charge a key later.",
    onlineApi: "Temporary error occurred during credit card payment.",
    preapproved: "Temporary error while making a payment with credit card"
  },
  "1281": {
    tag: "CardPaymentError",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"]
    },
    regKey: "Dies",
    hint: "The card payment failed. Ask for another card.",
    onlineApi: "Error occurred during credit card payment.",
    preapproved: "Credit card payment error"
  },
  "1282": {
    tag: "CardAuthorizationError",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card authorisation was declined. Ask for another card.",
    onlineApi: "Error occurred during credit card authorization.",
    preapproved: "Credit card authorization error"
  },
  "1283": {
    tag: "CardSuspectedFraud",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card was declined as suspected fraud. Do not retry. The customer must talk to the bank.",
    onlineApi: "Payment was denied due to suspected fraudulent use.",
    preapproved: "The payment has been declined due to suspected fraud."
  },
  "1284": {
    tag: "CardTemporarilySuspended",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card is temporarily suspended. Ask for another card, or try later.",
    onlineApi: "Credit card payment is temporarily suspended.",
    preapproved: "Credit card payment is temporarily not available."
  },
  "1285": {
    tag: "CardInformationMissing",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "LINE Pay's card data is incomplete. The customer must register the card again.",
    onlineApi: "Credit card payment information is missing.",
    preapproved: "Omitted credit card information"
  },
  "1286": {
    tag: "CardInformationIncorrect",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "LINE Pay's card data is wrong. The customer must register the card again.",
    onlineApi: "Credit card payment information is incorrect.",
    preapproved: "Incorrect credit card payment information"
  },
  "1287": {
    tag: "CardExpired",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card has expired. The customer must add a new one and enrol again.",
    onlineApi: "Credit card expiration date has passed.",
    preapproved: "Credit card expiration date has passed."
  },
  "1288": {
    tag: "CardInsufficientFunds",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "The card has no money. Ask for another card. You may charge a subscription again on another day.",
    onlineApi: "Insufficient balance in the credit card account",
    preapproved: "Credit card has insufficient funds."
  },
  "1289": {
    tag: "CardLimitExceeded",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "The card's limit is reached. Ask for another card, or try on another day.",
    onlineApi: "Exceeded the credit card limit.",
    preapproved: "Maximum credit card limit exceeded"
  },
  "1290": {
    tag: "CardTransactionLimitExceeded",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The amount is over the card's limit per payment. Try a smaller amount or another card.",
    onlineApi: "Exceeded the per-transaction limit for credit card payments.",
    preapproved: "One-time payment limit exceeded"
  },
  "1291": {
    tag: "CardStolen",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card was reported stolen. Do not retry.",
    onlineApi: "This card is reported stolen.",
    preapproved: "This card has been reported stolen."
  },
  "1292": {
    tag: "CardSuspended",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card is suspended. Ask for another card.",
    onlineApi: "Card usage is suspended.",
    preapproved: "This card has been suspended."
  },
  "1293": {
    tag: "CardCvnError",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The CVN is wrong. The customer must register the card again.",
    onlineApi: "CVN input error occurred.",
    preapproved: "INVALID CARD VERIFICATION NUMBER (CVN)"
  },
  "1294": {
    tag: "CardBlacklisted",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card is blacklisted. Do not retry.",
    onlineApi: "This card is on the blacklist.",
    preapproved: "This card is blacklisted."
  },
  "1295": {
    tag: "CardNumberInvalid",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Never", "table"],
      expireRegKey: ["AlreadyApplied", "Never", "later"]
    },
    regKey: "Dies",
    hint: "The card number is wrong. The customer must register the card again.",
    onlineApi: "The credit card number is incorrect.",
    preapproved: "Invalid credit card number"
  },
  "1296": {
    tag: "CardAmountNotProcessable",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "The card cannot take this amount. Check the amount, or ask for another card.",
    onlineApi: "This amount cannot be processed.",
    preapproved: "Invalid amount"
  },
  "1298": {
    tag: "CardDeclined",
    category: "Card",
    operations: {
      confirmPayment: ["NotApplied", "Never", "table"],
      capturePayment: ["NotApplied", "Never", "table"],
      payPreapproved: ["NotApplied", "Later", "table"]
    },
    regKey: "Lives",
    hint: "The bank declined the card. Ask for another card.",
    onlineApi: "Card use was declined.",
    preapproved: "The credit card payment declined."
  },
  "190X": {
    tag: "TemporaryError",
    category: "Temporary",
    operations: {
      requestPayment: ["NotApplied", "Later", "inferred"],
      checkPaymentStatus: ["NotApplied", "SameRequest", "inferred"],
      confirmPayment: ["Unknown", "AfterLookup", "inferred"],
      capturePayment: ["Unknown", "AfterLookup", "inferred"],
      voidPayment: ["Unknown", "SameRequest", "table"],
      refundPayment: ["Unknown", "SameRequest", "later"],
      getPaymentDetails: ["NotApplied", "SameRequest", "inferred"],
      checkRegKey: ["NotApplied", "SameRequest", "inferred"],
      payPreapproved: ["Unknown", "AfterLookup", "inferred"],
      expireRegKey: ["Unknown", "SameRequest", "inferred"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay is busy. Retry a void or a full refund with exactly the same request (new nonce). Look up a partial refund before you retry it. Look up every other call first.",
    onlineApi: "Temporary error occurred. Please try again later.",
    preapproved: null
  },
  "1999": {
    tag: "RequestMismatch",
    category: "Duplicate",
    operations: {
      capturePayment: ["NotApplied", "Never", "inferred"],
      voidPayment: ["Unknown", "AfterLookup", "table"],
      refundPayment: ["Unknown", "AfterLookup", "later"]
    },
    regKey: null,
    hint:
      "You retried a request with different content while the earlier one is unfinished. Look it up, then retry the EARLIER one exactly.",
    onlineApi: null,
    preapproved: null
  },
  "2020": {
    tag: "LimitNotReserved",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "offline"],
      payPreapproved: ["NotApplied", "Later", "offline"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay could not reserve the amount within the limit of the customer's wallet. Offer another way to pay. You may charge a subscription again on another day.",
    onlineApi: null,
    preapproved: null
  },
  "2021": {
    tag: "CustomerAccountLimited",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "offline"],
      payPreapproved: ["NotApplied", "Later", "offline"]
    },
    regKey: "Lives",
    hint: "LINE Pay has limited the customer's account. Offer another way to pay. The customer must ask LINE.",
    onlineApi: null,
    preapproved: null
  },
  "2022": {
    tag: "CustomerLimitExceeded",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "offline"],
      payPreapproved: ["NotApplied", "Later", "offline"]
    },
    regKey: "Lives",
    hint:
      "The customer's payment limit is reached. Offer another way to pay, or another day. You may charge a subscription again later.",
    onlineApi: null,
    preapproved: null
  },
  "2023": {
    tag: "CustomerLimitAtMerchantExceeded",
    category: "Customer",
    operations: {
      confirmPayment: ["NotApplied", "AfterLookup", "offline"],
      payPreapproved: ["NotApplied", "Later", "offline"]
    },
    regKey: "Lives",
    hint:
      "The customer's limit for payments to YOUR shop is reached. Offer another way to pay, or another day. You may charge a subscription again later.",
    onlineApi: null,
    preapproved: null
  },
  "2024": {
    tag: "ReceivingLimitExceeded",
    category: "Limit",
    operations: {
      requestPayment: ["NotApplied", "Later", "inferred"],
      confirmPayment: ["NotApplied", "Later", "inferred"],
      capturePayment: ["NotApplied", "Later", "inferred"],
      payPreapproved: ["NotApplied", "Later", "inferred"]
    },
    regKey: "Lives",
    hint:
      "YOUR receiving limit (per payment, day or month) is used up, not the customer's. Call LINE Pay. Offer customers another way to pay.",
    onlineApi: null,
    preapproved: null
  },
  "2042": {
    tag: "RefundReserveInsufficient",
    category: "Limit",
    operations: {
      refundPayment: ["NotApplied", "Later", "later"]
    },
    regKey: null,
    hint: "Your refund reserve at the e-money institution is too low. Top it up, then refund again.",
    onlineApi: null,
    preapproved: null
  },
  "2101": {
    tag: "ParameterError",
    category: "InvalidRequest",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      checkPaymentStatus: ["NotApplied", "Never", "inferred"],
      confirmPayment: ["NotApplied", "Never", "inferred"],
      capturePayment: ["NotApplied", "Never", "inferred"],
      voidPayment: ["NotApplied", "Never", "inferred"],
      refundPayment: ["NotApplied", "Never", "later"],
      getPaymentDetails: ["NotApplied", "Never", "inferred"],
      checkRegKey: ["NotApplied", "Never", "inferred"],
      payPreapproved: ["NotApplied", "Never", "inferred"],
      expireRegKey: ["NotApplied", "Never", "inferred"]
    },
    regKey: "Lives",
    hint:
      "LINE Pay rejected a parameter. The message and errorDetailMap name it. Wrong sums and ids beyond 64 bits also get this code.",
    onlineApi: "Parameter error occurred.",
    preapproved: null
  },
  "2102": {
    tag: "JsonFormatError",
    category: "InvalidRequest",
    operations: {
      requestPayment: ["NotApplied", "Never", "table"],
      confirmPayment: ["NotApplied", "Never", "inferred"],
      capturePayment: ["NotApplied", "Never", "inferred"],
      refundPayment: ["NotApplied", "Never", "inferred"],
      payPreapproved: ["NotApplied", "Never", "inferred"]
    },
    regKey: "Lives",
    hint: "LINE Pay could not read the JSON. Check whether a proxy or middleware changed the body.",
    onlineApi: "JSON data format error occurred.",
    preapproved: null
  },
  "2103": {
    tag: "ParameterNotAllowed",
    category: "Configuration",
    operations: {
      requestPayment: ["NotApplied", "Never", "later"],
      payPreapproved: ["NotApplied", "Never", "inferred"],
      capturePayment: ["NotApplied", "Never", "inferred"]
    },
    regKey: "Lives",
    hint: "Your contract does not include this option (usually capture:false in Taiwan). Ask LINE Pay to enable it.",
    onlineApi: null,
    preapproved: null
  },
  "2104": {
    tag: "RequestNotAccepted",
    category: "InvalidRequest",
    operations: {
      requestPayment: ["NotApplied", "Never", "offline"],
      confirmPayment: ["NotApplied", "Never", "offline"],
      capturePayment: ["NotApplied", "Never", "offline"],
      payPreapproved: ["NotApplied", "Never", "offline"]
    },
    regKey: "Lives",
    hint: "LINE Pay calls the request invalid. Compare what you sent with the documentation. The message may say more.",
    onlineApi: null,
    preapproved: null
  },
  "9000": {
    tag: "InternalError",
    category: "Internal",
    operations: {
      requestPayment: ["NotApplied", "Later", "table"],
      checkPaymentStatus: ["NotApplied", "SameRequest", "table"],
      confirmPayment: ["Unknown", "AfterLookup", "table"],
      capturePayment: ["Unknown", "AfterLookup", "table"],
      voidPayment: ["Unknown", "AfterLookup", "table"],
      refundPayment: ["Unknown", "AfterLookup", "table"],
      getPaymentDetails: ["NotApplied", "SameRequest", "table"],
      checkRegKey: ["NotApplied", "SameRequest", "inferred"],
      payPreapproved: ["Unknown", "AfterLookup", "table"],
      expireRegKey: ["Unknown", "SameRequest", "inferred"]
    },
    regKey: "Lives",
    hint: "LINE Pay failed internally and does not say how far it got. Look it up before you retry anything.",
    onlineApi: "Internal error occurred.",
    preapproved: "Internal error"
  }
} as const satisfies { readonly [code: string]: Row }

/**
 * The type of {@link table}.
 *
 * @since 0.1.0
 * @category models
 */
export type Table = typeof table

/**
 * A code of the table: four digits, or `190X`.
 *
 * @since 0.1.0
 * @category models
 */
export type Code = keyof Table

/**
 * A code that is an error on at least one call.
 *
 * @since 0.1.0
 * @category models
 */
export type ErrorCode = { [C in Code]: Table[C]["tag"] extends string ? C : never }[Code]

/**
 * The `_tag` of an error of the table.
 *
 * @since 0.1.0
 * @category models
 */
export type Tag = Table[ErrorCode]["tag"]

/**
 * The table's code for a tag.
 *
 * @since 0.1.0
 * @category models
 */
export type CodeOf<T extends Tag> = { [C in ErrorCode]: Table[C]["tag"] extends T ? C : never }[ErrorCode]

/**
 * The row for a tag.
 *
 * @since 0.1.0
 * @category models
 */
export type RowOf<T extends Tag> = Table[CodeOf<T>]

/**
 * The tags that an operation can answer.
 *
 * @since 0.1.0
 * @category models
 */
export type TagOf<O extends Operation> = {
  [C in ErrorCode]: O extends keyof Table[C]["operations"] ? Table[C]["tag"] : never
}[ErrorCode]

/**
 * The outcome that a row proves for an operation. {@link meaning} says the same
 * at runtime.
 *
 * @since 0.1.0
 * @category models
 */
export type OutcomeOf<C extends Code, O extends Operation> = Table[C]["operations"] extends
  { readonly [_ in O]: readonly [infer X, Retry, infer S] }
  ? S extends "offline" ? O extends "requestPayment" ? X : "Unknown" : X
  : never

/**
 * The tags that mean one thing for the money as the answer of an operation.
 *
 * @since 0.1.0
 * @category models
 */
export type TagOfOutcome<O extends Operation, X extends Outcome> = {
  [C in ErrorCode]: [OutcomeOf<C, O>] extends [never] ? never : OutcomeOf<C, O> extends X ? Table[C]["tag"] : never
}[ErrorCode]

/**
 * The tags of one category.
 *
 * @since 0.1.0
 * @category models
 */
export type TagOfCategory<K extends Category> = {
  [C in ErrorCode]: Table[C]["category"] extends K ? Table[C]["tag"] : never
}[ErrorCode]

const rows: { readonly [code: string]: Row } = table

/**
 * Returns the table's key for a code of an answer: `1902` is found under
 * `190X`. Returns `undefined` when the table does not know the code.
 *
 * @example
 * ```ts
 * import { ResultCode } from "line-pay-protocol"
 *
 * ResultCode.find("1902") // "190X"
 * ResultCode.find("toString") // undefined
 * ```
 *
 * @since 0.1.0
 * @category lookups
 */
export const find = (code: string): Code | undefined => {
  if (/^190\d$/.test(code)) return "190X"
  return isCode(code) ? code : undefined
}

const isCode = (code: string): code is Code => code !== "190X" && Object.hasOwn(table, code)

/**
 * Returns the row under a key of the table, with its type widened to
 * {@link Row}.
 *
 * @since 0.1.0
 * @category lookups
 */
export const row = (code: Code): Row => table[code]

/**
 * Returns what a code means as the answer of an operation; `undefined` when
 * the table does not list it there.
 *
 * A code of certainty `offline` is always `Unknown` and `AfterLookup`, because
 * another API's table does not prove that no money has moved. Only
 * `requestPayment` is read as the row says, because it never charges anybody.
 *
 * @example
 * ```ts
 * import { ResultCode } from "line-pay-protocol"
 *
 * ResultCode.meaning("2022", "payPreapproved") // { outcome: "Unknown", retry: "AfterLookup", certainty: "offline" }
 * ResultCode.table["2022"].operations.payPreapproved // ["NotApplied", "Later", "offline"]
 * ```
 *
 * @since 0.1.0
 * @category lookups
 */
export const meaning = (
  code: Code,
  operation: Operation
): { readonly outcome: Outcome | "Answer"; readonly retry: Retry; readonly certainty: Certainty } | undefined => {
  const entry = row(code).operations[operation]
  if (entry === undefined) return undefined
  const [outcome, retry, certainty] = entry
  return certainty === "offline" && operation !== "requestPayment"
    ? { outcome: "Unknown", retry: "AfterLookup", certainty }
    : { outcome, retry, certainty }
}

/**
 * Returns the error tag of a code as the answer of an operation; `undefined`
 * when it is a status, or when the table does not list it there.
 *
 * @since 0.1.0
 * @category lookups
 */
export const tagFor = <O extends Operation>(code: Code, operation: O): TagOf<O> | undefined => {
  const { operations, tag } = row(code)
  // `TagOf<O>` is the tags of the rows that list `O`, and this row does.
  return tag !== null && operations[operation] !== undefined ? tag as TagOf<O> : undefined
}

/**
 * Returns the table's code for an error tag.
 *
 * @since 0.1.0
 * @category lookups
 */
export const codeOf = <T extends Tag>(tag: T): CodeOf<T> => {
  const code = codesByTag.get(tag)
  // The map is built from the same table that `Tag` and `CodeOf` are, so every tag has its code.
  return code as CodeOf<T>
}

const codesByTag: ReadonlyMap<string, string> = /*#__PURE__*/ new Map(
  /*#__PURE__*/ Object.entries(rows).flatMap(([code, { tag }]) => tag === null ? [] : [[tag, code] as const])
)

/**
 * All codes that are errors: the numbers ascending, then `190X`.
 *
 * @since 0.1.0
 * @category lookups
 */
export const errorCodes: ReadonlyArray<ErrorCode> = /*#__PURE__*/ Object.keys(table).filter(
  (code): code is ErrorCode => rows[code]?.tag !== null
)

/**
 * Describes a code in LINE Pay's words: the Online API document's wording,
 * else the pre-approved payment document's, else the hint.
 *
 * @since 0.1.0
 * @category lookups
 */
export const description = (code: Code): string => {
  const { hint, onlineApi, preapproved } = row(code)
  return onlineApi ?? preapproved ?? hint
}
