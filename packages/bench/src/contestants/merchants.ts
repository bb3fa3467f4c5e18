/**
 * Measures many merchants on one log, in a fresh process: `merchants.js <log> <merchants> <attempts> <url>`. It prints
 * milliseconds as JSON. LINE Pay answers from memory.
 */
import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import { Array as Arr, Effect, Layer, Redacted } from "effect"
import { AttemptLog, Settlements, TransactionId } from "effect-line-pay"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { transactionId } from "../answers.ts"
import type { MerchantsSample } from "../job.ts"
import { linePayOf } from "./settlement.ts"

const [, , log = "", merchants = "", attempts = "", url = ""] = process.argv

const names = Arr.makeBy(Number(merchants), (n) => `merchant-${n + 1}`)
const minute = 60_000

const directory = mkdtempSync(path.join(tmpdir(), "line-pay-bench-"))
const client = log === "SQLite"
  ? LibsqlClient.layer({ url: `file:${path.join(directory, "bench.db")}` })
  : PgClient.layer({ url: Redacted.make(url) })
const options = { prefix: `merchants_${process.pid}` }

const settlements = Settlements.layerWith({ linePay: linePayOf, merchants: Effect.succeed(names) }).pipe(
  Layer.provideMerge(SqlAttemptLog.layerWith(options))
)

/** What a process has left that died after it sent a refund. */
const leave = Effect.gen(function*() {
  const attemptLog = yield* AttemptLog
  yield* Effect.forEach(Arr.range(1, Number(attempts)), (n) =>
    Effect.gen(function*() {
      const id = TransactionId.make(String(BigInt(transactionId) + BigInt(n)))
      const at = (yield* attemptLog.get(id)).at - 10 * minute
      yield* attemptLog.append({
        tell: false,
        events: [
          {
            _tag: "Opened",
            at,
            intent: {
              key: `refundPayment ${id} 1`,
              group: `refundPayment ${id}`,
              merchant: names[n % names.length] ?? "",
              operation: "refundPayment",
              fingerprint: "{}",
              transactionId: id,
              amount: 300,
              currency: "TWD"
            }
          },
          {
            _tag: "Sent",
            at,
            send: { id: `nonce-${n}`, at, quietUntil: at + 2 * minute },
            amount: 300,
            snapshot: { refunds: [], remaining: 1000 }
          }
        ]
      })
    }), { concurrency: 16, discard: true })
})

const timed = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const start = performance.now()
    const result = yield* effect
    return [result, performance.now() - start] as const
  })

const measured = Effect.gen(function*() {
  yield* SqlAttemptLog.migrate(options)
  if (log === "SQLite") {
    const sql = yield* SqlClient.SqlClient
    // After the migrations, because libSQL opens another connection after each transaction.
    yield* sql`PRAGMA journal_mode = WAL`
    yield* sql`PRAGMA synchronous = FULL`
  }
  const [context, start] = yield* timed(Layer.build(settlements))
  return yield* Effect.gen(function*() {
    const { sweep } = yield* Settlements
    const [, first] = yield* timed(sweep)
    const [nothing, empty] = yield* timed(sweep)
    yield* leave
    const [swept, full] = yield* timed(sweep)
    const isRight = nothing.looked.length === 0 &&
      swept.looked.filter(({ isReadable }) => isReadable).length === Number(attempts)
    return { start, first, empty, full, isRight } satisfies MerchantsSample
  }).pipe(Effect.provide(context))
}).pipe(Effect.scoped, Effect.provide(client))

try {
  process.stdout.write(JSON.stringify(await Effect.runPromise(measured)))
} finally {
  rmSync(directory, { recursive: true })
}
