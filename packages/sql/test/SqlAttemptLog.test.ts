import { SqlClient } from "@effect/sql"
import { assert, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import * as A from "./support/attempts.ts"
import { sqlAttemptLogContract } from "./support/sqlAttemptLogContract.ts"
import * as Sqlite from "./support/sqlite.ts"

const template = await Effect.runPromise(Sqlite.template)
attemptLogContract("SqlAttemptLog on SQLite", Sqlite.copyOf(template))
sqlAttemptLogContract("SqlAttemptLog on SQLite", Sqlite.layer)

it.scopedLive("writes when another process has finished to write", () =>
  Effect.gen(function*() {
    const file = yield* Sqlite.file
    const [ours, theirs] = [Sqlite.client(file), Sqlite.client(file)]
    yield* Effect.provide(SqlAttemptLog.migrate(), Layer.fresh(theirs))
    const begun = yield* Deferred.make<void>()
    const writing = Effect.flatMap(SqlClient.SqlClient, (sql) =>
      sql.withTransaction(Effect.gen(function*() {
        yield* sql`INSERT INTO line_pay_claims (evidence_id, key) VALUES ('refund', 'another')`
        yield* Deferred.succeed(begun, undefined)
        yield* Effect.sleep("300 millis")
      })))
    const other = yield* Effect.fork(Effect.provide(writing, Layer.fresh(theirs)))
    yield* Deferred.await(begun)
    const appended = yield* Effect.flatMap(AttemptLog, (log) =>
      log.append({ events: [A.opened({ key: "1" })], evidence: "refund", tell: false })).pipe(
        Effect.provide(Layer.provide(SqlAttemptLog.layerWith({ migrate: false }), Layer.fresh(ours)))
      )
    assert.deepStrictEqual(appended, { _tag: "TakenBy", key: "another" })
    yield* Fiber.join(other)
  }))

it.scopedLive("commits what it writes after another process held the lock for too long", () =>
  Effect.gen(function*() {
    const file = yield* Sqlite.file
    const [ours, theirs] = [Sqlite.client(file), Sqlite.client(file)]
    yield* Effect.provide(SqlAttemptLog.migrate(), Layer.fresh(theirs))
    const begun = yield* Deferred.make<void>()
    const free = yield* Deferred.make<void>()
    const holding = Effect.flatMap(SqlClient.SqlClient, (sql) =>
      sql.withTransaction(Effect.zipRight(Deferred.succeed(begun, undefined), Deferred.await(free))))
    const other = yield* Effect.fork(Effect.provide(holding, Layer.fresh(theirs)))
    yield* Deferred.await(begun)
    yield* Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql`PRAGMA busy_timeout = 5`
      yield* sql`PRAGMA synchronous = EXTRA`
      const { reason } = yield* Effect.flip(Effect.asVoid(A.open({ key: "refused" })))
      assert.include(reason, "SQLITE_BUSY")
      yield* Deferred.succeed(free, undefined)
      yield* Fiber.join(other)
      assert.strictEqual((yield* A.open({ key: "1" }))._tag, "Appended")
      // Nobody else sees what is not committed.
      const seen = yield* Effect.provide(
        Effect.flatMap(SqlClient.SqlClient, (sql) =>
          sql`SELECT key FROM line_pay_attempts`),
        Layer.fresh(theirs)
      )
      assert.deepStrictEqual(seen, [{ key: "1" }])
      const settings = [...yield* sql`PRAGMA busy_timeout`, ...yield* sql`PRAGMA synchronous`]
      assert.deepStrictEqual(settings.flatMap(Object.values), [5, 3])
    }).pipe(
      Effect.provide(Layer.provideMerge(SqlAttemptLog.layerWith({ migrate: false }), Layer.fresh(ours)))
    )
  }))

it.effect.each(["bigint", "string"] as const)(
  "reads whole numbers that the driver returns as a %s",
  (intMode) =>
    Effect.gen(function*() {
      yield* A.open({ key: "1", group: "payment" })
      yield* A.append("1", [A.closed()])
      assert.strictEqual((yield* A.open({ key: "2", group: "payment" }))._tag, "Appended")
      const { at, number } = yield* A.get("1", { group: "payment" })
      assert.strictEqual(number, 2)
      assert.isNumber(at)
    }).pipe(Effect.provide(Layer.provide(SqlAttemptLog.layer, Sqlite.layer({ intMode }))))
)
