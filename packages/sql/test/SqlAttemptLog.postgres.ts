import { SqlClient } from "@effect/sql"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Deferred, Effect, Fiber, Layer } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { inspect } from "node:util"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import { applied, attempt } from "./support/attempts.ts"
import * as Postgres from "./support/postgres.ts"
import { sqlAttemptLogContract } from "./support/sqlAttemptLogContract.ts"

attemptLogContract("SqlAttemptLog on PostgreSQL", Layer.provide(SqlAttemptLog.layer, Postgres.layer()))
attemptLogContract(
  "SqlAttemptLog on PostgreSQL, serializable",
  Layer.provide(SqlAttemptLog.layer, Postgres.layerSerializable)
)
sqlAttemptLogContract("SqlAttemptLog on PostgreSQL", Postgres.layer)

it.effect("tells of a conflict when it is the index that refuses to reopen an attempt", () =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { advance, open } = yield* AttemptLog
    yield* open(attempt({ key: "1", group: "payment", verdict: applied }))
    const written = yield* Deferred.make<void>()
    const reopening = yield* Effect.fork(
      Effect.zipRight(Deferred.await(written), advance(0, attempt({ key: "1", group: "payment" })))
    )
    // Another process opens one of the group at the same time: nobody can see that yet, but the index waits for it.
    yield* sql.withTransaction(Effect.gen(function*() {
      yield* sql`INSERT INTO line_pay_attempts (key, group_key, state, version, opened_at, leased_until, record)
        VALUES ('2', 'payment', 'Open', 0, 0, 0, ${JSON.stringify(attempt({ key: "2", group: "payment" }))})`
      yield* Deferred.succeed(written, undefined)
      yield* Effect.repeat(
        sql`SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
        { until: Arr.isNonEmptyReadonlyArray }
      )
    }))
    const reopened = yield* Fiber.join(reopening)
    assert.strictEqual(reopened._tag, "Conflict")
    assert.strictEqual(reopened.attempt.key, "2")
  }).pipe(Effect.provide(Layer.provideMerge(SqlAttemptLog.layer, Postgres.layer()))))

it.effect("does not tell the row that PostgreSQL quotes when it refuses one", () =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { open } = yield* AttemptLog
    yield* sql`ALTER TABLE line_pay_attempts ADD CHECK (version > 0)`
    const error = yield* Effect.flip(open(attempt({ key: "what-a-row-holds" })))
    assert.strictEqual(error.reason, "Failed to execute statement (23514)")
    assert.notInclude(inspect(error), "what-a-row-holds")
  }).pipe(Effect.provide(Layer.provideMerge(SqlAttemptLog.layer, Postgres.layer()))))
