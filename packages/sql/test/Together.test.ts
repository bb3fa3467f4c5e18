import { it } from "@effect/vitest"
import { Array as Arr, Effect, Layer } from "effect"
import { Settlement } from "effect-line-pay"
import { LinePayTest } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import * as Sqlite from "./support/sqlite.ts"
import { joinFromTransactions, refundTogether } from "./support/upTo.ts"

it.scopedLive("refunds no more than the total, in rounds of four settlements on one SQLite file", () =>
  Effect.gen(function*() {
    const path = yield* Sqlite.file
    yield* Effect.provide(SqlAttemptLog.migrate(), Sqlite.client(path))
    const log = Layer.provide(SqlAttemptLog.layerWith({ migrate: false }), Sqlite.client(path))
    yield* refundTogether(Arr.makeBy(4, () => log), 100)
  }).pipe(Effect.provide(LinePayTest.layer())))

it.scopedLive("refuses callers inside transactions, on SQLite with one connection", () =>
  joinFromTransactions.pipe(
    Effect.provide(
      Settlement.layer.pipe(
        Layer.provide(SqlAttemptLog.layer),
        Layer.provideMerge(Sqlite.layer()),
        Layer.provideMerge(LinePayTest.layer())
      )
    )
  ))
