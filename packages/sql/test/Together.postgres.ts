import { PgClient } from "@effect/sql-pg"
import { it } from "@effect/vitest"
import { Array as Arr, Effect, Layer, Redacted } from "effect"
import { Settlement } from "effect-line-pay"
import { LinePayTest } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import * as Postgres from "./support/postgres.ts"
import { joinFromTransactions, refundTogether } from "./support/upTo.ts"

it.scopedLive("refunds no more than the total, in 100 rounds of four settlements on PostgreSQL", () =>
  Effect.gen(function*() {
    const url = yield* Postgres.url
    yield* Effect.provide(SqlAttemptLog.migrate(), PgClient.layer({ url: Redacted.make(url) }))
    const log = Layer.provide(
      SqlAttemptLog.layerWith({ migrate: false }),
      PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })
    )
    yield* refundTogether(Arr.makeBy(4, () => log), 100)
  }).pipe(Effect.provide(LinePayTest.layer())))

it.scopedLive("refuses callers inside transactions, who hold every connection of a pool of three", () =>
  joinFromTransactions.pipe(
    Effect.provide(
      Settlement.layer.pipe(
        Layer.provide(SqlAttemptLog.layer),
        Layer.provideMerge(Postgres.layer({ maxConnections: 3 })),
        Layer.provideMerge(LinePayTest.layer())
      )
    )
  ))
