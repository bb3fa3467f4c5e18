/**
 * The verbs of the log, as statements.
 */
import * as SqlClient from "@effect/sql/SqlClient"
import type { SqlError } from "@effect/sql/SqlError"
import { Attempt, isOpen } from "effect-line-pay/Attempt"
import { AdvanceResult, type AttemptLog, AttemptLogError, ClaimResult, OpenResult } from "effect-line-pay/AttemptLog"
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Clock from "effect/Clock"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Order from "effect/Order"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import * as Tables from "./tables.ts"

/** A failure inside a verb. The caller gets it without the contents of the rows. */
type Failure = SqlError | ParseResult.ParseError

export const make = (sql: SqlClient.SqlClient, prefix: string): AttemptLog.Service => {
  const names = Tables.names(prefix)
  const attempts = sql(names.attempts)
  const claims = sql(names.claims)

  /** Selects the attempt with this key, and the other open one of this group. */
  const find = (key: string, group: string | undefined) =>
    sql`SELECT record FROM ${attempts} WHERE key = ${key} OR (group_key = ${group ?? null} AND state <> 'Settled')`
      .pipe(
        Effect.flatMap(decodeRecords),
        Effect.map((found) => ({
          own: found.find((attempt) => attempt.key === key),
          other: found.find((attempt) => attempt.key !== key)
        }))
      )

  const open = (attempt: Attempt): Effect.Effect<OpenResult, Failure> =>
    Effect.gen(function*() {
      const row = { key: attempt.key, leased_until: 0, ...Tables.columns(attempt, yield* encodeRecord(attempt)) }
      const inserted = yield* sql`INSERT INTO ${attempts} ${sql.insert(row)} ON CONFLICT DO NOTHING RETURNING key`
      if (inserted.length > 0) return OpenResult.Opened({ attempt })
      const { other, own } = yield* find(attempt.key, attempt.group)
      const existing = own ?? other
      // Neither: the group's other attempt was settled after the insert, so the group is free.
      return existing === undefined ? yield* open(attempt) : OpenResult.Existing({ attempt: existing })
    })

  const advance = (
    expectedVersion: number,
    attempt: Attempt
  ): Effect.Effect<AdvanceResult, Failure | AttemptLogError> =>
    Effect.gen(function*() {
      const { group, key } = attempt
      const advanced = { ...attempt, version: expectedVersion + 1 }
      const row = Tables.columns(advanced, yield* encodeRecord(advanced))
      const unchanged = sql`key = ${key} AND version = ${expectedVersion}`
      const groupIsFree = sql`NOT EXISTS (
        SELECT 1 FROM ${attempts} AS other
        WHERE other.group_key = ${group ?? null} AND other.state <> 'Settled' AND other.key <> ${key}
      )`
      const condition = isOpen(attempt) ? sql.and([unchanged, groupIsFree]) : unchanged
      const updated = yield* sql`UPDATE ${attempts} SET ${sql.update(row)} WHERE ${condition} RETURNING key`.pipe(
        // On PostgreSQL two attempts can join a group at once. The index rejects one of them.
        Effect.catchIf(isUniqueViolation, () => Effect.succeed([]))
      )
      if (updated.length > 0) return AdvanceResult.Advanced({ attempt: advanced })
      const { other, own } = yield* find(key, isOpen(attempt) ? group : undefined)
      if (own === undefined) {
        return yield* new AttemptLogError({ verb: "advance", reason: `there is no attempt with the key ${key}` })
      }
      // No conflict is left: the row that was in the way has changed since the update.
      return other === undefined && own.version === expectedVersion
        ? yield* advance(expectedVersion, attempt)
        : AdvanceResult.Conflict({ attempt: other ?? own })
    })

  const claim = (evidenceId: string, key: string): Effect.Effect<ClaimResult, Failure> =>
    // Changes nothing, but makes the statement return a row that already exists.
    sql`INSERT INTO ${claims} ${sql.insert({ evidence_id: evidenceId, key })}
      ON CONFLICT (evidence_id) DO UPDATE SET evidence_id = excluded.evidence_id RETURNING key`.pipe(
      Effect.flatMap(decodeClaims),
      Effect.map(([holder]) => holder.key === key ? ClaimResult.Claimed() : ClaimResult.TakenBy({ key: holder.key }))
    )

  const skipLocked = sql.onDialectOrElse({ pg: () => sql`FOR UPDATE SKIP LOCKED`, orElse: () => sql`` })

  /** Leases the oldest attempts that were due when the stream started. A leased attempt is no longer due. */
  const lease = (started: number, duration: Duration.DurationInput, oldest: number) =>
    Effect.gen(function*() {
      const now = Math.max(started, yield* Clock.currentTimeMillis)
      const until = Math.min(now + Math.max(1, Duration.toMillis(duration)), Number.MAX_SAFE_INTEGER)
      const rows = yield* sql`WITH due AS (
          SELECT key FROM ${attempts} WHERE state = 'Open' AND leased_until <= ${started} AND opened_at >= ${oldest}
          ORDER BY opened_at LIMIT ${pageSize} ${skipLocked}
        )
        UPDATE ${attempts} SET leased_until = ${until} WHERE key IN (SELECT key FROM due) RETURNING record`
      const page = Arr.sort(yield* decodeRecords(rows), oldestFirst)
      const youngest = page.length < pageSize ? Option.none() : Arr.last(page)
      return [Chunk.unsafeFromArray(page), Option.map(youngest, ({ openedAt }) => openedAt)] as const
    })

  return {
    open: (attempt) => guard("open", open(attempt)),
    advance: (expectedVersion, attempt) => guard("advance", advance(expectedVersion, attempt)),
    claim: (evidenceId, key) => guard("claim", claim(evidenceId, key)),
    openAttempts: (duration) =>
      Stream.unwrap(
        Effect.map(Clock.currentTimeMillis, (started) =>
          Stream.paginateChunkEffect(-Number.MAX_VALUE, (oldest) =>
            guard("openAttempts", lease(started, duration, oldest))))
      )
  }
}

/** The number of attempts per lease. It is small, so that the last one does not wait for most of its lease. */
const pageSize = 32

const oldestFirst = Order.mapInput(Order.number, (attempt: Attempt) => attempt.openedAt)

/** The tags by which drivers mark a fiber in a transaction. libSQL has a separate tag, and does not export it. */
const transactions: ReadonlyArray<string> = [
  SqlClient.TransactionConnection.key,
  "@effect/sql-libsql/LibsqlClient/LibsqlTransaction"
]

const guard = <A>(
  verb: AttemptLogError["verb"],
  effect: Effect.Effect<A, Failure | AttemptLogError>
): Effect.Effect<A, AttemptLogError> =>
  Effect.contextWithEffect((context: Context.Context<never>) => {
    if (transactions.some((key) => context.unsafeMap.has(key))) {
      const reason = "it was called inside a transaction, and must not be undone with it: commit first, then call"
      return new AttemptLogError({ verb, reason })
    }
    return Effect.retry(effect, { while: mustBeRepeated }).pipe(Effect.catchTags({
      SqlError: (error) => new AttemptLogError({ verb, reason: reasonOf(error) }),
      ParseError: (error) => {
        const paths = ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join("."))
        return new AttemptLogError({ verb, reason: `a record does not fit the schema of an attempt (${paths.join()})` })
      }
    }))
  })

/** Returns the driver's message, without the database's own text, which quotes rows. */
const reasonOf = (error: SqlError): string => {
  const code = codeOf(error)
  return code === undefined ? error.message : `${error.message} (${code})`
}

/** Returns the code of the database or the operating system, such as `23505`, `SQLITE_BUSY` or `ECONNREFUSED`. */
const codeOf = ({ cause }: SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) ? cause.code : undefined

const isUniqueViolation = (error: SqlError): boolean => codeOf(error) === "23505"

/** Under stricter isolation than its default, PostgreSQL rolls back one of two conflicting statements. */
const mustBeRepeated = (error: Failure | AttemptLogError): boolean =>
  error._tag === "SqlError" && codeOf(error) === "40001"

const RecordText = Schema.parseJson(Attempt)
const encodeRecord = Schema.encode(RecordText)
const decodeRecords = Schema.decodeUnknown(
  Schema.Array(Schema.pluck(Schema.Struct({ record: RecordText }), "record"))
)
const decodeClaims = Schema.decodeUnknown(Schema.Tuple(Schema.Struct({ key: Schema.String })))
