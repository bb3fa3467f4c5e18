/**
 * LINE Pay's result-code table: what each code means, per operation, for the
 * money and for the next step.
 *
 * Everything else that knows about result codes is derived from
 * {@link table}: the error unions and predicates of `effect-line-pay`, the
 * answers of `effect-line-pay-sandbox`, and the documentation page.
 *
 * @since 0.1.0
 */

import type { Operation } from "./Operation.ts"

/**
 * What a rejection says about the money.
 *
 * - `NotApplied`: this call did not do what it asked for.
 * - `AlreadyApplied`: it had been done before this call.
 * - `Unknown`: it may have been done; ask before anything is sent again.
 *
 * @since 0.1.0
 * @category models
 */
export type Outcome = "NotApplied" | "AlreadyApplied" | "Unknown"

/**
 * Whether the same intent may be sent again.
 *
 * - `Never`: the answer will not change, or sending again would be wrong.
 * - `Later`: when the cause is gone; nothing was applied meanwhile.
 * - `AfterLookup`: only after asking LINE Pay what has happened.
 * - `SameRequest`: at once, the same body under a new nonce.
 *
 * @since 0.1.0
 * @category models
 */
export type Retry = "Never" | "Later" | "AfterLookup" | "SameRequest"

/**
 * How sure it is that a call can answer a code; {@link certainties} says it in
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
 * What kind of trouble a code is. `Status` codes are answers, not errors.
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
   * For each call that can answer the code: outcome, retry, certainty. Use
   * {@link meaning} to read them: it knows what `offline` proves.
   */
  readonly operations: { readonly [O in Operation]?: readonly [Outcome | "Answer", Retry, Certainty] }
  /** What becomes of the regKey of a regKey call; `null` where none is involved. */
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
 * Sources: the 60 codes of the Online API document, the 36 of the pre-approved
 * payment document (1197 is only there), the codes that newer pages or live
 * reports added (1999, 2024, 2042, 2103), and six of the Offline API's table
 * (v4, read on 2026-09-11: 1133, 2020 to 2023, 2104). Outcome and retry are
 * this project's reading; the third element of each entry says how sure it is
 * that the call can answer the code at all.
 *
 * The six Offline codes stand where this API does the same work: 2020 to 2023
 * where a customer's limit can stop a payment, 2104 where a body is checked.
 * No refund has one: nothing protects the customer from a second refund, so a
 * code that is not proved must not free one to be sent again.
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
    hint: "Success. On checkPaymentStatus it means the opposite of done: the customer has not authenticated yet.",
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
    hint: "Customer authenticated: confirm now, with your own stored amount.",
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
    hint: "Customer cancelled or the window closed. Nothing was charged; a new request is needed.",
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
    hint: "This attempt failed for good; nothing was charged. Make a new request.",
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
    hint: "Completed. Read details before shipping: it may since have been voided, expired or refunded.",
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
      "Customer is not (or no longer) a LINE Pay user. Offer another way to pay; for a refund, pay back another way.",
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
    hint: "LINE Pay blocks this customer for now. Offer another way to pay; the customer must ask LINE.",
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
    hint: "LINE does not know this channel id here. Check id, secret and sandbox/production host before anything else.",
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
    hint: "LINE Pay has switched this merchant off for now. Nobody can pay: call LINE Pay.",
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
      "Signature or header wrong: bytes signed differ from bytes sent, wrong secret, or (old accounts) IP not allowed.",
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
    hint: "That card cannot be used. New request so the customer can pick another card.",
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
    hint: "Amount not accepted: usually decimals the currency may not have. Wrong sums give 2101 instead.",
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
      "A one-time key is the code that a customer shows at a till. No call of the Online API sends one. Check which API the request was meant for.",
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
      "Account or key problem. If many customers get it at once it is YOUR setup (v4: EPI not enabled): stop the batch, forget no key.",
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
      "Not enough balance. Check the status: 0110 means the customer may top up and you may confirm again; else a new request.",
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
    hint: "A payment is being processed right now, probably your own earlier call. Send nothing; look in a minute.",
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
    hint: "No such transaction here: id rounded by JSON.parse, wrong host, or not confirmed yet.",
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
    hint: "This very transaction was already made. Read details, compare, then treat as paid. Do not send again.",
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
    hint: "Amount differs from the request. Confirm with the amount you stored when requesting.",
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
    hint: "The payment method behind this key is unavailable. Ask the customer to fix it in LINE Pay; keep the key.",
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
      "This id cannot be used for this call: a refund id, an authorisation (void it instead), or already captured (refund it).",
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
    hint: "LINE has no such payment request here. Wrong host? A sandbox id on production answers exactly this.",
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
    hint: "Too late to refund through LINE Pay. Pay the customer back another way and note it on the order.",
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
    hint: "More than what is left. Read details: an earlier refund, maybe one you thought lost, has gone through.",
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
      "On void: hold already released. On refund: nothing is left to refund. Check by whom before telling the customer.",
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
      "Confirmed too early: customer had not finished. LINE may have killed the request; check: 0122 means start again.",
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
    hint: "The customer's balance changed under the call. Look first: your own second click may be what changed it.",
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
      "This order id already has a transaction: yours, confirmed a moment ago, or ANOTHER payment of the same order. Compare ids.",
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
    hint: "Asked for over 100 payments at once. Split the list.",
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
    hint: "This merchant contract does not take that currency.",
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
      "Wrong state for this call: already captured, voided, expired, or still settling. Read payStatus, then decide.",
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
    hint: "Too late: the customer's time (confirm) or the authorisation (capture) ran out. New request. Do not ship.",
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
    hint: "Amount below the minimum set for this merchant.",
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
    hint: "Amount above the maximum set for this merchant, or above what was authorised (capture).",
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
      "LINE does not know this key. Seen once: customer must enrol again. Seen for many: wrong channel or host, keep all keys!",
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
    hint: "Key expired. Ask the customer to enrol again.",
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
    hint: "This merchant has no contract for pre-approved payments. Apply at LINE Pay (Taiwan: separate application).",
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
      "Another charge on this key is running, maybe your own lost one. Look by order id; one charge per key at a time.",
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
      "The same call is already being worked on. Send nothing; look after a minute. On capture: re-authorisation may be running, wait minutes.",
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
      "LINE failed inside. On capture LINE says the payment is cancelled by itself: expect VOIDED in details, do not ship before you saw it.",
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
      "Card network hiccup. Despite the name, on capture the authorisation is gone; on confirm start a new request; a key may be charged later.",
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
    hint: "Card payment failed. Ask for another card.",
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
    hint: "Card authorisation refused. Ask for another card.",
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
    hint: "Card refused as suspected fraud. Do not try again; customer must talk to the bank.",
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
    hint: "Card temporarily suspended. Another card, or later.",
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
    hint: "Card data incomplete at LINE Pay. Customer must register the card again.",
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
    hint: "Card data wrong at LINE Pay. Customer must register the card again.",
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
    hint: "Card expired. Customer must add a new one and enrol again.",
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
    hint: "No money on the card. Try another card; a subscription may be charged again on another day.",
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
    hint: "Card limit reached. Another card, or another day.",
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
    hint: "Over the card's limit per payment. A smaller amount or another card.",
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
    hint: "Card reported stolen. Do not try again.",
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
    hint: "Card suspended. Another card.",
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
    hint: "Wrong CVN. Customer must register the card again.",
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
    hint: "Card blacklisted. Do not try again.",
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
    hint: "Wrong card number. Customer must register the card again.",
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
    hint: "The card cannot take this amount. Check the amount; another card.",
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
    hint: "Card declined by the bank. Another card.",
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
      "LINE is busy. Void, refund: repeat exactly the same request (new nonce). A partial refund: look first, then repeat. Others: look.",
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
      "You repeated a request with a different content while the earlier one is unfinished. Look; then repeat the EARLIER one exactly.",
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
      "LINE Pay could not reserve the amount within the limit of the customer's wallet. Another way to pay; a subscription may be charged again on another day.",
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
    hint: "LINE Pay has limited the customer's account. Offer another way to pay; the customer must ask LINE.",
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
      "The customer's payment limit is reached. Another way to pay, or another day; a subscription may be charged again later.",
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
      "The customer's limit for payments to YOUR shop is reached. Another way to pay, or another day; a subscription may be charged again later.",
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
      "YOUR receiving limit (per payment, day or month) is used up, not the customer's. Call LINE Pay; tell customers another way to pay.",
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
    hint: "Your refund reserve at the e-money institution is too low. Top up, then refund again.",
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
      "LINE refused a parameter; the message and errorDetailMap name it. Wrong sums and ids beyond 64 bits land here.",
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
    hint: "LINE could not read the JSON. A proxy or middleware changed the body?",
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
    hint: "LINE Pay calls the request invalid. Compare what you sent with the documentation; the message may say more.",
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
    hint: "LINE broke inside and does not say how far it got. Look before you send anything again.",
    onlineApi: "Internal error occurred.",
    preapproved: "Internal error"
  }
} as const satisfies { readonly [code: string]: Row }

/**
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
 * What a row lets a caller conclude of an operation, as {@link meaning} says
 * it when the program runs.
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
 * The table's key for a code as it stands in an answer: `1902` is found under
 * `190X`. `undefined` when the table does not know the code.
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
 * The row under a key of the table, with its type widened to {@link Row}.
 *
 * @since 0.1.0
 * @category lookups
 */
export const row = (code: Code): Row => table[code]

/**
 * What a code means as the answer of an operation; `undefined` when the table
 * does not list it there.
 *
 * A code of certainty `offline` is `Unknown` and `AfterLookup`, whatever its
 * row says: another API's table does not prove that no money has moved. Only a
 * payment request is read as the row says, because it charges nobody, whatever
 * it is answered.
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
 * The error tag of a code as the answer of an operation; `undefined` when it
 * is a status, or when the table does not list it there.
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
 * The table's code for an error tag.
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
 * Every code that is an error: the numbers ascending, then `190X`.
 *
 * @since 0.1.0
 * @category lookups
 */
export const errorCodes: ReadonlyArray<ErrorCode> = /*#__PURE__*/ Object.keys(table).filter(
  (code): code is ErrorCode => rows[code]?.tag !== null
)

/**
 * What a code means in LINE Pay's words: the Online API document's wording,
 * else the pre-approved payment document's, else the hint.
 *
 * @since 0.1.0
 * @category lookups
 */
export const description = (code: Code): string => {
  const { hint, onlineApi, preapproved } = row(code)
  return onlineApi ?? preapproved ?? hint
}
