import { SqlClient } from "@effect/sql"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Effect, Layer, Random } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import * as A from "./support/attempts.ts"
import * as Postgres from "./support/postgres.ts"

const nap = Effect.flatMap(Random.nextIntBetween(0, 6), (millis) => Effect.sleep(millis))

const total = 40

/** Brings the refunds of a payment to a total, as a convergent refund does: it looks, begins, sends and closes. */
const refund = (group: string, key: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const log = yield* AttemptLog
    yield* nap
    const { group: members, number } = yield* log.get(key, { group })
    if (members.some(({ verdict }) => verdict === undefined)) return
    const [ledger] = yield* sql<{ readonly refunded: number }>`
      SELECT CAST(coalesce(sum(amount), 0) AS INTEGER) AS refunded FROM ledger WHERE payment = ${group}`
    const refunded = ledger?.refunded ?? 0
    yield* nap
    if (refunded >= total) return
    const events = [A.opened({ key, group }), A.sent("nonce")] as const
    const begun = yield* log.append({ events, number, tell: false })
    if (begun._tag !== "Appended") return
    yield* sql`INSERT INTO ledger (payment, amount) VALUES (${group}, ${total - refunded})`
    const closed = yield* log.append({ attempt: begun.attempt, events: [A.closed()], evidence: key, tell: true })
    assert.strictEqual(closed._tag, "Appended")
  })

it.scopedLive("refunds a payment once, in 150 rounds of four connections that race for it", () =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* sql`CREATE TABLE ledger (payment TEXT NOT NULL, amount INTEGER NOT NULL)`
    for (const round of Arr.range(1, 150)) {
      yield* Effect.forEach(
        Arr.range(1, 4),
        (racer) => refund(`payment ${round}`, `refund ${round}, racer ${racer}`),
        { concurrency: "unbounded" }
      )
    }
    const wrong = yield* sql`SELECT payment FROM ledger GROUP BY payment HAVING sum(amount) <> ${total}`
    assert.deepStrictEqual(wrong, [])
    const [{ payments }] = yield* Effect.map(
      sql<{ readonly payments: number }>`SELECT CAST(count(DISTINCT payment) AS INTEGER) AS payments FROM ledger`,
      ([row]) => [row ?? { payments: 0 }] as const
    )
    assert.strictEqual(payments, 150)
  }).pipe(Effect.provide(Layer.provideMerge(SqlAttemptLog.layer, Postgres.layer({ maxConnections: 4 })))))
