import type * as Endpoint from "line-pay-protocol/Endpoint"
import * as Money from "line-pay-protocol/Money"
import type { Problem } from "../../InvalidRequest.ts"
import type { LinePayConfig, MerchantDevice } from "../../LinePayConfig.ts"
import { describe } from "../request/problem.ts"
import {
  apiVersionProblem,
  bytesProblem,
  decimalsProblem,
  environmentProblem,
  headerProblem,
  merchantProblem,
  originOf
} from "./checks.ts"

/** A configuration with its defaults. */
export interface ResolvedConfig {
  readonly channelId: string
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  readonly apiVersion: Endpoint.ApiVersion
  readonly device: MerchantDevice | undefined
  readonly currencyDecimals: Money.CurrencyDecimals
  readonly maximumAnswerBytes: number
}

// Details of 100 payments take some 60 kB. Reading much more would block everything else.
const defaultMaximumAnswerBytes = 4 * 1_024 * 1_024

export const resolve = (config: LinePayConfig.Service): ResolvedConfig => ({
  channelId: config.channelId,
  origin: originOf(config.environment) ?? "",
  apiVersion: config.apiVersion ?? "v3",
  device: config.device,
  currencyDecimals: { ...Money.currencyDecimals, ...config.currencyDecimals },
  maximumAnswerBytes: config.maximumAnswerBytes ?? defaultMaximumAnswerBytes
})

/** The merchant's name; `undefined` for another origin whose configuration names none. */
export const merchantOf = ({ channelId, environment, merchant }: LinePayConfig.Service): string | undefined =>
  merchant ?? (environment === "sandbox" || environment === "production" ? `${channelId}/${environment}` : undefined)

/** The problems of a configuration. The client sends nothing while there is one. */
export const problems = (config: LinePayConfig.Service): ReadonlyArray<Problem> => [
  ...problem("LinePayConfig.channelId", config.channelId, headerProblem),
  ...problem("LinePayConfig.environment", config.environment, environmentProblem),
  ...(config.merchant === undefined ? [] : problem("LinePayConfig.merchant", config.merchant, merchantProblem)),
  ...(config.apiVersion === undefined
    ? []
    : problem("LinePayConfig.apiVersion", config.apiVersion, apiVersionProblem)),
  ...(config.device === undefined ? [] : deviceProblems("LinePayConfig.device", config.device)),
  ...Object.entries(config.currencyDecimals ?? {}).flatMap(([currency, decimals]) =>
    problem(`LinePayConfig.currencyDecimals.${currency}`, decimals, decimalsProblem)
  ),
  ...(config.maximumAnswerBytes === undefined
    ? []
    : problem("LinePayConfig.maximumAnswerBytes", config.maximumAnswerBytes, bytesProblem))
]

export const deviceProblems = (path: string, device: MerchantDevice): ReadonlyArray<Problem> => [
  ...problem(`${path}.profileId`, device.profileId, headerProblem),
  ...problem(`${path}.type`, device.type, headerProblem)
]

// A value from `process.env` that nobody checked may have any type.
const problem = (
  path: string,
  value: unknown,
  check: (value: unknown) => string | undefined
): ReadonlyArray<Problem> => {
  const expected = check(value)
  return expected === undefined ? [] : [{ path, expected, actual: describe(value) }]
}
