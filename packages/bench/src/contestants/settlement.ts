/** Settlement with each of its logs. LINE Pay answers from memory in the same process, so the log is most of the cost. */
import { Headers, HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, ManagedRuntime, Redacted } from "effect"
import { AttemptLog, Settlement, TransactionId } from "effect-line-pay"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { settled, transactionId } from "../answers.ts"
import type { LogName, SettledName } from "../job.ts"
import * as Offline from "./offline.ts"

/** Settles a call about another payment each time, and says whether it was settled by LINE Pay's answer. */
export type Settler = { readonly [N in SettledName]: () => Promise<boolean> }

/** As the examples set it: a reported commit is on the disk. */
const sqlite = Layer.unwrapScoped(Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(path.join(tmpdir(), "line-pay-bench-"))),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
  ),
  (directory) =>
    SqlAttemptLog.layer.pipe(
      // After the migrations, because libSQL opens another connection after each transaction.
      Layer.tap(() =>
        Effect.flatMap(
          SqlClient.SqlClient,
          (sql) => Effect.zipRight(sql`PRAGMA journal_mode = WAL`, sql`PRAGMA synchronous = FULL`)
        )
      ),
      Layer.provide(LibsqlClient.layer({ url: `file:${path.join(directory, "bench.db")}` }))
    )
))

const logs = {
  memory: () => AttemptLog.layerMemory,
  SQLite: () => sqlite,
  // Contestants share the server, and each has tables of its own.
  PostgreSQL: (url: string) =>
    SqlAttemptLog.layerWith({ prefix: `bench_${process.pid}` }).pipe(
      Layer.provide(PgClient.layer({ url: Redacted.make(url) }))
    )
} satisfies { readonly [N in LogName]: (url: string) => Layer.Layer<AttemptLog, unknown> }

const web = HttpClientResponse.fromWeb(HttpClientRequest.get("http://127.0.0.1"), new Response())

/** A web `Response` per answer would cost as much as the rest of the call. */
const respond = (request: HttpClientRequest.HttpClientRequest, text: string): HttpClientResponse.HttpClientResponse =>
  Object.create(web, {
    request: { value: request },
    headers: { value: Headers.fromInput({ "content-length": String(text.length) }) },
    text: { value: Effect.succeed(text) }
  })

const http = HttpClient.makeWith<never, never, never, never>(
  Effect.map((request) => {
    const { pathname, search } = new URL(request.url)
    return respond(request, settled(pathname + search))
  }),
  Effect.succeed
)

/** The client of a merchant, without a network. */
export const linePayOf = (merchant: string) => Offline.layer(http, merchant)

export const make = async (log: LogName, url: string): Promise<Settler & { readonly stop: () => Promise<void> }> => {
  const attemptLog: Layer.Layer<AttemptLog, unknown> = logs[log](url)
  const runtime = ManagedRuntime.make(Settlement.layer.pipe(Layer.provide([attemptLog, Offline.layer(http)])))
  const settlement = await runtime.runPromise(Settlement)
  let last = BigInt(transactionId)
  const next = () => TransactionId.make(String(++last))
  return {
    confirm: async () => {
      const id = next()
      const confirmed = settlement.confirmPayment({
        transactionId: id,
        orderId: `order-${id}`,
        amount: 1000,
        currency: "TWD"
      })
      return (await runtime.runPromise(confirmed)).settledBy === "Answer"
    },
    refund: async () => {
      const refunded = settlement.refundPayment({
        transactionId: next(),
        refundId: "1",
        refundAmount: 300,
        currency: "TWD"
      })
      return (await runtime.runPromise(refunded)).settledBy === "Answer"
    },
    stop: () => runtime.dispose()
  }
}
