/**
 * `AttemptLog` on `@effect/sql`, for several processes, or for one that may
 * crash.
 *
 * @since 0.1.0
 */
import * as Migrator from "@effect/sql/Migrator"
import type * as SqlClient from "@effect/sql/SqlClient"
import { SqlError } from "@effect/sql/SqlError"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { waiting } from "./internal/guard.ts"
import * as Statements from "./internal/statements.ts"
import * as Tables from "./internal/tables.ts"

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /**
   * The prefix of the table names: at most 40 of `a-z`, `0-9` and `_`. The
   * default is `line_pay`, for `line_pay_attempts`, `line_pay_claims` and
   * `line_pay_migrations`.
   */
  readonly prefix?: string | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface MigrateOptions extends Options {
  /**
   * The merchant that adopts the records of the version before, which name
   * none: the merchant's name, as `LinePayConfig.merchant` says it. Without it,
   * such a record stays unreadable, and nothing is sent for its key.
   *
   * Give it only if one merchant wrote all of these records.
   */
  readonly adopt?: string | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface LayerOptions extends MigrateOptions {
  /** Whether the layer runs {@link migrate} first. Default: `true`. */
  readonly migrate?: boolean | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Migrations extends Record<string, Effect.Effect<void, SqlError, SqlClient.SqlClient>> {
  readonly "0001_create_tables": Effect.Effect<void, SqlError, SqlClient.SqlClient>
  readonly "0002_history": Effect.Effect<void, SqlError, SqlClient.SqlClient>
}

const prefixOf = (options: Options | undefined): string => options?.prefix ?? "line_pay"

/**
 * Returns the migrations, for an application that runs them with its own. Pass
 * all of them to `Migrator.fromRecord` with a separate migrations table, or add
 * each under the application's next number.
 *
 * @example
 * ```ts
 * import { Migrator } from "@effect/sql"
 * import { SqlAttemptLog } from "effect-line-pay-sql"
 *
 * const theirs = Migrator.make({})({
 *   loader: Migrator.fromRecord(SqlAttemptLog.migrations()),
 *   table: "line_pay_migrations"
 * })
 *
 * const linePay = SqlAttemptLog.migrations()
 * const ours = Migrator.make({})({
 *   loader: Migrator.fromRecord({
 *     "0058_line_pay": linePay["0001_create_tables"],
 *     "0059_line_pay_history": linePay["0002_history"]
 *   })
 * })
 * ```
 *
 * @since 0.1.0
 * @category migrations
 */
export const migrations = (options?: MigrateOptions): Migrations => ({
  // Only add to these, never edit them. Databases remember which ones they have run.
  "0001_create_tables": Tables.create(prefixOf(options)),
  "0002_history": Tables.addHistory(prefixOf(options), options?.adopt)
})

/** Does what `Migrator.fromRecord` does. The lowest supported version of the peer does not have it yet. */
const loader = (record: Migrations): Migrator.Loader =>
  Effect.succeed(
    Object.entries(record).map(([name, migration]): Migrator.ResolvedMigration => [
      Number.parseInt(name, 10),
      name.replace(/^\d+_/, ""),
      Effect.succeed(migration)
    ])
  )

/** Adopts the records that belong to no merchant. The migration may have run without a name. */
const adopt = (options: MigrateOptions | undefined) =>
  Effect.flatMap(Tables.client(prefixOf(options)), (sql) =>
    options?.adopt === undefined
      ? Effect.void
      : waiting(Effect.zipRight(
        Tables.check(sql, prefixOf(options)),
        Tables.adopt(sql, prefixOf(options), options.adopt)
      )))

/**
 * Migrates the tables to this version, with `@effect/sql`'s Migrator. Any
 * number of processes may do so at once. Do not run it inside a transaction.
 *
 * It adds columns and indexes, and rewrites no row. Processes of the version
 * before may still run beside, and send nothing for a record that they cannot
 * read.
 *
 * Fails with a `MigrationError` when the database is neither SQLite nor
 * PostgreSQL, or a migration fails.
 *
 * @since 0.1.0
 * @category migrations
 */
export const migrate = (
  options?: MigrateOptions
): Effect.Effect<void, SqlError | Migrator.MigrationError, SqlClient.SqlClient> =>
  Effect.flatMap(Tables.client(prefixOf(options)), (sql) =>
    Migrator.make({})({
      loader: loader(migrations(options)),
      table: Tables.names(prefixOf(options)).migrations
    }).pipe(
      // The Migrator dies when a migration or a commit fails.
      Effect.catchSomeDefect((defect) =>
        defect instanceof Migrator.MigrationError || defect instanceof SqlError
          ? Option.some(Effect.fail(defect))
          : Option.none()
      ),
      Effect.zipRight(Tables.check(sql, prefixOf(options))),
      Effect.zipRight(adopt(options)),
      // Processes that start together race to create the Migrator's own table. The losers find it when they retry.
      Effect.retry({ times: 3 }),
      waiting
    ))

/**
 * Makes the log on tables that already exist. It logs a warning if records
 * belong to no merchant.
 *
 * Fails with a `MigrationError` when the tables do not exist, or the database is
 * neither SQLite nor PostgreSQL.
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (
  options?: Options
): Effect.Effect<AttemptLog.Service, SqlError | Migrator.MigrationError, SqlClient.SqlClient> =>
  Effect.gen(function*() {
    const sql = yield* Tables.client(prefixOf(options))
    yield* waiting(Tables.check(sql, prefixOf(options)))
    if (yield* waiting(Tables.hasOrphans(sql, prefixOf(options)))) {
      yield* Effect.logWarning(
        `${
          Tables.names(prefixOf(options)).attempts
        } has records that belong to no merchant. Nothing is sent for their ` +
          "keys, and nobody looks at them. Give SqlAttemptLog.layerWith or migrate the option `adopt`"
      )
    }
    return Statements.make(sql, prefixOf(options))
  })

/**
 * Provides {@link layer} with another prefix, with a merchant for old records,
 * or without migrations. Without migrations, the tables must already exist.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerWith = (
  options: LayerOptions
): Layer.Layer<AttemptLog, SqlError | Migrator.MigrationError, SqlClient.SqlClient> =>
  Layer.effect(
    AttemptLog,
    Effect.zipRight(options.migrate === false ? adopt(options) : migrate(options), make(options))
  )

/**
 * Provides the log in a SQL database, and migrates its tables first.
 *
 * It works with every driver of `@effect/sql` for SQLite (3.38 or newer) and
 * PostgreSQL, also behind PgBouncer in transaction mode. Each verb that writes
 * is one statement, which is committed at once. Inside a transaction each verb
 * fails and does nothing, because a rollback would make the log forget a
 * request that was sent.
 *
 * Times are the database's, so the processes' clocks may differ.
 *
 * @example
 * ```ts
 * import { PgClient } from "@effect/sql-pg"
 * import { Config, Layer } from "effect"
 * import { SqlAttemptLog } from "effect-line-pay-sql"
 *
 * const AttemptLogLive = SqlAttemptLog.layer.pipe(
 *   Layer.provide(PgClient.layerConfig({ url: Config.redacted("DATABASE_URL") }))
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer: Layer.Layer<AttemptLog, SqlError | Migrator.MigrationError, SqlClient.SqlClient> = layerWith({})
