/**
 * The tables of the log, and the statements that create them.
 */
import { MigrationError } from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import { type Attempt, isOpen } from "effect-line-pay/Attempt"
import * as Effect from "effect/Effect"

export const names = (prefix: string) => ({
  attempts: `${prefix}_attempts`,
  claims: `${prefix}_claims`,
  migrations: `${prefix}_migrations`
})

/** Returns the columns that the indexes need, and the record. Only the record is read back. */
export const columns = (attempt: Attempt, record: string) => ({
  group_key: attempt.group ?? null,
  state: isOpen(attempt) ? attempt.needsHuman === true ? "NeedsHuman" : "Open" : "Settled",
  version: attempt.version,
  opened_at: attempt.openedAt,
  record
})

export const create = (prefix: string) =>
  Effect.gen(function*() {
    const sql = (yield* SqlClient.SqlClient).withoutTransforms()
    const { attempts, claims } = names(prefix)
    // Times are JavaScript's milliseconds, as doubles. Both databases keep them to the last bit.
    yield* sql`CREATE TABLE ${sql(attempts)} (
      key TEXT NOT NULL PRIMARY KEY,
      group_key TEXT,
      state TEXT NOT NULL,
      version INTEGER NOT NULL,
      opened_at DOUBLE PRECISION NOT NULL,
      leased_until DOUBLE PRECISION NOT NULL,
      record TEXT NOT NULL
    )`
    yield* sql`CREATE UNIQUE INDEX ${sql(`${attempts}_open_group`)} ON ${sql(attempts)} (group_key)
      WHERE state <> 'Settled'`
    yield* sql`CREATE INDEX ${sql(`${attempts}_due`)} ON ${sql(attempts)} (opened_at) WHERE state = 'Open'`
    yield* sql`CREATE TABLE ${sql(claims)} (evidence_id TEXT NOT NULL PRIMARY KEY, key TEXT NOT NULL)`
  })

/** Returns the client, if its database can hold the log under these names. */
export const client = (prefix: string): Effect.Effect<SqlClient.SqlClient, MigrationError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => {
    // PostgreSQL cuts longer names. With capitals in a name, the Migrator does not find its table there.
    if (!/^[a-z_][a-z0-9_]{0,39}$/.test(prefix)) {
      return refuse(
        `The prefix ${JSON.stringify(prefix)} must be 1 to 40 of a-z, 0-9 and _, and must not begin with a digit`
      )
    }
    return sql.onDialectOrElse({
      sqlite: () => Effect.succeed(sql.withoutTransforms()),
      pg: () => Effect.succeed(sql.withoutTransforms()),
      orElse: () => refuse("The attempt log needs SQLite or PostgreSQL, because it uses a partial unique index")
    })
  })

/** Fails when the tables do not exist. */
export const check = (sql: SqlClient.SqlClient, prefix: string): Effect.Effect<void, MigrationError> => {
  const { attempts, claims } = names(prefix)
  return Effect.mapError(
    sql`SELECT record FROM ${sql(attempts)}, ${sql(claims)} LIMIT 0`,
    (cause) => refuse(`The tables ${attempts} and ${claims} cannot be read: run SqlAttemptLog.migrate first`, cause)
  )
}

const refuse = (message: string, cause?: unknown) => new MigrationError({ reason: "bad-state", message, cause })
