import { FetchHttpClient } from "@effect/platform"
import { PgClient } from "@effect/sql-pg"
import { Config, Layer } from "effect"
import { LinePay, Settlement } from "effect-line-pay"
import { SqlAttemptLog } from "effect-line-pay-sql"

/** Settlement with its log in the application's own database. */
export const AppLive = Settlement.layer.pipe(
  Layer.provide([LinePay.layerConfig(), SqlAttemptLog.layer]),
  Layer.provide(FetchHttpClient.layer),
  Layer.provideMerge(PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }))
)
