/**
 * Reads the shop's configuration from the environment, in addition to the
 * library's `LINE_PAY_…` variables.
 */
import { Config, ConfigError, Context, Duration, Either, Layer, type Redacted } from "effect"

export class ShopConfig extends Context.Tag("checkout/ShopConfig")<ShopConfig, {
  /** `SHOP_HOST` and `SHOP_PORT`: the address that it listens on. */
  readonly host: string
  readonly port: number
  /** `SHOP_URL`: its public URL, without a path. LINE Pay redirects customers to it. */
  readonly url: URL
  /** `SHOP_DATABASE`: the path of the SQLite file. */
  readonly database: string
  /** `SHOPKEEPER_PASSWORD`: for the pages under `/shopkeeper`. */
  readonly shopkeeperPassword: Redacted.Redacted
  /** `SHOP_SWEEP_EVERY`: how often to check payments of customers whose browser never came back. */
  readonly sweepEvery: Duration.Duration
}>() {
  static readonly config = Config.all({
    host: Config.nonEmptyString("SHOP_HOST").pipe(Config.withDefault("127.0.0.1")),
    port: Config.port("SHOP_PORT").pipe(Config.withDefault(3000)),
    url: Config.url("SHOP_URL").pipe(Config.mapOrFail(checkUrl)),
    database: Config.nonEmptyString("SHOP_DATABASE").pipe(Config.withDefault("shop.db")),
    shopkeeperPassword: Config.redacted(Config.nonEmptyString("SHOPKEEPER_PASSWORD")),
    sweepEvery: Config.duration("SHOP_SWEEP_EVERY").pipe(Config.withDefault(Duration.minutes(1)))
  })

  static readonly layer = Layer.effect(ShopConfig, ShopConfig.config)
}

function checkUrl(url: URL): Either.Either<URL, ConfigError.ConfigError> {
  return /^https?:$/.test(url.protocol) && url.pathname === "/" && url.search === "" && url.hash === ""
    ? Either.right(url)
    : Either.left(ConfigError.InvalidData(["SHOP_URL"], "Expected where the shop is, as in https://shop.example"))
}
