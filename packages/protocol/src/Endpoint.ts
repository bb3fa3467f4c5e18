/**
 * The servers, versions and paths of the LINE Pay Online API.
 *
 * @since 0.1.0
 */
import { type Catalogue, catalogue, type Operation } from "./Operation.ts"

/**
 * The version segment of every path. Both versions have the same endpoints and
 * the same signature; v4 is the current one, v3 is still served.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiVersion = "v3" | "v4"

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
 * The names of the parameters in an operation's path.
 *
 * @since 0.1.0
 * @category models
 */
export type PathParameter<O extends Operation> = ParametersIn<Catalogue[O]["path"]>

type ParametersIn<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | ParametersIn<Rest>
  : never

/**
 * Returns the path with its version, but with the parameters left open. It is
 * safe in a log or a span, because it holds no regKey.
 *
 * @since 0.1.0
 * @category paths
 */
export const template = (version: ApiVersion, operation: Operation): string => `/${version}${catalogue[operation].path}`

/**
 * Returns the path of a call. Each parameter is percent-encoded as one
 * segment, so that none can reach another endpoint.
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

// `encodeURIComponent` throws on half a surrogate pair, and leaves dots alone. A URL parser resolves `.` and `..`,
// encoded or not.
const segment = (value: string): string =>
  // Every id of a transaction, and most keys.
  /^[\w-]*$/.test(value)
    ? value
    : encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\ufffd")).replace(/^\.{1,2}$/, "")
