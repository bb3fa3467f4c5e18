/**
 * The endpoints of the LINE Pay Online API: one entry per operation.
 *
 * @since 0.1.0
 */
import type { Code, Operation } from "./ResultCode.ts"

/**
 * The version segment of every path. Both versions have the same endpoints and
 * the same signature; v4 is the current one, v3 is still served.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiVersion = "v3" | "v4"

/**
 * One entry of {@link catalogue}.
 *
 * @since 0.1.0
 * @category models
 */
export interface Endpoint {
  readonly method: "GET" | "POST"
  /** The path below the version segment; `{name}` is a parameter. */
  readonly path: string
  /** `Json`: a body is always sent; `None`: never, and the empty text is signed. */
  readonly body: "Json" | "None"
  /**
   * The shortest read timeout that LINE Pay's documentation allows, in
   * seconds. It is a minimum: a client that gives up exactly then makes
   * unknown outcomes out of slow answers.
   */
  readonly minimumReadTimeout: number
  /** The result codes that are answers of this call, and what they say. */
  readonly answers: { readonly [C in Code]?: string }
}

/**
 * Method, path, documented minimum read timeout and answers per operation.
 *
 * Source: the endpoint pages of the Online API documentation (v3); paths and
 * bodies are the same in v4.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const catalogue = {
  requestPayment: {
    method: "POST",
    path: "/payments/request",
    body: "Json",
    minimumReadTimeout: 10,
    answers: { "0000": "Success" }
  },
  checkPaymentStatus: {
    method: "GET",
    path: "/payments/requests/{transactionId}/check",
    body: "None",
    minimumReadTimeout: 20,
    answers: {
      "0000": "WaitingForCustomer",
      "0110": "Authenticated",
      "0121": "CanceledOrExpired",
      "0122": "Failed",
      "0123": "Completed"
    }
  },
  confirmPayment: {
    method: "POST",
    path: "/payments/{transactionId}/confirm",
    body: "Json",
    minimumReadTimeout: 40,
    answers: { "0000": "Success" }
  },
  capturePayment: {
    method: "POST",
    path: "/payments/authorizations/{transactionId}/capture",
    body: "Json",
    minimumReadTimeout: 60,
    answers: { "0000": "Success" }
  },
  voidPayment: {
    method: "POST",
    path: "/payments/authorizations/{transactionId}/void",
    body: "None",
    minimumReadTimeout: 20,
    answers: { "0000": "Success" }
  },
  refundPayment: {
    method: "POST",
    path: "/payments/{transactionId}/refund",
    body: "Json",
    minimumReadTimeout: 20,
    answers: { "0000": "Success" }
  },
  getPaymentDetails: {
    method: "GET",
    path: "/payments",
    body: "None",
    minimumReadTimeout: 20,
    answers: { "0000": "Success" }
  },
  checkRegKey: {
    method: "GET",
    path: "/payments/preapprovedPay/{regKey}/check",
    body: "None",
    minimumReadTimeout: 20,
    answers: { "0000": "Success" }
  },
  payPreapproved: {
    method: "POST",
    path: "/payments/preapprovedPay/{regKey}/payment",
    body: "Json",
    minimumReadTimeout: 20,
    answers: { "0000": "Success" }
  },
  expireRegKey: {
    method: "POST",
    path: "/payments/preapprovedPay/{regKey}/expire",
    body: "None",
    minimumReadTimeout: 20,
    answers: { "0000": "Success" }
  }
} as const satisfies { readonly [O in Operation]: Endpoint }

/**
 * @since 0.1.0
 * @category models
 */
export type Catalogue = typeof catalogue

/**
 * LINE Pay's own servers: scheme and host, without a slash at the end.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const origins = {
  sandbox: "https://sandbox-api-pay.line.me",
  production: "https://api-pay.line.me"
} as const

/**
 * The least time between two `checkPaymentStatus` of one payment, in seconds.
 *
 * Source: the endpoint page of the Online API documentation.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const minimumCheckInterval = 1

/**
 * The names of the parameters in an operation's path.
 *
 * @since 0.1.0
 * @category models
 */
export type PathParameter<O extends Operation> = ParametersIn<Catalogue[O]["path"]>

type ParametersIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | ParametersIn<Rest>
  : never

/**
 * Every operation, in the catalogue's order.
 *
 * @since 0.1.0
 * @category endpoints
 */
export const operations: ReadonlyArray<Operation> = /*#__PURE__*/ Object.keys(catalogue).filter(
  (name): name is Operation => Object.hasOwn(catalogue, name)
)

/**
 * The path with its version and without parameters filled in: what may stand
 * in a log or a span, because it holds no regKey.
 *
 * @since 0.1.0
 * @category paths
 */
export const template = (version: ApiVersion, operation: Operation): string => `/${version}${catalogue[operation].path}`

/**
 * The path of a call. Each parameter is percent-encoded as one segment, so
 * that none can reach another endpoint.
 *
 * @example
 * ```ts
 * import { Endpoint } from "line-pay-protocol"
 *
 * Endpoint.path("v3", "confirmPayment", { transactionId: "2018082512345678910" })
 * // "/v3/payments/2018082512345678910/confirm"
 * ```
 *
 * @since 0.1.0
 * @category paths
 */
export const path = <O extends Operation>(
  version: ApiVersion,
  operation: O,
  parameters: { readonly [P in PathParameter<O>]: string }
): string => {
  const values: { readonly [name: string]: string } = parameters
  return template(version, operation).replace(/\{(\w+)\}/g, (_, name: string) => segment(values[name] ?? ""))
}

// `encodeURIComponent` throws on half a surrogate pair, and leaves dots alone: a URL parser resolves `.` and `..`,
// encoded or not.
const segment = (value: string): string =>
  encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/^\.{1,2}$/, "")
