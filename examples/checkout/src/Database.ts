/**
 * Keeps the orders and `effect-line-pay-sql`'s attempt log in one SQLite file.
 *
 * A reported commit is on the disk, by SQLite's default `synchronous = FULL`.
 * With the write-ahead log, pages can be read while an order is written.
 */
import { Migrator, SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { Effect, Layer } from "effect"
import orders from "./migrations/0001_orders.ts"
import seen from "./migrations/0002_seen.ts"
import { ShopConfig } from "./ShopConfig.ts"

/** Never edit a migration, only add one: databases remember which ones they have run. */
const migrations = { "0001_orders": orders, "0002_seen": seen }

const Client = Layer.unwrapEffect(
  Effect.map(ShopConfig, ({ database }) => LibsqlClient.layer({ url: `file:${database}` }))
)

/** A writer waits up to five seconds for another process that is writing. */
const awaitOthers = (sql: SqlClient.SqlClient) => sql`PRAGMA busy_timeout = 5000`

/**
 * Runs transactions, one at a time. After each, libSQL opens another connection, without the busy timeout. If a
 * transaction cannot begin, `@effect/sql-libsql` keeps its only permit, and every later statement waits for ever.
 */
export const makeTransaction = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const semaphore = yield* Effect.makeSemaphore(1)
  return <A, E, R>(self: Effect.Effect<A, E, R>) =>
    semaphore.withPermits(1)(Effect.zipRight(awaitOthers(sql), sql.withTransaction(self)))
})

const Migrations = Layer.effectDiscard(
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    yield* awaitOthers(sql)
    yield* sql`PRAGMA journal_mode = WAL`
    yield* Migrator.make({})({ loader: Migrator.fromRecord(migrations), table: "shop_migrations" })
  })
)

/** The database, with its tables as this version needs them. */
export const layer = Layer.provideMerge(Migrations, Client)
