/**
 * The tables of the log, and how they came to be.
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

/** What the indexes need of an attempt, beside the record that holds all of it and is what is read. */
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
    // Times are milliseconds as JavaScript has them: a double, which both databases keep to the last bit.
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

/** The client, if the log can live in its database under these names. */
export const client = (prefix: string): Effect.Effect<SqlClient.SqlClient, MigrationError, SqlClient.SqlClient> =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => {
    // What is longer PostgreSQL cuts, and of another case the Migrator does not find its table again there.
    if (!/^[a-z_][a-z0-9_]{0,39}$/.test(prefix)) {
      return refuse(
        `The prefix ${JSON.stringify(prefix)} must be 1 to 40 of a-z, 0-9 and _, not beginning with a digit`
      )
    }
    return sql.onDialectOrElse({
      sqlite: () => Effect.succeed(sql.withoutTransforms()),
      pg: () => Effect.succeed(sql.withoutTransforms()),
      orElse: () => refuse("The attempt log needs SQLite or PostgreSQL, for a unique index over a part of a table")
    })
  })

/** Whether the tables are there. */
export const check = (sql: SqlClient.SqlClient, prefix: string): Effect.Effect<void, MigrationError> => {
  const { attempts, claims } = names(prefix)
  return Effect.mapError(
    sql`SELECT record FROM ${sql(attempts)}, ${sql(claims)} LIMIT 0`,
    (cause) => refuse(`The tables ${attempts} and ${claims} cannot be read: run SqlAttemptLog.migrate first`, cause)
  )
}

const refuse = (message: string, cause?: unknown) => new MigrationError({ reason: "bad-state", message, cause })
