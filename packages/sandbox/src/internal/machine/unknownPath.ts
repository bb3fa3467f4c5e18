import type { ApiVersion } from "line-pay-protocol/Endpoint"
import { catalogue, type Operation, operations } from "line-pay-protocol/Operation"
import type { Answer } from "../../Exchange.ts"

/** The call that a request was probably meant to be. */
interface Meant {
  readonly message: string
  readonly operation: Operation | undefined
  /** The methods that the path takes, if it is a call's. */
  readonly allow: string | undefined
}

/**
 * Guesses which call a request was meant to be.
 *
 * @internal
 */
export const meant = (method: string, path: string, versions: ReadonlyArray<ApiVersion>): Meant => {
  const [, version, rest = path] = /^\/(v\d+)(\/.*)$/.exec(path) ?? []
  const served = versions.map((version) => `/${version}`).join(" or ")
  const other = (message: string, operation?: Operation): Meant => ({ message, operation, allow: undefined })
  const asCall = (operation: Operation) =>
    `${operation} is ${catalogue[operation].method} ${served}${catalogue[operation].path}.`
  const exact = operations.find((operation) => patternOf(operation).test(rest))

  if (/^https?:/i.test(path)) return other("The path holds scheme and host twice. Look at the base URL.")
  if (/oneTimeKeys|\/orders\/[^/]+\/(?:check|void|capture|refund)/i.test(path)) {
    return other("That is a call of the Offline API, for shops with a till. This is a sandbox of the Online API.")
  }
  if (version === undefined) {
    const call = exact ?? nearest(rest)
    return other(`The path begins with ${served}.${call === undefined ? "" : ` ${asCall(call)}`}`, call)
  }
  if (!versions.some((served) => served === version)) {
    const call = exact ?? nearest(rest)
    return other(
      `Version ${version} is not served here, only ${versions.join(" and ")}.${
        call === undefined ? "" : ` ${asCall(call)}`
      }`,
      call
    )
  }
  if (exact !== undefined) {
    const methods = operations.filter((operation) => patternOf(operation).test(rest)).map((operation) =>
      catalogue[operation].method
    )
    return { message: asCall(exact), operation: exact, allow: Array.from(new Set(methods)).join(", ") }
  }
  if (method === "GET" && /^\/payments\/(?:requests|orders|\d+)/.test(rest) && !rest.endsWith("/check")) {
    return other(`Payment details are GET ${served}/payments?transactionId=… or ?orderId=….`, "getPaymentDetails")
  }
  const call = nearest(rest)
  return call === undefined
    ? other("It is none of the ten calls of the Online API.")
    : other(`Did you mean this? ${asCall(call)}`, call)
}

/**
 * The answer to it. LINE Pay's own is not known, so it is written for people.
 *
 * @internal
 */
export const answer = ({ allow, message, operation }: Meant): Answer => ({
  status: allow === undefined ? 404 : 405,
  headers: { "content-type": "application/json", ...(allow === undefined ? {} : { allow }) },
  body: JSON.stringify({
    error: allow === undefined ? "UnknownPath" : "MethodNotAllowed",
    message,
    ...(operation === undefined ? {} : { meant: `${catalogue[operation].method} ${catalogue[operation].path}` })
  })
})

const patternOf = (operation: Operation): RegExp =>
  new RegExp(`^${catalogue[operation].path.replace(/\{\w+\}/, "[^/]+")}$`)

/** The call whose last word the path ends in. */
const nearest = (path: string): Operation | undefined => {
  const words = path.toLowerCase().split("/").filter((word) => word !== "")
  const last = words.at(-1)
  if (last === undefined) return undefined
  const candidates = operations.filter((operation) => catalogue[operation].path.toLowerCase().endsWith(`/${last}`))
  return candidates.find((operation) =>
    catalogue[operation].path.includes("regKey") === words.includes("preapprovedpay")
  ) ??
    candidates[0]
}
