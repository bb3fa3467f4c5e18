/**
 * The configuration of a sandbox.
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
 * The default credentials of a sandbox. They only work for a sandbox, so you
 * may write them into a test or a README.
 *
 * @since 0.1.0
 * @category credentials
 */
export const defaultCredentials = {
  channelId: "1234567890",
  channelSecret: "0123456789abcdef0123456789abcdef"
} as const

/**
 * The options of a sandbox. Each is optional, with the default named here.
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
   * Determines every token, regKey and random fault. The same seed and the same
   * calls at the same times produce the same ledger. Default: `0`.
   */
  readonly seed?: number | string | undefined
  /**
   * The source of transaction ids. Default: `clock`.
   *
   * - `clock`: they begin with the time, as LINE Pay's do, so they stay unique
   *   after a restart.
   * - `counter`: they count up from 2026010100000000010 at any time.
   */
  readonly transactionIds?: "clock" | "counter" | undefined
  /**
   * The alphabet of regKeys. Default: `usual`.
   *
   * - `usual`: they look like LINE Pay's, 15 capitals and digits.
   * - `any`: they use characters that a URL must encode, because no document
   *   promises an alphabet.
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
   * The time that a customer has to authenticate. The merchant then has the same
   * time to confirm (inferred, because 1180 says that this time ends, but no
   * document says when). Default: 20 minutes (legacy text of 0121).
   */
  readonly authenticationWindow?: Duration.DurationInput | undefined
  /**
   * The time that an authorisation waits for its capture. Default: 30 days
   * (examples in the documentation show 5 and 31. The API returns the date, but
   * no document has the rule).
   */
  readonly authorizationLifetime?: Duration.DurationInput | undefined
  /**
   * The lifetime of a regKey after its last charge. Default: 180 days (one
   * client assumes so; LINE Pay says only that keys expire).
   */
  readonly regKeyLifetime?: Duration.DurationInput | undefined
  /** The time after the capture in which you may refund; then 1163. Default: no limit (no document has one). */
  readonly refundWindow?: Duration.DurationInput | undefined
}

/**
 * {@link Options} with every default filled in. Times are in milliseconds.
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
