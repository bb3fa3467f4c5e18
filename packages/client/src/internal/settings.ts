import * as Endpoint from "line-pay-protocol/Endpoint"
import * as Money from "line-pay-protocol/Money"
import type { Problem } from "../InvalidRequest.ts"
import type { LinePayConfig, MerchantDevice } from "../LinePayConfig.ts"
import { describe } from "./problem.ts"

/** A configuration with its defaults filled in. */
export interface Settings {
  readonly channelId: string
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  readonly apiVersion: Endpoint.ApiVersion
  readonly device: MerchantDevice | undefined
  readonly currencyDecimals: Money.CurrencyDecimals
}

export const make = (config: LinePayConfig.Service): Settings => ({
  channelId: config.channelId,
  origin: originOf(config.environment) ?? "",
  apiVersion: config.apiVersion ?? "v3",
  device: config.device,
  currencyDecimals: { ...Money.currencyDecimals, ...config.currencyDecimals }
})

/** What makes a configuration unusable. Nothing is sent while there is any. */
export const problems = (config: LinePayConfig.Service): ReadonlyArray<Problem> => [
  ...problem("LinePayConfig.channelId", config.channelId, headerProblem),
  ...problem("LinePayConfig.environment", config.environment, environmentProblem),
  ...(config.apiVersion === undefined
    ? []
    : problem("LinePayConfig.apiVersion", config.apiVersion, apiVersionProblem)),
  ...(config.device === undefined ? [] : deviceProblems("LinePayConfig.device", config.device)),
  ...Object.entries(config.currencyDecimals ?? {}).flatMap(([currency, decimals]) =>
    problem(`LinePayConfig.currencyDecimals.${currency}`, decimals, decimalsProblem)
  )
]

export const deviceProblems = (path: string, device: MerchantDevice): ReadonlyArray<Problem> => [
  ...problem(`${path}.profileId`, device.profileId, headerProblem),
  ...problem(`${path}.type`, device.type, headerProblem)
]

// What was read from `process.env` without a check is of any type, whatever the types say.
const problem = (
  path: string,
  value: unknown,
  check: (value: unknown) => string | undefined
): ReadonlyArray<Problem> => {
  const expected = check(value)
  return expected === undefined ? [] : [{ path, expected, actual: describe(value) }]
}

/**
 * What is wrong with a text as the value of a header. A line break would make
 * node:http throw, and every other client refuse in a way of its own.
 */
export const headerProblem = (value: unknown): string | undefined =>
  typeof value === "string" && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? undefined
    : "printable ASCII, not empty, without line breaks or blanks around it"

const origins: { readonly [environment: string]: string } = Endpoint.origins

/** What is wrong with a value as an environment. */
export const environmentProblem = (environment: unknown): string | undefined =>
  typeof environment !== "string" || originOf(environment) === undefined
    ? "`sandbox`, `production`, or a base URL: https (http on loopback only), without path, query or credentials"
    : undefined

const apiVersionProblem = (version: unknown): string | undefined =>
  version === "v3" || version === "v4" ? undefined : "`v3` or `v4`"

const decimalsProblem = (decimals: unknown): string | undefined =>
  typeof decimals === "number" && Number.isInteger(decimals) && decimals >= 0
    ? undefined
    : "how many decimals the currency may have: a whole number, 0 or more"

const originOf = (environment: string): string | undefined => {
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
