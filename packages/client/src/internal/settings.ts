import type { ApiVersion } from "line-pay-protocol/Endpoint"
import * as Money from "line-pay-protocol/Money"
import type { Problem } from "../InvalidRequest.ts"
import type { LinePayConfig, MerchantDevice } from "../LinePayConfig.ts"
import { describe } from "./problem.ts"

/** A configuration with its defaults filled in. */
export interface Settings {
  readonly channelId: string
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  readonly apiVersion: ApiVersion
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
  ...(config.device === undefined ? [] : deviceProblems("LinePayConfig.device", config.device))
]

export const deviceProblems = (path: string, device: MerchantDevice): ReadonlyArray<Problem> => [
  ...problem(`${path}.profileId`, device.profileId, headerProblem),
  ...problem(`${path}.type`, device.type, headerProblem)
]

const problem = (
  path: string,
  value: string,
  check: (value: string) => string | undefined
): ReadonlyArray<Problem> => {
  const expected = check(value)
  return expected === undefined ? [] : [{ path, expected, actual: describe(value) }]
}

/**
 * What is wrong with a text as the value of a header. A line break would make
 * node:http throw, and every other client refuse in a way of its own.
 */
export const headerProblem = (value: string): string | undefined =>
  /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? undefined
    : "printable ASCII, not empty, without line breaks or blanks around it"

const hosts: { readonly [name: string]: string } = {
  sandbox: "https://sandbox-api-pay.line.me",
  production: "https://api-pay.line.me"
}

/** What is wrong with a text as an environment. */
export const environmentProblem = (environment: string): string | undefined =>
  originOf(environment) === undefined
    ? "`sandbox`, `production`, or a base URL: https (http on loopback only), without path, query or credentials"
    : undefined

const originOf = (environment: string): string | undefined => {
  if (Object.hasOwn(hosts, environment)) return hosts[environment]
  if (!URL.canParse(environment)) return undefined
  const url = new URL(environment)
  const secure = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname))
  const bare = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === ""
  return secure && bare ? url.origin : undefined
}

const isLoopback = (hostname: string): boolean =>
  hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname)
