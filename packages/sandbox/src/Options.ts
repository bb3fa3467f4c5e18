/**
 * How a sandbox is set up.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Hash from "effect/Hash"
import * as Redacted from "effect/Redacted"
import type { ApiVersion } from "line-pay-protocol/Endpoint"
import type * as Contract from "./Contract.ts"
import { profiles } from "./internal/machine/profiles.ts"

/**
 * The credentials of a sandbox that is given none. They open nothing but a
 * sandbox, so they may stand in a test or a README.
 *
 * @since 0.1.0
 * @category credentials
 */
export const defaultCredentials = {
  channelId: "1234567890",
  channelSecret: "0123456789abcdef0123456789abcdef"
} as const

/**
 * Everything is optional; what is left out has the default named here.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** Default: {@link defaultCredentials}. */
  readonly channelId?: string | undefined
  /** Default: {@link defaultCredentials}. */
  readonly channelSecret?: string | Redacted.Redacted | undefined
  /**
   * Decides every token, regKey and random fault. The same seed and the same
   * calls at the same times give the same ledger. Default: `0`.
   */
  readonly seed?: number | string | undefined
  /**
   * `clock`: transaction ids begin with the time, as LINE Pay's do, so they do
   * not come again after a restart. `counter`: they count up from
   * 2026010100000000010, whatever the time is. Default: `clock`.
   */
  readonly transactionIds?: "clock" | "counter" | undefined
  /**
   * `usual`: regKeys look as LINE Pay's do, 15 capitals and digits. `any`:
   * they are made of characters that a URL has to encode, because no document
   * promises an alphabet. Default: `usual`.
   */
  readonly regKeys?: "usual" | "any" | undefined
  /** Default: `full`. */
  readonly profile?: Contract.Profile | undefined
  /** Switches that differ from the profile. */
  readonly contract?: Partial<Contract.Contract> | undefined
  /** The versions that are served. Default: `v3` and `v4`. */
  readonly apiVersions?: ReadonlyArray<ApiVersion> | undefined
  /** The merchant's name in payment details and on the customer's page. Default: `Sandbox Store`. */
  readonly merchantName?: string | undefined
  /**
   * How long a customer may take to authenticate: 20 minutes by default
   * (legacy text of 0121). The merchant has as long again to confirm
   * (inferred: 1180 says that this time ends, no document when).
   */
  readonly authenticationWindow?: Duration.DurationInput | undefined
  /**
   * How long an authorisation waits for its capture. Default: 30 days
   * (examples in the documentation show 5 and 31; the API gives the date, no
   * document the rule).
   */
  readonly authorizationLifetime?: Duration.DurationInput | undefined
  /**
   * How long a regKey lives after its last charge. Default: 180 days (one
   * client assumes so; LINE Pay says only that keys expire).
   */
  readonly regKeyLifetime?: Duration.DurationInput | undefined
  /** How long after the capture a refund is possible; then 1163. Default: no end (no document names one). */
  readonly refundWindow?: Duration.DurationInput | undefined
}

/**
 * {@link Options} with every default filled in; times are in milliseconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface Settings {
  readonly channelId: string
  readonly channelSecret: Redacted.Redacted
  readonly seed: number
  readonly transactionIds: "clock" | "counter"
  readonly regKeys: "usual" | "any"
  readonly contract: Contract.Contract
  readonly apiVersions: ReadonlyArray<ApiVersion>
  readonly merchantName: string
  readonly authenticationWindow: number
  readonly authorizationLifetime: number
  readonly regKeyLifetime: number
  readonly refundWindow: number
}

/**
 * Fills in the defaults.
 *
 * @since 0.1.0
 * @category constructors
 */
export const resolve = (options: Options = {}): Settings => {
  const { channelSecret = defaultCredentials.channelSecret, seed = 0 } = options
  return {
    channelId: options.channelId ?? defaultCredentials.channelId,
    channelSecret: typeof channelSecret === "string" ? Redacted.make(channelSecret) : channelSecret,
    seed: typeof seed === "number" ? seed : Hash.string(seed),
    transactionIds: options.transactionIds ?? "clock",
    regKeys: options.regKeys ?? "usual",
    contract: { ...profiles[options.profile ?? "full"], ...options.contract },
    apiVersions: options.apiVersions ?? ["v3", "v4"],
    merchantName: options.merchantName ?? "Sandbox Store",
    authenticationWindow: Duration.toMillis(options.authenticationWindow ?? "20 minutes"),
    authorizationLifetime: Duration.toMillis(options.authorizationLifetime ?? "30 days"),
    regKeyLifetime: Duration.toMillis(options.regKeyLifetime ?? "180 days"),
    refundWindow: Duration.toMillis(options.refundWindow ?? Duration.infinity)
  }
}
