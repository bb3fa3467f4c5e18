/**
 * The tables of the log, and the statements that create them.
 */
import { MigrationError } from "@effect/sql/Migrator"
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import type { Fragment } from "@effect/sql/Statement"
import { type Attempt, dueAt, isOpen } from "effect-line-pay/Attempt"
import * as Effect from "effect/Effect"
import * as Libsql from "./libsql.ts"

export const names = (prefix: string) => ({
  attempts: `${prefix}_attempts`,
  claims: `${prefix}_claims`,
  migrations: `${prefix}_migrations`
})

/**
 * Returns the columns that the indexes need, and the record.
 *
 * The first edition wrote `Open`, and its sweepers look for that alone. They
 * leave records of this edition alone, which they could not read.
 */
export const columns = (attempt: Attempt, record: string) => ({
  group_key: attempt.group ?? null,
  state: isOpen(attempt) ? attempt.alarm === undefined ? "InProgress" : "NeedsHuman" : "Settled",
  version: attempt.revision,
  opened_at: attempt.openedAt,
  record,
  merchant: attempt.merchant,
  operation: attempt.operation,
  order_id: attempt.orderId ?? null,
  transaction_id: attempt.transactionId ?? null,
  verdict: attempt.verdict?._tag ?? null,
  alarm: attempt.alarm ?? null,
  due_at: dueAt(attempt) ?? null,
  closed_at: attempt.closedAt ?? null
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

/** A text in a statement that takes no parameters. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/**
 * Adds the histories.
 *
 * Every new column has a constant default or none, so no row is rewritten, and
 * a process of the first edition can still insert rows. This edition knows them
 * by their empty history.
 */
export const addHistory = (prefix: string, adopt: string | undefined) =>
  Effect.gen(function*() {
    const sql = (yield* SqlClient.SqlClient).withoutTransforms()
    const { attempts, claims } = names(prefix)
    const table = sql(attempts)
    const column = (name: string, definition: string) =>
      sql`ALTER TABLE ${table} ADD COLUMN ${sql(name)} ${sql.unsafe(definition)}`
    const index = (name: string, on: Fragment) => sql`CREATE INDEX ${sql(`${attempts}_${name}`)} ON ${table} ${on}`

    yield* column("merchant", adopt === undefined ? "TEXT" : `TEXT DEFAULT ${quoted(adopt)}`)
    yield* column("operation", "TEXT")
    yield* column("group_number", "INTEGER")
    yield* column("order_id", "TEXT")
    yield* column("transaction_id", "TEXT")
    yield* column("verdict", "TEXT")
    yield* column("alarm", "TEXT")
    yield* column("evidence", "TEXT")
    yield* column("history", "TEXT NOT NULL DEFAULT ''")
    // Rows of the first edition are always due. The sweeper then goes by their records.
    yield* column("due_at", "DOUBLE PRECISION DEFAULT 0")
    yield* column("lease_ends", "DOUBLE PRECISION NOT NULL DEFAULT 0")
    yield* column("closed_at", "DOUBLE PRECISION")
    yield* column("tell_version", "INTEGER NOT NULL DEFAULT 0")
    yield* column("told_version", "INTEGER NOT NULL DEFAULT 0")
    yield* column("tell_tries", "INTEGER NOT NULL DEFAULT 0")
    yield* column("tell_after", "DOUBLE PRECISION NOT NULL DEFAULT 0")

    yield* sql`CREATE UNIQUE INDEX ${sql(`${attempts}_group`)} ON ${table} (group_key, group_number)
      WHERE group_key IS NOT NULL`
    yield* index("look", sql`(merchant, due_at) WHERE state <> 'Settled'`)
    yield* index("tell", sql`(merchant, tell_after) WHERE tell_version > told_version`)
    yield* index("merchant", sql`(merchant, opened_at, key)`)
    yield* index("opened", sql`(opened_at, key)`)
    yield* index("order", sql`(order_id) WHERE order_id IS NOT NULL`)
    yield* index("transaction", sql`(transaction_id) WHERE transaction_id IS NOT NULL`)
    yield* index("mismatch", sql`(merchant) WHERE verdict = 'Mismatch'`)
    yield* index("closed", sql`(operation, closed_at) WHERE closed_at IS NOT NULL`)
    yield* index("old", sql`(opened_at, key) WHERE history = ''`)

    // Evidence is claimed in the table of the first edition, so that processes of both editions see each other's claims.
    // SQLite cannot write two tables in one statement; PostgreSQL can.
    const claim = (on: string) =>
      sql`CREATE TRIGGER ${sql(`${attempts}_${on.slice(0, 6).toLowerCase()}`)} AFTER ${sql.unsafe(on)} ON ${table}
        WHEN NEW.evidence IS NOT NULL
        BEGIN
          INSERT INTO ${sql(claims)} (evidence_id, key) SELECT NEW.evidence, NEW.key
            WHERE NOT EXISTS (SELECT 1 FROM ${sql(claims)} WHERE evidence_id = NEW.evidence AND key = NEW.key);
        END`
    yield* sql.onDialectOrElse({
      sqlite: () => Effect.zipRight(claim("INSERT"), claim("UPDATE OF evidence")),
      orElse: () => Effect.void
    })
  })

/** Assigns the records that belong to no merchant to this one. */
export const adopt = (
  sql: SqlClient.SqlClient,
  prefix: string,
  merchant: string
): Effect.Effect<void, SqlError> =>
  Effect.asVoid(sql`UPDATE ${sql(names(prefix).attempts)} SET merchant = ${merchant} WHERE merchant IS NULL`)

/** Whether a record belongs to no merchant. */
export const hasOrphans = (sql: SqlClient.SqlClient, prefix: string): Effect.Effect<boolean, SqlError> =>
  Effect.map(
    sql`SELECT 1 AS found FROM ${sql(names(prefix).attempts)} WHERE merchant IS NULL LIMIT 1`,
    (rows) => rows.length > 0
  )

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
      sqlite: () =>
        Effect.sync(() => {
          Libsql.correct(sql)
          return sql.withoutTransforms()
        }),
      pg: () => Effect.succeed(sql.withoutTransforms()),
      orElse: () => refuse("The attempt log needs SQLite or PostgreSQL, because it uses a partial unique index")
    })
  })

/** Fails when the tables do not exist, or are older than this version. */
export const check = (sql: SqlClient.SqlClient, prefix: string): Effect.Effect<void, MigrationError> => {
  const { attempts, claims } = names(prefix)
  return Effect.mapError(
    sql`SELECT history FROM ${sql(attempts)}, ${sql(claims)} LIMIT 0`,
    (cause) => refuse(`The tables ${attempts} and ${claims} cannot be read: run SqlAttemptLog.migrate first`, cause)
  )
}

const refuse = (message: string, cause?: unknown) => new MigrationError({ reason: "bad-state", message, cause })
