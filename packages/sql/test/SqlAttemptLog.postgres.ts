import { SqlClient } from "@effect/sql"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Deferred, Effect, Fiber, Layer } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { inspect } from "node:util"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import * as A from "./support/attempts.ts"
import * as Postgres from "./support/postgres.ts"
import { sqlAttemptLogContract } from "./support/sqlAttemptLogContract.ts"
import { Time } from "./support/time.ts"

const log = Layer.merge(SqlAttemptLog.layer, Time.sql())

attemptLogContract("SqlAttemptLog on PostgreSQL", Layer.provide(log, Postgres.layer()))
attemptLogContract("SqlAttemptLog on PostgreSQL, serializable", Layer.provide(log, Postgres.layerSerializable))
sqlAttemptLogContract("SqlAttemptLog on PostgreSQL", Postgres.layer)

const withClient = Effect.provide(Layer.provideMerge(SqlAttemptLog.layer, Postgres.layer()))

/** Does something while a transaction of another process has written and not committed, and the something waits for it. */
const whileUncommitted = <A, E, R>(statement: string, effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const written = yield* Deferred.make<void>()
    const waiting = yield* Effect.fork(Effect.zipRight(Deferred.await(written), effect))
    yield* sql.withTransaction(Effect.gen(function*() {
      yield* sql.unsafe(statement)
      yield* Deferred.succeed(written, undefined)
      yield* Effect.repeat(
        sql`SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))`,
        { until: Arr.isNonEmptyReadonlyArray }
      )
    }))
    return yield* Fiber.join(waiting)
  })

/** A row as `append` writes it. */
const row = (fields: Record<string, string | number>, record: object) => {
  const columns = { leased_until: 0, opened_at: 0, version: 1, merchant: A.merchant, history: "\n", ...fields }
  const values = Object.values({ ...columns, record: JSON.stringify(record) })
  const literals = values.map((value) => typeof value === "number" ? value : `'${value.replaceAll("'", "''")}'`)
  return `INSERT INTO line_pay_attempts (${[...Object.keys(columns), "record"].join()}) VALUES (${literals.join()})`
}

it.effect("tells of a conflict when it is the index that refuses to reopen an attempt", () =>
  Effect.gen(function*() {
    const { append } = yield* AttemptLog
    const open = { events: [A.opened({ key: "1", group: "payment" })], number: 0, tell: false } as const
    const first = A.written(yield* append(open))
    const closed = A.written(yield* append({ attempt: first, events: [A.closed()], tell: false }))
    const second = { ...first, key: "2" }
    const reopened = yield* whileUncommitted(
      row({ key: "2", group_key: "payment", group_number: 2, state: "InProgress" }, second),
      append({ attempt: closed, events: [A.reopened()], tell: false })
    )
    assert.deepStrictEqual(reopened, { _tag: "Conflict", attempt: second })
  }).pipe(withClient))

it.effect("says that the group has moved when it is the index that refuses a number", () =>
  Effect.gen(function*() {
    const { append } = yield* AttemptLog
    const moved = yield* whileUncommitted(
      row({ key: "2", group_key: "payment", group_number: 1, state: "Settled" }, {}),
      append({ events: [A.opened({ key: "1", group: "payment" }), A.closed()], number: 0, tell: false })
    )
    assert.deepStrictEqual(moved, { _tag: "GroupMoved" })
  }).pipe(withClient))

it.effect("says who has the evidence when it is the index that refuses it", () =>
  Effect.gen(function*() {
    const { append } = yield* AttemptLog
    const taken = yield* whileUncommitted(
      "INSERT INTO line_pay_claims (evidence_id, key) VALUES ('refund', '2')",
      append({ events: [A.opened({ key: "1" }), A.closed()], evidence: "refund", tell: false })
    )
    assert.deepStrictEqual(taken, { _tag: "TakenBy", key: "2" })
  }).pipe(withClient))

it.effect("does not tell the row that PostgreSQL quotes when it refuses one", () =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { append } = yield* AttemptLog
    yield* sql`ALTER TABLE line_pay_attempts ADD CHECK (version > 1)`
    const events = [A.opened({ key: "what-a-row-holds" })] as const
    const error = yield* Effect.flip(append({ events, tell: false }))
    assert.strictEqual(error.reason, "Failed to execute statement (23514)")
    assert.notInclude(inspect(error), "what-a-row-holds")
  }).pipe(withClient))
