/**
 * Opens SQLite in a file, or PostgreSQL when `SUBSCRIPTIONS_DATABASE` says so, with the tables of the shop and of the
 * attempt log.
 */
import { Migrator, SqlClient, type SqlError } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import { Config, type ConfigError, Effect, Layer, Redacted, Schedule } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { subscriptions } from "./migrations/0001_subscriptions.ts"
import { seen } from "./migrations/0002_seen.ts"

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
    "0002_attempt_log": SqlAttemptLog.migrations()["0001_create_tables"],
    "0003_attempt_history": SqlAttemptLog.migrations()["0002_history"],
    "0004_seen": seen
  }),
  table: "subscriptions_migrations"
}).pipe(
  // Use a new client for each try. After a transaction that could not begin, because another process was writing, the
  // client of libSQL waits for it for ever.
  Effect.provide(Layer.fresh(Client)),
  // The Migrator turns failures inside a migration into defects. Of processes that start together, one migrates. The
  // others find the database locked, or find that the Migrator's table exists by now.
  Effect.sandbox,
  Effect.retry(Schedule.spaced("200 millis").pipe(Schedule.intersect(Schedule.recurs(25)))),
  Effect.unsandbox
)

/**
 * Several processes may share the file; a writer waits for another one. libSQL loses the busy timeout after each
 * transaction, but this program uses no transactions.
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

/** The database, ready. */
export const layer = Layer.provideMerge(Layer.effectDiscard(prepare), Client)

/** The attempt log in it. */
export const attemptLog = SqlAttemptLog.layerWith({ migrate: false })
