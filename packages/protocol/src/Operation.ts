/**
 * The ten calls of the LINE Pay Online API, with the facts that hold for any
 * client: method, path, and what the call does.
 *
 * `ReadTimeout.readTimeouts` says how long to wait for each, and
 * `ResultCode.table` what each code means as its answer.
 *
 * @since 0.1.0
 */

/**
 * The effect of a call at LINE Pay.
 *
 * - `Read`: asks, and changes nothing.
 * - `Write`: changes something, and moves no money.
 * - `Money`: charges, holds, releases or refunds money.
 * - `ReadOrMoney`: the request decides. `checkRegKey` asks, but with
 *   `creditCardAuth` it authorises a small amount on the card.
 *
 * @since 0.1.0
 * @category models
 */
export type Access = "Read" | "Write" | "Money" | "ReadOrMoney"

/**
 * One entry of {@link catalogue}.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  readonly access: Access
  readonly method: "GET" | "POST"
  /** The path below the version segment; `{name}` is a parameter. */
  readonly path: string
  /** `Json` always sends a body. `None` never does, and signs the empty text. */
  readonly body: "Json" | "None"
  /** The least time between two of these calls for one payment, in seconds. */
  readonly minimumInterval?: number
  /** The result codes that are answers of this call, and what they say. */
  readonly answers: { readonly [code: string]: string }
}

/**
 * The facts about each call. If you add a call here, it has a name everywhere,
 * and the compiler asks for the rest.
 *
 * Source: the endpoint pages of the Online API documentation (v3); paths and
 * bodies are the same in v4. `access` is this project's.
 *
 * @since 0.1.0
 * @category operations
 */
export const catalogue = {
  requestPayment: {
    access: "Write",
    method: "POST",
    path: "/payments/request",
    body: "Json",
    answers: { "0000": "Success" }
  },
  checkPaymentStatus: {
    access: "Read",
    method: "GET",
    path: "/payments/requests/{transactionId}/check",
    body: "None",
    minimumInterval: 1,
    answers: {
      "0000": "WaitingForCustomer",
      "0110": "Authenticated",
      "0121": "CanceledOrExpired",
      "0122": "Failed",
      "0123": "Completed"
    }
  },
  confirmPayment: {
    access: "Money",
    method: "POST",
    path: "/payments/{transactionId}/confirm",
    body: "Json",
    answers: { "0000": "Success" }
  },
  capturePayment: {
    access: "Money",
    method: "POST",
    path: "/payments/authorizations/{transactionId}/capture",
    body: "Json",
    answers: { "0000": "Success" }
  },
  voidPayment: {
    access: "Money",
    method: "POST",
    path: "/payments/authorizations/{transactionId}/void",
    body: "None",
    answers: { "0000": "Success" }
  },
  refundPayment: {
    access: "Money",
    method: "POST",
    path: "/payments/{transactionId}/refund",
    body: "Json",
    answers: { "0000": "Success" }
  },
  getPaymentDetails: {
    access: "Read",
    method: "GET",
    path: "/payments",
    body: "None",
    answers: { "0000": "Success" }
  },
  checkRegKey: {
    access: "ReadOrMoney",
    method: "GET",
    path: "/payments/preapprovedPay/{regKey}/check",
    body: "None",
    answers: { "0000": "Success" }
  },
  payPreapproved: {
    access: "Money",
    method: "POST",
    path: "/payments/preapprovedPay/{regKey}/payment",
    body: "Json",
    answers: { "0000": "Success" }
  },
  expireRegKey: {
    access: "Write",
    method: "POST",
    path: "/payments/preapprovedPay/{regKey}/expire",
    body: "None",
    answers: { "0000": "Success" }
  }
} as const satisfies { readonly [operation: string]: Entry }

/**
 * The type of {@link catalogue}.
 *
 * @since 0.1.0
 * @category models
 */
export type Catalogue = typeof catalogue

/**
 * The name of a call. The same names are the client's methods, the `operation`
 * field of its errors, the keys of its policies, and its span and metric
 * names.
 *
 * @since 0.1.0
 * @category models
 */
export type Operation = keyof Catalogue

/**
 * Every call, in the catalogue's order.
 *
 * @since 0.1.0
 * @category operations
 */
export const operations: ReadonlyArray<Operation> = /*#__PURE__*/ Object.keys(catalogue).filter(
  (name): name is Operation => Object.hasOwn(catalogue, name)
)

/**
 * The calls that always move money, for any request.
 *
 * @since 0.1.0
 * @category models
 */
export type MoneyOperation = { [O in Operation]: Catalogue[O]["access"] extends "Money" ? O : never }[Operation]

/**
 * Returns whether a call is about a regKey.
 *
 * @since 0.1.0
 * @category operations
 */
export const takesRegKey = (operation: Operation): boolean => catalogue[operation].path.includes("{regKey}")

/**
 * Returns the entry of a call, with its type widened to {@link Entry}.
 *
 * @since 0.1.0
 * @category operations
 */
export const entry = (operation: Operation): Entry => catalogue[operation]
