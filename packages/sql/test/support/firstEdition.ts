/**
 * The log as the version before wrote it: its tables, its schema of a record,
 * and its statements. A process of it may still run beside this version.
 */
import { SqlClient } from "@effect/sql"
import { Effect, Schema } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { SettledOperation } from "effect-line-pay/Attempt"
import { TransactionId } from "effect-line-pay/TransactionId"
import { Verdict } from "effect-line-pay/Verdict"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

export const Attempt = Schema.Struct({
  key: Schema.String,
  group: optional(Schema.String),
  operation: SettledOperation,
  fingerprint: Schema.String,
  transactionId: optional(TransactionId),
  orderId: optional(Schema.String),
  refundUpTo: optional(Schema.Number),
  amount: optional(Schema.Number),
  currency: optional(Schema.String),
  capture: optional(Schema.Boolean),
  snapshot: optional(Schema.Struct({
    refunds: Schema.Array(Schema.Struct({ id: TransactionId, amount: Schema.Number })),
    remaining: optional(Schema.Number)
  })),
  openedAt: Schema.Number,
  sends: Schema.Array(
    Schema.Struct({ at: Schema.Number, quietUntil: Schema.Number, answered: optional(Schema.String) })
  ),
  sweeps: Schema.Number,
  verdict: optional(Verdict),
  needsHuman: optional(Schema.Boolean),
  version: Schema.Number
})
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

export const attempt = (fields: Partial<Attempt> & { readonly key: string }): Attempt => ({
  operation: "refundPayment",
  fingerprint: "{}",
  transactionId: TransactionId.make("2023042201206549310"),
  openedAt: 0,
  sends: [],
  sweeps: 0,
  version: 0,
  ...fields
})

const isOpen = ({ verdict }: Attempt) => verdict === undefined

const columns = (attempt: Attempt, record: string) => ({
  group_key: attempt.group ?? null,
  state: isOpen(attempt) ? attempt.needsHuman === true ? "NeedsHuman" : "Open" : "Settled",
  version: attempt.version,
  opened_at: attempt.openedAt,
  record
})

const RecordText = Schema.parseJson(Attempt)
const encode = Schema.encode(RecordText)
const decode = Schema.decodeUnknown(Schema.Array(Schema.pluck(Schema.Struct({ record: RecordText }), "record")))

/** The tables of the first edition. */
export const migrate = SqlAttemptLog.migrations()["0001_create_tables"]

/** Writes any text as a record, as somebody with SQL could. */
export const write = (attempt: Attempt, record?: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const text = record ?? (yield* encode(attempt))
    yield* sql`INSERT INTO line_pay_attempts ${
      sql.insert({ key: attempt.key, leased_until: 0, ...columns(attempt, text) })
    }`
  })

const find = (key: string, group: string | undefined) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const found = yield* Effect.flatMap(
      sql`SELECT record FROM line_pay_attempts
        WHERE key = ${key} OR (group_key = ${group ?? null} AND state <> 'Settled')`,
      decode
    )
    return {
      own: found.find((attempt) => attempt.key === key),
      other: found.find((attempt) => attempt.key !== key)
    }
  })

/** Whether it has opened the attempt. */
export const open = (attempt: Attempt) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const row = { key: attempt.key, leased_until: 0, ...columns(attempt, yield* encode(attempt)) }
    const inserted = yield* sql`INSERT INTO line_pay_attempts ${sql.insert(row)} ON CONFLICT DO NOTHING RETURNING key`
    if (inserted.length > 0) return true
    yield* find(attempt.key, attempt.group)
    return false
  })

/** Whether it has replaced the record. */
export const advance = (expectedVersion: number, attempt: Attempt) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const { group, key } = attempt
    const advanced = { ...attempt, version: expectedVersion + 1 }
    const row = columns(advanced, yield* encode(advanced))
    const unchanged = sql`key = ${key} AND version = ${expectedVersion}`
    const groupIsFree = sql`NOT EXISTS (
      SELECT 1 FROM line_pay_attempts AS other
      WHERE other.group_key = ${group ?? null} AND other.state <> 'Settled' AND other.key <> ${key}
    )`
    const condition = isOpen(attempt) ? sql.and([unchanged, groupIsFree]) : unchanged
    const updated = yield* sql`UPDATE line_pay_attempts SET ${sql.update(row)} WHERE ${condition} RETURNING key`
    if (updated.length > 0) return true
    yield* find(key, isOpen(attempt) ? group : undefined)
    return false
  })

/** The key of the attempt that the evidence proves. */
export const claim = (evidenceId: string, key: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const [holder] = yield* sql<{ readonly key: string }>`INSERT INTO line_pay_claims
      ${sql.insert({ evidence_id: evidenceId, key })}
      ON CONFLICT (evidence_id) DO UPDATE SET evidence_id = excluded.evidence_id RETURNING key`
    return holder?.key
  })

/** The open attempts that it leases. */
export const lease = (now: number, until: number) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql`WITH due AS (
        SELECT key FROM line_pay_attempts WHERE state = 'Open' AND leased_until <= ${now} ORDER BY opened_at LIMIT 32
      )
      UPDATE line_pay_attempts SET leased_until = ${until} WHERE key IN (SELECT key FROM due) RETURNING record`
    return yield* decode(rows)
  })
