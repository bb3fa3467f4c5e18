/**
 * One SQLite file holds the orders and `effect-line-pay-sql`'s attempt log.
 *
 * A commit that was reported is on the disk: SQLite's own default,
 * `synchronous = FULL`. The write-ahead log lets pages be read while an order
 * is written.
 */
import { Migrator, SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { Effect, Layer } from "effect"
import orders from "./migrations/0001_orders.ts"
import { ShopConfig } from "./ShopConfig.ts"

/** Never edited, only added to: databases remember what they have run. */
const migrations = { "0001_orders": orders }

const Client = Layer.unwrapEffect(
  Effect.map(ShopConfig, ({ database }) => LibsqlClient.layer({ url: `file:${database}` }))
)

/** Whoever writes next waits up to five seconds for another process that is writing. */
const awaitOthers = (sql: SqlClient.SqlClient) => sql`PRAGMA busy_timeout = 5000`

/**
 * Runs transactions, one at a time. libSQL opens another connection after each, which waits for nobody; and when one
 * cannot begin, `@effect/sql-libsql` keeps its only permit, and every statement after it waits for ever.
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
