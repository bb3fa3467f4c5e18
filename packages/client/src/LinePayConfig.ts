/**
 * Configures the merchant and the LINE Pay environment.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { ApiVersion } from "line-pay-protocol/Endpoint"
import type { CurrencyDecimals } from "line-pay-protocol/Money"
import { environmentProblem, headerProblem, merchantProblem } from "./internal/config/checks.ts"
import { variable } from "./internal/config/variable.ts"

/**
 * Describes a terminal of the merchant, for the device statistics in LINE Pay's
 * reports. The client sends both headers or neither, and does not sign them.
 *
 * @since 0.1.0
 * @category models
 */
export interface MerchantDevice {
  /** `X-LINE-MerchantDeviceProfileId`: usually the terminal's serial number. */
  readonly profileId: string
  /** `X-LINE-MerchantDeviceType`: what kind of device it is, in the merchant's own words. */
  readonly type: string
}

/**
 * Holds the configuration of one merchant. The channel secret is not part of
 * it; the `Signer` has it.
 *
 * An unusable configuration is a blank in the channel id or `http:` to a public
 * host, for example. `LinePayConfig.config` then fails with a `ConfigError`. If
 * you provided it as a value, every call fails with an `InvalidRequest`.
 *
 * @example
 * ```ts
 * import { Layer } from "effect"
 * import { LinePayConfig } from "effect-line-pay"
 *
 * const Merchant = Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox" })
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class LinePayConfig
  extends Context.Tag("effect-line-pay/LinePayConfig")<LinePayConfig, LinePayConfig.Service>()
{
  /**
   * Reads the configuration from the environment:
   *
   * - `LINE_PAY_CHANNEL_ID`,
   * - `LINE_PAY_ENVIRONMENT`: `sandbox`, `production` or a base URL. It has no
   *   default, because a merchant's keys also work on LINE's sandbox, where a
   *   wrong default would ship goods for play money,
   * - `LINE_PAY_MERCHANT`: optional; see {@link LinePayConfig.Service.merchant},
   * - `LINE_PAY_API_VERSION`: `v3` (the default) or `v4`,
   * - `LINE_PAY_DEVICE_PROFILE_ID` and `LINE_PAY_DEVICE_TYPE`: both or neither.
   *
   * @since 0.1.0
   */
  static readonly config: Config.Config<LinePayConfig.Service> = Config.all({
    channelId: variable("LINE_PAY_CHANNEL_ID", headerProblem),
    environment: variable("LINE_PAY_ENVIRONMENT", environmentProblem),
    merchant: Config.option(variable("LINE_PAY_MERCHANT", merchantProblem)),
    apiVersion: Config.literal("v3", "v4")("LINE_PAY_API_VERSION").pipe(Config.withDefault("v3")),
    profileId: Config.option(variable("LINE_PAY_DEVICE_PROFILE_ID", headerProblem)),
    type: Config.option(variable("LINE_PAY_DEVICE_TYPE", headerProblem))
  }).pipe(Config.mapOrFail(({ merchant, profileId, type, ...rest }) => {
    const config = { ...rest, ...Option.match(merchant, { onNone: () => ({}), onSome: (merchant) => ({ merchant }) }) }
    if (Option.isSome(profileId) && Option.isSome(type)) {
      return Either.right({ ...config, device: { profileId: profileId.value, type: type.value } })
    }
    if (Option.isNone(profileId) && Option.isNone(type)) return Either.right(config)
    const [missing, given] = Option.isNone(profileId)
      ? ["LINE_PAY_DEVICE_PROFILE_ID", "LINE_PAY_DEVICE_TYPE"]
      : ["LINE_PAY_DEVICE_TYPE", "LINE_PAY_DEVICE_PROFILE_ID"]
    return Either.left(
      ConfigError.MissingData([missing], `Expected a value, because ${given} is set: set both or neither`)
    )
  }))

  /**
   * Provides {@link config}, or another `Config` of the same shape.
   *
   * @since 0.1.0
   */
  static readonly layerConfig = (
    config: Config.Config<LinePayConfig.Service> = LinePayConfig.config
  ): Layer.Layer<LinePayConfig, ConfigError.ConfigError> => Layer.effect(LinePayConfig, Effect.map(config, (_) => _))
}

/**
 * @since 0.1.0
 */
export declare namespace LinePayConfig {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** The channel id of the merchant centre, ten digits in practice. */
    readonly channelId: string
    /**
     * `sandbox`, `production`, or the origin of a server that speaks LINE
     * Pay's protocol, such as `http://127.0.0.1:8787`. It must use `https:`,
     * except on loopback. It has no path, because the path is signed.
     */
    readonly environment: "sandbox" | "production" | (string & {})
    /**
     * The merchant's name in the attempt log: 1 to 100 characters of printable
     * ASCII without blanks, such as `shop-taipei`. By default it is
     * `<channelId>/sandbox` or `<channelId>/production`. For another origin,
     * `Settlement` needs it.
     *
     * Two merchants may have the same order ids, so settlement keeps them apart
     * by this name. Give one if the channel or the origin may change. Never
     * change it while attempts are in the log.
     */
    readonly merchant?: string | undefined
    /** `v3` by default. */
    readonly apiVersion?: ApiVersion | undefined
    /** The device of all calls that do not name another. */
    readonly device?: MerchantDevice | undefined
    /** Decimals per currency where the default table does not fit the contract. */
    readonly currencyDecimals?: Partial<CurrencyDecimals> | undefined
    /**
     * The longest answer that the client reads, in bytes after decompression:
     * 1,024 to 268,435,456; 4,194,304 (4 MiB) by default. Details of 100
     * payments take some 60,000 bytes. When an answer is longer, a read fails
     * with `ResponseError` and a write with `OutcomeUnknown`. The reason is
     * `TooLarge`.
     */
    readonly maximumAnswerBytes?: number | undefined
  }
}
