/**
 * SQLite in a file, or PostgreSQL when `SUBSCRIPTIONS_DATABASE` says so; with the tables of the shop and those of the
 * attempt log.
 */
import { Migrator, SqlClient, type SqlError } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import { Config, type ConfigError, Effect, Layer, Redacted, Schedule } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { subscriptions } from "./migrations/0001_subscriptions.ts"

/** `file:subscriptions.db`, or `postgres://user:password@host/database`. */
const url = Config.redacted("SUBSCRIPTIONS_DATABASE").pipe(
  Config.withDefault(Redacted.make("file:subscriptions.db"))
)

const Client = Layer.unwrapEffect(
  Effect.map(
    url,
    (url): Layer.Layer<SqlClient.SqlClient, SqlError.SqlError | ConfigError.ConfigError> =>
      /^postgres(?:ql)?:/.test(Redacted.value(url))
        ? PgClient.layer({ url })
        : LibsqlClient.layer({ url: Redacted.value(url) })
  )
)

const migrate = Migrator.make({})({
  loader: Migrator.fromRecord({
    "0001_subscriptions": subscriptions,
    "0002_attempt_log": SqlAttemptLog.migrations()["0001_create_tables"]
  }),
  table: "subscriptions_migrations"
}).pipe(
  // A client for each try: after a transaction that could not begin, as when another process writes, that of libSQL
  // waits for ever for the end of it.
  Effect.provide(Layer.fresh(Client)),
  // The Migrator dies of what fails inside a migration. Of processes that start together, one migrates; the others
  // find the database locked, or the Migrator's own table there since they looked.
  Effect.sandbox,
  Effect.retry(Schedule.spaced("200 millis").pipe(Schedule.intersect(Schedule.recurs(25)))),
  Effect.unsandbox
)

/**
 * Several processes may share the file: one writes, another waits for it. libSQL forgets the wait with each
 * transaction, but no statement of this program needs one.
 */
const prepareSqlite = (sql: SqlClient.SqlClient) =>
  Effect.zipRight(
    Effect.retry(
      sql`PRAGMA journal_mode = WAL`,
      Schedule.spaced("200 millis").pipe(Schedule.intersect(Schedule.recurs(25)))
    ),
    Effect.zipRight(sql`PRAGMA busy_timeout = 20000`, sql`PRAGMA synchronous = FULL`)
  )

const prepare = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* migrate
  yield* sql.onDialectOrElse({ sqlite: () => prepareSqlite(sql), orElse: () => Effect.void })
})

/** The database, ready, and the attempt log in it. */
export const layer = SqlAttemptLog.layerWith({ migrate: false }).pipe(
  Layer.provide(Layer.effectDiscard(prepare)),
  Layer.provideMerge(Client)
)
