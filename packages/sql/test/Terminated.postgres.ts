import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Effect, Layer, Logger, LogLevel, Redacted, Schedule } from "effect"
import { Settlement } from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { paid } from "./support/payments.ts"
import * as Postgres from "./support/postgres.ts"

it.scopedLive("refunds once, while PostgreSQL terminates the connections again and again", () =>
  Effect.gen(function*() {
    const url = yield* Postgres.url
    const direct = PgClient.layer({ url: Redacted.make(url) })
    yield* Effect.provide(SqlAttemptLog.migrate(), direct)
    const live = Settlement.layer.pipe(
      Layer.provide(SqlAttemptLog.layerWith({ migrate: false })),
      Layer.provide(PgClient.layer({ url: Redacted.make(url), applicationName: "terminated", maxConnections: 4 }))
    )
    const terminate = Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'terminated'`
    )
    yield* Effect.gen(function*() {
      const settlement = yield* Settlement
      const payments = yield* Effect.forEach(
        Arr.range(1, 60),
        (n) => Effect.map(paid(`order ${n}`), ({ transactionId }) => transactionId)
      )
      const refundAll = (times: number) =>
        Effect.forEach(
          payments,
          (transactionId) =>
            settlement.refundPayment({ transactionId, refundId: "1", refundAmount: "full", currency: "TWD" }).pipe(
              Effect.retry({ times, while: ({ _tag }) => _tag === "AttemptLogError" }),
              Effect.match({ onFailure: ({ _tag }) => _tag, onSuccess: () => "Applied" })
            ),
          { concurrency: 4 }
        )
      const during = yield* Effect.raceFirst(
        refundAll(0),
        Effect.zipRight(Effect.provide(Effect.repeat(terminate, Schedule.spaced("10 millis")), direct), Effect.never)
      )
      for (const result of during) assert.include(["Applied", "AttemptLogError"], result)
      // The pool still holds connections that are gone, and notices when it uses them.
      assert.deepStrictEqual(yield* refundAll(8), payments.map(() => "Applied"))
    }).pipe(Effect.provide(live))
    const sandbox = yield* Sandbox
    assert.strictEqual((yield* sandbox.ledger).filter(({ kind }) => kind === "Refund").length, 60)
  }).pipe(Logger.withMinimumLogLevel(LogLevel.None), Effect.provide(LinePayTest.layer())))
