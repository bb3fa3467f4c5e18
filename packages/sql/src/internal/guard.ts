/**
 * The frame of every verb. It refuses to run inside a transaction, retries a
 * statement that the database rolled back, and fails without the contents of
 * rows.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { AttemptLogError } from "effect-line-pay/AttemptLog"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schedule from "effect/Schedule"

/** A failure inside a verb. The caller gets it without the contents of the rows. */
export type Failure = SqlError | ParseResult.ParseError | AttemptLogError

/** The tags by which drivers mark a fiber in a transaction. libSQL has a separate tag, and does not export it. */
const transactions: ReadonlyArray<string> = [
  SqlClient.TransactionConnection.key,
  "@effect/sql-libsql/LibsqlClient/LibsqlTransaction"
]

export const guard = <A>(
  verb: AttemptLogError["verb"],
  effect: Effect.Effect<A, Failure>
): Effect.Effect<A, AttemptLogError> =>
  Effect.contextWithEffect((context: Context.Context<never>) => {
    if (transactions.some((key) => context.unsafeMap.has(key))) {
      const reason = "it was called inside a transaction, and must not be undone with it: commit first, then call"
      return new AttemptLogError({ verb, reason })
    }
    return effect.pipe(
      Effect.retry({ while: wasRolledBack }),
      Effect.retry({ while: isBusy, schedule: untilFree }),
      Effect.catchTags({
        SqlError: (error) => new AttemptLogError({ verb, reason: reasonOf(error) }),
        ParseError: (error) => {
          const paths = ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join("."))
          return new AttemptLogError({ verb, reason: `a text does not fit its schema (${paths.join()})` })
        }
      })
    )
  })

/** Returns the driver's message, without the database's own text, which quotes rows. */
const reasonOf = (error: SqlError): string => {
  const code = codeOf(error)
  return code === undefined ? error.message : `${error.message} (${code})`
}

/** Returns the code of the database or the operating system, such as `23505`, `SQLITE_BUSY` or `ECONNREFUSED`. */
const codeOf = ({ cause }: SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

export const isUniqueViolation = (error: SqlError): boolean => codeOf(error) === "23505"

/** PostgreSQL rolls back one of two statements that conflict at a strict isolation, or that wait for each other. */
const wasRolledBack = (error: Failure): boolean =>
  error._tag === "SqlError" && (codeOf(error) === "40001" || codeOf(error) === "40P01")

const isBusy = (error: Failure): boolean =>
  error._tag === "SqlError" && codeOf(error)?.startsWith("SQLITE_BUSY") === true

/** Another process writes to the SQLite file. Together these waits last two seconds. */
const untilFree = Schedule.jittered(Schedule.spaced("20 millis")).pipe(Schedule.intersect(Schedule.recurs(100)))

/** A start has no caller who waits, so these waits last twenty seconds. */
const untilStarted = Schedule.jittered(Schedule.spaced("50 millis")).pipe(Schedule.intersect(Schedule.recurs(400)))

/** Waits while another process writes to the SQLite file, so that a process can start meanwhile. */
export const waiting = <A, E extends { readonly _tag: string; readonly cause?: unknown }, R>(
  effect: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => Effect.retry(effect, { while: (error) => isBusyAt(error), schedule: untilStarted })

/** A migration's error has the database's somewhere among its causes. */
const isBusyAt = (error: unknown): boolean =>
  (Predicate.hasProperty(error, "code") && Predicate.isString(error.code) && error.code.startsWith("SQLITE_BUSY")) ||
  (Predicate.hasProperty(error, "cause") && error.cause !== error && isBusyAt(error.cause))
