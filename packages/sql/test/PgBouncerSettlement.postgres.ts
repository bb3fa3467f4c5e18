import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Effect, Layer, Redacted } from "effect"
import { type News, Settlement } from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { authenticated, paid } from "./support/payments.ts"
import * as Postgres from "./support/postgres.ts"
import { amount } from "./support/race.ts"
import * as Server from "./support/server.ts"

/** The transactions that have written something: PostgreSQL numbers these, and no others. Asking for it takes a number. */
const transactions = Effect.map(
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql<{ readonly id: string }>`SELECT CAST(txid_current() AS TEXT) AS id`),
  ([row]) => Number(row?.id)
)

/** What a run commits, beside what it returns. */
const counted = <A, E, R>(run: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const before = yield* transactions
    const result = yield* run
    return [result, (yield* transactions) - before - 1] as const
  })

const settle = Effect.gen(function*() {
  const settlement = yield* Settlement
  const orders = Arr.makeBy(20, (n) => `order ${n}`)
  const confirms = yield* Effect.forEach(
    orders,
    (orderId) => Effect.map(authenticated(orderId), (transactionId) => ({ transactionId, orderId })),
    { concurrency: 8 }
  )
  const together = { concurrency: 8 }

  const [confirmed, commitsOfConfirms] = yield* counted(Effect.forEach(
    confirms,
    ({ orderId, transactionId }) => settlement.confirmPayment({ transactionId, orderId, amount, currency: "TWD" }),
    together
  ))
  assert.deepStrictEqual(Arr.dedupe(confirmed.map(({ settledBy }) => settledBy)), ["Answer"])
  assert.strictEqual(commitsOfConfirms, 2 * orders.length)

  const [, commitsOfRefunds] = yield* counted(
    Effect.forEach(
      confirms,
      ({ transactionId }) =>
        settlement.refundPayment({ transactionId, refundId: "1", refundAmount: 10, currency: "TWD" }),
      together
    )
  )
  assert.strictEqual(commitsOfRefunds, 2 * orders.length)

  const [, commitsUpTo] = yield* counted(
    Effect.forEach(
      confirms,
      ({ transactionId }) => settlement.refundUpTo({ transactionId, refundId: "2", total: 50, currency: "TWD" }),
      together
    )
  )
  assert.strictEqual(commitsUpTo, 2 * orders.length)

  const { looked, told } = yield* settlement.sweep
  assert.deepStrictEqual([looked, told], [[], 0])
})

it.scopedLive.skipIf(Postgres.pooled === undefined)(
  "settles behind PgBouncer in transaction mode, with two commits a call",
  () =>
    Effect.gen(function*() {
      const { url } = yield* Server.own
      const pooled = yield* Server.pooled(url)
      if (pooled === undefined) return assert.fail("PgBouncer has gone")
      const sandbox = yield* Sandbox
      yield* settle.pipe(
        Effect.provide(Settlement.layer.pipe(
          Layer.provideMerge(SqlAttemptLog.layer),
          Layer.provideMerge(Postgres.layerPooled(pooled))
        ))
      )
      const refunded = (yield* sandbox.ledger).filter(({ kind }) => kind === "Refund")
      assert.strictEqual(refunded.reduce((sum, { amount }) => sum + amount, 0), 20 * 50)
    }).pipe(Effect.provide(LinePayTest.layer()))
)

it.scopedLive.skipIf(Postgres.pooled === undefined)(
  "sweeps behind PgBouncer, and tells what a dead process has left",
  () =>
    Effect.gen(function*() {
      const { url } = yield* Server.own
      const through = yield* Server.pooled(url)
      if (through === undefined) return assert.fail("PgBouncer has gone")
      const told: Array<News> = []
      const client = PgClient.layer({ url: Redacted.make(through), maxConnections: 4 })
      const settlementWith = (tell: (news: News) => Effect.Effect<void, string>) =>
        Settlement.layerWith({ tell }).pipe(Layer.provide(SqlAttemptLog.layer))
      yield* Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const { transactionId } = yield* paid("order")
        const refund = { transactionId, refundId: "1", refundAmount: 30, currency: "TWD" } as const
        const settled = yield* Effect.flatMap(Settlement, ({ refundPayment }) => refundPayment(refund)).pipe(
          Effect.provide(Layer.fresh(settlementWith(() => Effect.fail("the shop is closed"))))
        )
        assert.isFalse(settled.told)
        yield* sql`UPDATE line_pay_attempts SET tell_after = 0`
        const swept = yield* Effect.flatMap(Settlement, ({ sweep }) => sweep).pipe(
          Effect.provide(Layer.fresh(settlementWith((news) => Effect.sync(() => void told.push(news)))))
        )
        assert.strictEqual(swept.told, 1)
        assert.deepStrictEqual(told.map(({ standing }) => standing), ["Applied"])
        const [row] = yield* sql<{ readonly left: number }>`
        SELECT CAST(count(*) AS INTEGER) AS left FROM line_pay_attempts WHERE told_version < tell_version`
        assert.strictEqual(row?.left, 0)
      }).pipe(Effect.provide(client))
    }).pipe(Effect.provide(LinePayTest.layer()))
)
