import * as Endpoint from "line-pay-protocol/Endpoint"

/**
 * Checks a text as the value of a header. A line break makes node:http throw,
 * and every other client fails in a different way.
 */
export const headerProblem = (value: unknown): string | undefined =>
  typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? undefined
    : "printable ASCII, not empty, without line breaks or blanks around it"

/** Checks a text as the name of a merchant. Keys have it between blanks. */
export const merchantProblem = (value: unknown): string | undefined =>
  typeof value === "string" && /^[\x21-\x7e]{1,100}$/.test(value)
    ? undefined
    : "1 to 100 characters of printable ASCII without blanks"

const origins: { readonly [environment: string]: string } = Endpoint.origins

/** Checks a value as an environment. */
export const environmentProblem = (environment: unknown): string | undefined =>
  typeof environment !== "string" || originOf(environment) === undefined
    ? "`sandbox`, `production`, or a base URL: https (http on loopback only), without path, query or credentials"
    : undefined

/** Checks a value as a version of the API. */
export const apiVersionProblem = (version: unknown): string | undefined =>
  version === "v3" || version === "v4" ? undefined : "`v3` or `v4`"

/** Checks a value as the decimals of a currency. */
export const decimalsProblem = (decimals: unknown): string | undefined =>
  typeof decimals === "number" && Number.isInteger(decimals) && decimals >= 0
    ? undefined
    : "how many decimals the currency may have: a whole number, 0 or more"

// Its text must fit into a string of every runtime.
const maximumBytes = 256 * 1_024 * 1_024

/** Checks a value as a limit in bytes. */
export const bytesProblem = (bytes: unknown): string | undefined =>
  typeof bytes === "number" && Number.isInteger(bytes) && bytes >= 1_024 && bytes <= maximumBytes
    ? undefined
    : `a whole number of bytes from 1024 to ${maximumBytes}`

/** The origin of an environment; `undefined` if it is no environment. */
export const originOf = (environment: string): string | undefined => {
  if (Object.hasOwn(origins, environment)) return origins[environment]
  if (!URL.canParse(environment)) return undefined
  const url = new URL(environment)
  const secure = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" &&
    url.password === ""
  return secure && bare ? url.origin : undefined
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname)
