import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, TestClock } from "effect"
import { Settlement } from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { pay } from "./readme/pay.ts"
import { authenticated } from "./support/payments.ts"
import { amount } from "./support/race.ts"
import * as Sqlite from "./support/sqlite.ts"

/** An order that the customer has authenticated. */
const order = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const id = "order-1"
  yield* sql`CREATE TABLE orders (id TEXT PRIMARY KEY, state TEXT NOT NULL)`
  yield* sql`INSERT INTO orders (id, state) VALUES (${id}, 'new')`
  return { id, transactionId: yield* authenticated(id), amount }
})

/** Settlement as another process has it: nothing of it is shared but the database. */
const settlement = Effect.map(
  Layer.build(Layer.fresh(Settlement.layer.pipe(Layer.provide(Layer.fresh(SqlAttemptLog.layer))))),
  Context.get(Settlement)
)

const confirmed = Effect.flatMap(Sandbox, (sandbox) => Effect.map(sandbox.ledger, (movements) => movements.length))

describe("Settlement on SqlAttemptLog", () => {
  it.scoped("takes the money once, and tells every process so", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const paid = yield* order
      const before = yield* settlement
      assert.strictEqual(yield* Effect.provideService(pay(paid), Settlement, before), "Answer")
      assert.deepStrictEqual(yield* sql`SELECT state FROM orders`, [{ state: "paid" }])

      const after = yield* settlement
      assert.strictEqual(yield* Effect.provideService(pay(paid), Settlement, after), "AnsweredBefore")
      assert.strictEqual(yield* confirmed, 1)
    }).pipe(Effect.provide([Sqlite.layer(), LinePayTest.layer()])))

  it.scoped("sends once, of processes that pay for the same order together", () =>
    Effect.gen(function*() {
      const paid = yield* order
      const processes = yield* Effect.replicateEffect(settlement, 4)
      const paying = yield* Effect.fork(
        Effect.forEach(processes, (one) => Effect.provideService(pay(paid), Settlement, one), { concurrency: 4 })
      )
      // Those that do not send look again after some seconds. The database takes its own time.
      while ((yield* Fiber.poll(paying))._tag === "None") yield* TestClock.adjust("1 second")
      assert.deepStrictEqual((yield* Fiber.join(paying)).toSorted(), [
        "Answer",
        "AnsweredBefore",
        "AnsweredBefore",
        "AnsweredBefore"
      ])
      assert.strictEqual(yield* confirmed, 1)
    }).pipe(Effect.provide([Sqlite.layer(), LinePayTest.layer()])))

  it.scoped("sends nothing inside a transaction", () =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      const paid = yield* order
      const error = yield* Effect.flip(
        Effect.provideServiceEffect(sql.withTransaction(pay(paid)), Settlement, settlement)
      )
      assert.strictEqual(error._tag, "AttemptLogError")
      assert.strictEqual(yield* confirmed, 0)
      assert.deepStrictEqual(yield* sql`SELECT state FROM orders`, [{ state: "new" }])
    }).pipe(Effect.provide([Sqlite.layer(), LinePayTest.layer()])))
})
