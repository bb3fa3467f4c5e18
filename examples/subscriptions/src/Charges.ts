/**
 * Keeps one row for each subscriber and month: the amount due, and its state.
 *
 * Every change is one statement, so it is atomic. A run leases a charge while it works on it, so several runs can share
 * the work. The lease is no lock. If it expires too early, two runs ask for the same charge, and the attempt log lets
 * one of them send it.
 */
import { SqlClient, type SqlError } from "@effect/sql"
import { Chunk, Clock, Duration, Effect, Option, type ParseResult, Schema, Stream } from "effect"
import type { TransactionId } from "effect-line-pay"
import { following, Period } from "./Period.ts"
import { SealedRegKey } from "./RegKeyVault.ts"

/**
 * - `Due`: to be charged from `due_at` on.
 * - `Checking`: sent, and the outcome is unknown.
 * - `KeyDead`: rejected because of the regKey, which is reviewed after the run.
 * - `Unpaid`: given up; the next enrolment of the subscriber pays it.
 */
export const State = Schema.Literal("Due", "Checking", "Paid", "KeyDead", "Unpaid", "NeedsHuman")

export type State = typeof State.Type

/** The database is gone, or its rows do not decode. */
export type DatabaseError = SqlError.SqlError | ParseResult.ParseError

export const Charge = Schema.Struct({
  orderId: Schema.String,
  subscriberId: Schema.String,
  amount: Schema.Number,
  /** How many times it was rejected. */
  tries: Schema.Number,
  /** The version of the attempt in the log that is recorded here. */
  seen: Schema.Number,
  /** The subscriber's, as it is now. */
  regKey: Schema.NullOr(SealedRegKey)
})

export interface Charge extends Schema.Schema.Type<typeof Charge> {}

/** A month that the customer has paid on LINE Pay's page. */
export interface PaidMonth {
  readonly orderId: string
  readonly subscriberId: string
  readonly period: Period
  readonly amount: number
  readonly transactionId: TransactionId
}

/** Which charges to claim, how many at a time, and for how long to lease them. */
export interface Claim {
  readonly state: State
  readonly dueBefore: number
  readonly page: number
  readonly lease: Duration.DurationInput
  /** Whether to wait for charges that another process has leased, and claim them if it does not finish them. */
  readonly ofOthers: "Await" | "Leave"
}

const decodeCharges = Schema.decodeUnknown(Schema.Array(Charge))
const decodeCount = Schema.decodeUnknown(Schema.Tuple(Schema.Struct({ count: Schema.Number })))
const decodeLease = Schema.decodeUnknown(Schema.Tuple(Schema.Struct({ until: Schema.NullOr(Schema.Number) })))
const decodeMonths = Schema.decodeUnknown(Schema.Array(Schema.Struct({ period: Period, state: State })))
const decodeTotals = Schema.decodeUnknown(
  Schema.Array(Schema.Struct({ state: State, count: Schema.Number, amount: Schema.Number }))
)

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const skipLocked = sql.onDialectOrElse({ pg: () => sql`FOR UPDATE SKIP LOCKED`, orElse: () => sql`` })
  const charge = sql`order_id AS ${sql("orderId")}, subscriber_id AS ${sql("subscriberId")}, amount, tries, seen,
    (SELECT reg_key FROM subscribers WHERE subscribers.id = charges.subscriber_id) AS ${sql("regKey")}`

  const claim = ({ dueBefore, lease, page, state }: Claim) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const rows = yield* sql`UPDATE charges SET leased_until = ${now + Duration.toMillis(lease)} WHERE order_id IN (
        SELECT order_id FROM charges WHERE state = ${state} AND due_at <= ${dueBefore} AND leased_until <= ${now}
        ORDER BY due_at, order_id LIMIT ${page} ${skipLocked}
      ) RETURNING ${charge}`
      return yield* decodeCharges(rows)
    })

  /** When the first lease of any process expires. */
  const firstLease = ({ dueBefore, state }: Claim) =>
    sql`SELECT min(leased_until) AS until FROM charges WHERE state = ${state} AND due_at <= ${dueBefore}`.pipe(
      Effect.flatMap(decodeLease),
      Effect.map(([{ until }]) => until)
    )

  /** Without a version, the log knows nothing new. Only the log ends `Checking`, so only `Due` changes then. */
  const update = (orderId: string, set: Record<string, unknown>, version?: number) =>
    version === undefined
      ? sql`UPDATE charges SET ${sql.update({ leased_until: 0, ...set })} WHERE order_id = ${orderId} AND state = 'Due'`
      : sql`UPDATE charges SET ${sql.update({ leased_until: 0, seen: version, ...set })}
        WHERE order_id = ${orderId} AND state <> 'Paid' AND seen < ${version}`

  return {
    /** Makes the month due for everybody who is active and has no charge for it. */
    open: (period: Period) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (now) =>
          // The order id is that of `Period.orderId`.
          sql`INSERT INTO charges (order_id, subscriber_id, period, amount, state, tries, due_at, leased_until)
          SELECT 'sub-' || id || '-' || ${period}, id, ${period}, amount, 'Due', 0, ${now}, 0
          FROM subscribers WHERE status = 'Active' ON CONFLICT DO NOTHING`
      ),

    count: (state: State, dueBefore: number) =>
      sql`SELECT CAST(count(*) AS INTEGER) AS count FROM charges WHERE state = ${state} AND due_at <= ${dueBefore}`
        .pipe(
          Effect.flatMap(decodeCount),
          Effect.map(([{ count }]) => count)
        ),

    /** Claims charges, page by page, until none is left. */
    claimed: (claimed: Claim) =>
      Stream.paginateChunkEffect(undefined, () =>
        Effect.gen(function*() {
          const page = Chunk.unsafeFromArray(yield* claim(claimed))
          if (Chunk.isNonEmpty(page)) return [page, Option.some(undefined)] as const
          const until = claimed.ofOthers === "Await" ? yield* firstLease(claimed) : null
          if (until === null) return [page, Option.none()] as const
          const now = yield* Clock.currentTimeMillis
          yield* Effect.sleep(
            Duration.clamp(Duration.millis(until - now), { minimum: "50 millis", maximum: "1 second" })
          )
          return [page, Option.some(undefined)] as const
        })),

    find: (orderId: string) =>
      sql`SELECT ${charge} FROM charges WHERE order_id = ${orderId}`.pipe(
        Effect.flatMap(decodeCharges),
        Effect.map(([found]) => Option.fromNullable(found))
      ),

    /** A payment outranks any earlier state. */
    paid: (orderId: string, transactionId: TransactionId, version: number) =>
      sql`UPDATE charges SET ${
        sql.update({ state: "Paid", leased_until: 0, seen: version, because: null, transaction_id: transactionId })
      } WHERE order_id = ${orderId} AND seen < ${version}`,
    /** Records the payment that the customer made to enrol. */
    paidByEnrolling: ({ amount, orderId, period, subscriberId, transactionId }: PaidMonth) => {
      const row = { order_id: orderId, subscriber_id: subscriberId, period, amount, transaction_id: transactionId }
      return sql`INSERT INTO charges ${sql.insert({ ...row, state: "Paid", tries: 0, due_at: 0, leased_until: 0 })}
        ON CONFLICT (order_id) DO UPDATE SET state = 'Paid', transaction_id = ${transactionId}, because = NULL`
    },
    dueAgain: (orderId: string, dueAt: number, tries: number, because: string, version?: number) =>
      update(orderId, { state: "Due", due_at: dueAt, tries, because }, version),
    ended: (orderId: string, state: "KeyDead" | "NeedsHuman" | "Unpaid", because: string, version?: number) =>
      update(orderId, { state, because }, version),
    /** Nothing was sent, as the log says. */
    notSent: (orderId: string) =>
      sql`UPDATE charges SET state = 'Due', leased_until = 0 WHERE order_id = ${orderId} AND state = 'Checking'`,
    /** Stops charging this subscriber. Due charges, and those rejected because of the key, stay unpaid. */
    givenUp: (subscriberId: string, because: string) =>
      sql`UPDATE charges SET ${sql.update({ state: "Unpaid", leased_until: 0, because })}
        WHERE subscriber_id = ${subscriberId} AND state IN ('Due', 'KeyDead')`,
    /** Changes nothing if the outcome was recorded meanwhile. A sweeper leaves the charge alone for some minutes. */
    checking: (orderId: string) =>
      Effect.flatMap(
        Clock.currentTimeMillis,
        (now) =>
          sql`UPDATE charges SET state = 'Checking', leased_until = ${now + 300_000}
          WHERE order_id = ${orderId} AND state IN ('Due', 'Checking') AND leased_until > 0`
      ),
    /** Releases a charge that was claimed and not tried. */
    release: (orderId: string) => update(orderId, {}),
    /** Ignores LINE Pay's answers about the regKeys, and retries their charges. */
    reinstateKeys: sql`UPDATE charges SET state = 'Due', leased_until = 0 WHERE state = 'KeyDead'`,

    /**
     * Returns the month that an enrolment pays: the oldest unpaid one, or the next one. Returns `None` while the outcome
     * of a month is unknown.
     */
    toEnrolFor: (subscriberId: string, current: Period) =>
      sql`SELECT period, state FROM charges WHERE subscriber_id = ${subscriberId} ORDER BY period`.pipe(
        Effect.flatMap(decodeMonths),
        Effect.map((months) => {
          if (months.some(({ state }) => state === "Checking" || state === "NeedsHuman")) return Option.none()
          const open = months.find(({ state }) => state !== "Paid")
          const last = months.at(-1)
          return Option.some(
            open?.period ?? (last === undefined || last.period < current ? current : following(last.period))
          )
        })
      ),

    totals: (period: Period) =>
      Effect.flatMap(
        sql`SELECT state, CAST(count(*) AS INTEGER) AS count, CAST(sum(amount) AS INTEGER) AS amount
          FROM charges WHERE period = ${period} GROUP BY state ORDER BY state`,
        decodeTotals
      )
  }
})

export class Charges extends Effect.Service<Charges>()("subscriptions/Charges", { effect: make }) {}
