/** A new database for a round, and what can happen to it. */
import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import { Effect, Exit, type Layer, Redacted } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { setTimeout } from "node:timers/promises"
import type { PostgresServer } from "../../../scripts/postgres.mjs"
import * as Proxy from "../test/support/proxy.ts"
import type { DatabaseName, DatabaseTrouble, Trouble } from "./Plan.ts"

export interface Database {
  readonly name: DatabaseName
  /** Where the pods find it. */
  readonly podUrl: string
  /** A client that no trouble reaches, except for a server that is down. */
  readonly client: Layer.Layer<SqlClient.SqlClient, unknown>
  /** Makes trouble, and returns when it is over; false if there was none to make. */
  readonly suffer: (trouble: Trouble<DatabaseTrouble>) => Promise<boolean>
  readonly close: () => Promise<void>
}

/** Makes the tables of the log and of the shop. */
const migrate = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* SqlAttemptLog.migrate()
  yield* sql`CREATE TABLE orders (key TEXT PRIMARY KEY, state TEXT NOT NULL, seen INTEGER NOT NULL, steps TEXT NOT NULL)`
})

export const sqlite = async (): Promise<Database> => {
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-chaos-"))
  const file = path.join(directory, "shop.db")
  const client = LibsqlClient.layer({ url: `file:${file}` })
  await Effect.runPromise(
    Effect.zipRight(Effect.flatMap(SqlClient.SqlClient, (sql) => sql`PRAGMA journal_mode = WAL`), migrate).pipe(
      Effect.provide(client)
    )
  )
  /** Writes in a transaction that stays open. If another process writes meanwhile, there is no trouble. */
  const hold = ({ millis }: Trouble<DatabaseTrouble>) =>
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      yield* sql`PRAGMA busy_timeout = 1000`
      yield* sql.withTransaction(
        Effect.zipRight(sql`UPDATE orders SET seen = seen WHERE key = ''`, Effect.sleep(millis))
      )
    }).pipe(Effect.provide(client))
  return {
    name: "sqlite",
    podUrl: file,
    client,
    suffer: async (trouble) => Exit.isSuccess(await Effect.runPromiseExit(hold(trouble))),
    close: async () => rmSync(directory, { recursive: true, force: true })
  }
}

export const postgres = async (url: string, server: PostgresServer, name: string): Promise<Database> => {
  await Effect.runPromise(
    Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE SCHEMA ${sql(name)}`).pipe(
      Effect.provide(PgClient.layer({ url: Redacted.make(url) }))
    )
  )
  const own = `${url}?options=-csearch_path%3D${name}`
  const client = PgClient.layer({ url: Redacted.make(own), maxConnections: 2 })
  await Effect.runPromise(Effect.provide(migrate, client))
  const proxy = await Proxy.open(own)

  /** The processes of the server that serve pods. */
  const backends = Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql<{ readonly pid: number }>`SELECT pid FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY pid`
  ).pipe(Effect.map((rows) => rows.map(({ pid }) => pid)), Effect.provide(client))
  const terminate = Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`
  ).pipe(Effect.provide(client))

  const signal = (pid: number, name: "SIGSTOP" | "SIGCONT") => {
    try {
      process.kill(pid, name)
    } catch {
      // The pod was killed, and its backend has ended.
    }
  }

  const suffer = async ({ kind, millis, which }: Trouble<DatabaseTrouble>): Promise<boolean> => {
    switch (kind) {
      case "suspend the server":
        server.suspend()
        await setTimeout(millis)
        server.resume()
        return true
      case "suspend a backend": {
        const pids = await Effect.runPromise(backends)
        const pid = pids[which % Math.max(1, pids.length)]
        if (pid === undefined) return false
        signal(pid, "SIGSTOP")
        await setTimeout(millis)
        signal(pid, "SIGCONT")
        return true
      }
      case "crash and restart":
        await server.stop()
        await setTimeout(millis / 4)
        await server.start()
        return true
      case "terminate the connections":
        await Effect.runPromise(terminate)
        return true
      case "cut off an acknowledgement": {
        const before = proxy.cuts()
        proxy.cutAfter(which % 2 === 0 ? "INSERT INTO" : "UPDATE")
        for (let waited = 0; waited < millis && proxy.cuts() === before; waited += 50) await setTimeout(50)
        return proxy.cuts() > before
      }
      case "stall the network":
        proxy.stall(true)
        await setTimeout(millis)
        proxy.stall(false)
        return true
      case "hold the write lock":
        return false
    }
  }
  return { name: "postgres", podUrl: proxy.url, client, suffer, close: async () => proxy.close() }
}
