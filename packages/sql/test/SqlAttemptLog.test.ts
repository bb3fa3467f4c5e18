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
