/**
 * The verbs of the log, as statements.
 */
import type * as SqlClient from "@effect/sql/SqlClient"
import type { Fragment } from "@effect/sql/Statement"
import { type Attempt, dueAt, isOpen, SettledOperation, standing, type Unreadable } from "effect-line-pay/Attempt"
import { apply, type AttemptEvent, fold } from "effect-line-pay/AttemptEvent"
import {
  type Append,
  AppendResult,
  type AttemptLog,
  AttemptLogError,
  type Found,
  type Lease,
  type Prune,
  type Query
} from "effect-line-pay/AttemptLog"
import * as StoredAttempt from "effect-line-pay/StoredAttempt"
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type Failure, guard, isUniqueViolation } from "./guard.ts"
import * as Row from "./row.ts"
import * as Tables from "./tables.ts"

const minute = 60_000
const day = 1_440 * minute

/** The number of attempts that are read at a time. */
const pageSize = 100

/** How often a write is tried whose obstacles are gone when it looks for them. */
const maxTries = 20

type Read = Either.Either<Attempt, Unreadable>

export const make = (sql: SqlClient.SqlClient, prefix: string): AttemptLog.Service => {
  const names = Tables.names(prefix)
  const attempts = sql(names.attempts)
  const claims = sql(names.claims)

  const isPg = sql.onDialectOrElse({ pg: () => true, orElse: () => false })
  const choose = (sqlite: Fragment, pg: Fragment): Fragment => isPg ? pg : sqlite

  /** The database's clock, in milliseconds since 1970. It does not move within a statement. */
  const now = choose(
    sql`round((julianday('now') - 2440587.5) * 86400000.0)`,
    sql`floor(extract(epoch FROM statement_timestamp()) * 1000)::double precision`
  )

  /** A list as one parameter: a statement has the same text for lists of any length. */
  const texts = (values: ReadonlyArray<string>) =>
    choose(
      sql`SELECT DISTINCT value AS item FROM json_each(${JSON.stringify(values)})`,
      sql`SELECT DISTINCT value AS item FROM json_array_elements_text(CAST(${JSON.stringify(values)} AS text)::json)`
    )
  const versions = (pairs: ReadonlyArray<readonly [key: string, version: number]>) =>
    choose(
      sql`SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS version
        FROM json_each(${JSON.stringify(pairs)})`,
      sql`SELECT value ->> 0 AS key, CAST(value ->> 1 AS integer) AS version
        FROM json_array_elements(CAST(${JSON.stringify(pairs)} AS text)::json)`
    )

  const rowOf = (table: string) =>
    sql`${sql.csv(Row.columnNames.map((name) => sql`${sql(`${table}.${name}`)}`))}, ${sql(table)}.history = '' AS old`

  /** Lists of names and values, for a write. */
  const list = (parts: ReadonlyArray<Fragment>) => sql.csv(parts)

  const numberIs = (group: string | undefined, number: number) =>
    sql`(
      SELECT coalesce(max(group_number), 0)
        + coalesce(sum(CASE WHEN group_number IS NULL THEN version + 1 ELSE 0 END), 0)
      FROM ${attempts} WHERE group_key = ${group ?? null}
    ) = ${number}`

  // ---------------------------------------------------------------------------
  // get
  // ---------------------------------------------------------------------------

  const decodeTime = Schema.decodeUnknown(Schema.Tuple([Schema.Struct({
    at: Row.Figure,
    holder: Schema.optionalWith(Schema.NullOr(Schema.String), { default: () => null })
  })], Schema.Unknown))

  /** Selects the rows of these keys and of the group, the time, and which attempt the evidence proves. */
  const select = (keys: ReadonlyArray<string>, group: string | undefined, evidence: string | undefined) =>
    Effect.gen(function*() {
      const branches = keys.map((key) => sql`SELECT ${rowOf("a")} FROM ${attempts} AS a WHERE a.key = ${key}`)
      if (group !== undefined) {
        branches.push(
          sql`SELECT ${rowOf("a")} FROM ${attempts} AS a WHERE a.group_key = ${group}
            AND ${sql.and(keys.map((key) => sql`a.key <> ${key}`))}`
        )
      }
      const union = branches.reduce((left, right) => sql`${left} UNION ALL ${right}`)
      const holder = evidence === undefined
        ? sql`NULL`
        : sql`(SELECT key FROM ${claims} WHERE evidence_id = ${evidence})`
      const rows = yield* sql`SELECT ${now} AS at, ${holder} AS holder, found.*
        FROM (SELECT 1 AS one) AS one LEFT JOIN (${union}) AS found ON 1 = 1`
      const [{ at, holder: holds }] = yield* decodeTime(rows)
      const found = yield* Row.decodeRows(rows.filter(({ key }) => key !== null))
      const members = group === undefined ? [] : found.filter(({ group_key }) => group_key === group)
      return { at, holder: holds ?? undefined, found, members, number: Row.numberOf(members) }
    })

  const get = (key: string, group: string | undefined, formerKey: string | undefined): Effect.Effect<Found, Failure> =>
    Effect.gen(function*() {
      const keys = formerKey === undefined || formerKey === key ? [key] : [key, formerKey]
      const { at, found, members, number } = yield* select(keys, group, undefined)
      const row = found.find((row) => row.key === key) ?? found.find((row) => row.key === formerKey)
      const read = (row: Row.Row) => Row.readable("get", row)
      return {
        own: row === undefined ? Option.none() : Option.some(yield* read(row)),
        told: row?.told_version ?? 0,
        group: yield* Effect.forEach(members.filter((member) => member !== row), read),
        number,
        at
      }
    })

  // ---------------------------------------------------------------------------
  // append
  // ---------------------------------------------------------------------------

  interface Write {
    readonly next: Attempt
    readonly record: string
    /** The events as lines. */
    readonly lines: string
    readonly read: Attempt | undefined
    /** Whether the record is one of the first edition, whose history begins now. */
    readonly carried: string | undefined
    readonly number: number | undefined
    readonly evidence: string | undefined
    readonly tell: boolean
  }

  /** Parameters have the type of their column. PostgreSQL cannot always tell it; SQLite converts to it. */
  const typed = (name: string, value: string | number | null): Fragment => {
    if (!isPg) return sql`${value}`
    if (name.endsWith("_at")) return sql`CAST(${value} AS DOUBLE PRECISION)`
    return name === "version" || name === "group_number"
      ? sql`CAST(${value} AS INTEGER)`
      : sql`CAST(${value} AS TEXT)`
  }

  const later = (left: Fragment, right: Fragment) =>
    choose(sql`max(${left}, ${right})`, sql`greatest(${left}, ${right})`)

  const columnsOf = ({ evidence, next, number, record }: Write): ReadonlyArray<readonly [string, Fragment]> =>
    Object.entries({
      ...Tables.columns(next, record),
      ...(number === undefined || next.group === undefined ? {} : { group_number: number + 1 }),
      ...(evidence === undefined ? {} : { evidence })
    }).map(([name, value]) => [name, typed(name, value)] as const)

  const fences = ({ evidence, next, number }: Write): ReadonlyArray<Fragment> => [
    ...(number === undefined ? [] : [numberIs(next.group, number)]),
    ...(evidence === undefined
      ? []
      : [sql`NOT EXISTS (SELECT 1 FROM ${claims} WHERE evidence_id = ${evidence} AND key <> ${next.key})`])
  ]

  const insert = (write: Write): Fragment => {
    const { lines, next, tell } = write
    const told = tell && standing(next) !== undefined
    const columns: ReadonlyArray<readonly [string, Fragment]> = [
      ["key", typed("key", next.key)],
      ...columnsOf(write),
      ["history", typed("history", lines)],
      ["leased_until", sql`0`],
      ...(told
        ? [["tell_version", sql`CAST(${next.version} AS INTEGER)`], ["tell_after", sql`${now} + ${minute}`]] as const
        : [])
    ]
    return sql`INSERT INTO ${attempts} (${list(columns.map(([name]) => sql`${sql(name)}`))})
      SELECT ${list(columns.map(([, value]) => value))} WHERE ${sql.and([sql`1 = 1`, ...fences(write)])}
      ON CONFLICT DO NOTHING RETURNING key`
  }

  const update = (write: Write, read: Attempt): Fragment => {
    const { carried, lines, next, record, tell } = write
    const { group, key } = next
    const { version } = next
    const telling: ReadonlyArray<readonly [string, Fragment]> = standing(next) === undefined
      ? [["tell_version", sql`0`]]
      : !tell
      ? []
      : [
        ["tell_version", sql`CAST(${version} AS INTEGER)`],
        ["tell_tries", sql`CASE WHEN tell_version = ${version} THEN tell_tries ELSE 0 END`],
        ["tell_after", sql`CASE WHEN tell_version = ${version} THEN tell_after ELSE ${now} + ${minute} END`]
      ]
    // SQLite writes the entry of an index anew if a column of it is set, even to the same value.
    const before: Readonly<Record<string, unknown>> = carried === undefined ? Tables.columns(read, "") : {}
    const after: Readonly<Record<string, unknown>> = Tables.columns(next, record)
    const isChanged = (name: string) => name === "due_at" || before[name] !== after[name] || !(name in before)
    const columns: ReadonlyArray<readonly [string, Fragment]> = [
      ...columnsOf(write).filter(([name]) => isChanged(name)).map(([name, value]) =>
        // A lease outlives a write of somebody else.
        name === "due_at" && dueAt(next) !== undefined
          ? [name, later(value, sql`lease_ends`)] as const
          : [name, value] as const
      ),
      ["history", carried === undefined ? sql`history || ${lines}` : sql`CAST(${carried + lines} AS TEXT)`],
      ...telling
    ]
    const groupIsFree = sql`NOT EXISTS (
      SELECT 1 FROM ${attempts} AS other
      WHERE other.group_key = ${group ?? null} AND other.state <> 'Settled' AND other.key <> ${key}
    )`
    const conditions = [
      sql`key = ${key}`,
      sql`version = ${read.revision}`,
      carried === undefined ? sql`history <> ''` : sql`history = ''`,
      ...(isOpen(next) && group !== undefined ? [groupIsFree] : []),
      ...fences(write)
    ]
    return sql`UPDATE ${attempts} SET ${list(columns.map(([name, value]) => sql`${sql(name)} = ${value}`))}
      WHERE ${sql.and(conditions)} RETURNING key`
  }

  /** Claims the evidence in the same statement. On SQLite a trigger does so. */
  const claiming = (write: Fragment, evidence: string | undefined) =>
    evidence === undefined || !isPg
      ? sql`${write}`
      : sql`WITH written AS (${write}), claimed AS (
        INSERT INTO ${claims} (evidence_id, key) SELECT CAST(${evidence} AS TEXT), key FROM written
        WHERE NOT EXISTS (SELECT 1 FROM ${claims} AS claim WHERE claim.evidence_id = ${evidence} AND claim.key = written.key)
      ) SELECT key FROM written`

  const tryToWrite = (write: Write, tries: number): Effect.Effect<AppendResult, Failure> =>
    Effect.gen(function*() {
      const { evidence, next, number, read } = write
      const { group, key } = next
      const written = yield* claiming(read === undefined ? insert(write) : update(write, read), evidence).pipe(
        // On PostgreSQL two statements can begin at one number, open a group or claim evidence. An index rejects one.
        Effect.catchIf(isUniqueViolation, () => Effect.succeed([]))
      )
      if (written.length > 0) return AppendResult.Appended({ attempt: next })

      const { found, holder, members, number: current } = yield* select([key], group, evidence)
      const own = found.find((row) => row.key === key)
      const conflict = (row: Row.Row) =>
        Effect.map(Row.readable("append", row), (attempt) => AppendResult.Conflict({ attempt }))
      if (read === undefined) {
        if (own !== undefined) return yield* conflict(own)
      } else {
        if (own === undefined) return yield* fail(`there is no attempt with the key ${key}`)
        if (own.version !== read.revision) return yield* conflict(own)
        if (own.old && write.carried === undefined) {
          const carried = yield* StoredAttempt.encodeHistory([StoredAttempt.carried(read)])
          return yield* tryToWrite({ ...write, carried }, tries)
        }
      }
      const other = isOpen(next) ? members.find((row) => row.key !== key && Row.isOpen(row)) : undefined
      if (other !== undefined) return yield* conflict(other)
      if (number !== undefined && number !== current) return AppendResult.GroupMoved()
      if (holder !== undefined && holder !== key) return AppendResult.TakenBy({ key: holder })
      // Nothing is in the way any more.
      if (tries === maxTries) return yield* fail(`the database refused to write ${key}, and shows no reason`)
      return yield* tryToWrite(write, tries + 1)
    })

  const fail = (reason: string) => new AttemptLogError({ verb: "append", reason })

  const append = ({ attempt: read, events, evidence, number, tell }: Append): Effect.Effect<AppendResult, Failure> =>
    Effect.gen(function*() {
      const next = read === undefined
        ? Option.getOrUndefined(fold(events))
        : events.reduce((attempt, event) => apply(attempt, event), read)
      if (next === undefined) return yield* fail("the first event of a history must be `Opened`")
      const record = yield* StoredAttempt.encode(next)
      const lines = yield* StoredAttempt.encodeHistory(events)
      return yield* tryToWrite({ next, record, lines, read, carried: undefined, number, evidence, tell }, 1)
    })

  // ---------------------------------------------------------------------------
  // lease
  // ---------------------------------------------------------------------------

  const isDue = sql`state <> 'Settled' AND due_at <= ${now}`
  const isUntold = sql`tell_version > told_version`
  const mustBeTold = sql`${isUntold} AND tell_after <= ${now}`

  /** Leases the first of each merchant, then the second of each, and so on. No other sweeper gets them. */
  const leaseRows = ({ lease, limit, merchants, what }: Lease) => {
    // Sweepers that come at once skip each other's rows, and have to find others.
    const candidates = limit * 8
    const [time, condition] = what === "Due" ? [sql`due_at`, isDue] : [sql`tell_after`, mustBeTold]
    const change = what === "Due"
      ? sql`lease_ends = ${now} + ${millis(lease)}, due_at = ${now} + ${millis(lease)}`
      : sql`tell_tries = tell_tries + 1,
        tell_after = ${now} + ${minute} * (CASE WHEN tell_tries < 5 THEN 2 << tell_tries ELSE 60 END)`
    const picked = choose(
      sql`SELECT key, ${time} AS since, row_number() OVER (PARTITION BY merchant ORDER BY ${time}) AS turn
        FROM (${texts(merchants)}) AS merchants JOIN ${attempts} ON merchant = item WHERE ${condition}`,
      sql`SELECT key, since, row_number() OVER (PARTITION BY item ORDER BY since) AS turn
        FROM (${texts(merchants)}) AS merchants CROSS JOIN LATERAL (
          SELECT key, ${time} AS since FROM ${attempts} WHERE merchant = item AND ${condition}
          ORDER BY ${time} LIMIT ${candidates}
        ) AS due`
    )
    const set = sql`UPDATE ${attempts} SET ${change}`
    // SQLite does not know an alias there.
    const returning = sql`RETURNING ${rowOf(names.attempts)}, ${now} AS at`
    return choose(
      sql`${set} WHERE key IN (
        SELECT key FROM (${picked}) AS picked ORDER BY turn, since LIMIT ${limit}
      ) ${returning}`,
      // It locks before it writes and does not wait, so sweepers never wait for each other in a circle. A row is due when
      // it is locked, and nobody else can change it until it is leased.
      sql`WITH first AS (
        SELECT * FROM (${picked}) AS picked ORDER BY turn, since LIMIT ${candidates}
      ), free AS (
        SELECT a.key FROM first CROSS JOIN LATERAL (
          SELECT key FROM ${attempts} WHERE key = first.key AND ${condition} LIMIT 1 FOR UPDATE SKIP LOCKED
        ) AS a LIMIT ${limit}
      ) ${set} WHERE key IN (SELECT key FROM free) ${returning}`
    )
  }

  const decodeTimes = Schema.decodeUnknown(Schema.Array(Schema.Struct({ at: Row.Figure })))

  const lease = (given: Lease): Effect.Effect<ReadonlyArray<Read>, Failure> =>
    Effect.gen(function*() {
      const limit = Math.floor(given.limit)
      if (given.merchants.length === 0 || limit <= 0) return []
      const leased = yield* sql`${leaseRows({ ...given, limit })}`
      const [first] = yield* decodeTimes(leased.slice(0, 1))
      const rows = inTurn(yield* Row.decodeRows(leased)).map((row) => ({ row, attempt: Row.attemptOf(row) }))
      const at = first?.at ?? 0
      const early = given.what === "Untold" ?
        [] :
        rows.filter(({ attempt, row }) =>
          row.old && Either.isRight(attempt) && !((dueAt(attempt.right) ?? Infinity) <= at)
        )
      if (early.length === 0) return rows.map(({ attempt }) => attempt)
      // Only the record of the first edition says when it is due, and a process of that edition may change it.
      yield* sql`UPDATE ${attempts} SET due_at = CASE WHEN state = 'Open' THEN ${now} + ${
        5 * minute
      } ELSE ${now} + ${day} END
        WHERE history = '' AND key IN (${texts(early.map(({ row }) => row.key))})`
      const others = yield* lease({ ...given, limit: given.limit - (rows.length - early.length) })
      return [...rows.filter((row) => !early.includes(row)).map(({ attempt }) => attempt), ...others]
    })

  // ---------------------------------------------------------------------------
  // told
  // ---------------------------------------------------------------------------

  const told = (given: ReadonlyArray<readonly [key: string, version: number]>): Effect.Effect<void, Failure> => {
    const highest = new Map<string, number>()
    for (const [key, version] of given) highest.set(key, Math.max(version, highest.get(key) ?? 0))
    if (highest.size === 0) return Effect.void
    const news = versions([...highest])
    // Rows are locked in one order, so that two of these never wait for each other.
    const locked = choose(
      news,
      sql`SELECT a.key, news.version FROM (${news}) AS news JOIN ${attempts} AS a ON a.key = news.key
        ORDER BY a.key FOR UPDATE OF a`
    )
    return Effect.asVoid(
      sql`UPDATE ${attempts} SET told_version = news.version FROM (${locked}) AS news
        WHERE ${attempts}.key = news.key AND told_version < news.version`
    )
  }

  // ---------------------------------------------------------------------------
  // find
  // ---------------------------------------------------------------------------

  type Place = readonly [openedAt: number, key: string]

  /** Keeps a planner without statistics from choosing an index on this column. */
  const unindexed = (column: Fragment): Fragment => choose(sql`+${column}`, column)

  const page = (query: Query, after: Place | undefined) =>
    Effect.gen(function*() {
      const { merchant, openedBetween, orderId, state, transactionId, untold } = query
      const verdict = state === "Open" || state === "NeedsHuman" ? undefined : state
      const hasId = orderId !== undefined || transactionId !== undefined
      const isAttention = state === "Open" || state === "NeedsHuman"
      /** Whether an index has few attempts that match. The database then sorts them, and needs no index in order. */
      const isFew = hasId || isAttention || untold === true || verdict === "Mismatch"
      const openedAt = isFew ? sql`+opened_at` : sql`opened_at`

      const common = [
        ...(openedBetween === undefined
          ? []
          : [sql`${openedAt} >= ${openedBetween[0]}`, sql`${openedAt} < ${openedBetween[1]}`]),
        ...(after === undefined
          ? []
          : [sql`(${openedAt}, key) > (CAST(${after[0]} AS DOUBLE PRECISION), CAST(${after[1]} AS TEXT))`]),
        ...(state === "Open" ? [sql`state <> 'Settled'`, sql`state IN ('Open', 'InProgress')`] : []),
        ...(state === "NeedsHuman" ? [sql`state <> 'Settled'`, sql`state = 'NeedsHuman'`] : []),
        ...(untold === undefined ? [] : [untold ? isUntold : sql`NOT (${isUntold})`])
      ]
      const ofMerchant = (column: Fragment) => merchant === undefined ? [] : [sql`${column} = ${merchant}`]
      const rows = (order: Fragment, conditions: ReadonlyArray<Fragment>) =>
        sql`SELECT ${rowOf("a")} FROM ${attempts} AS a WHERE ${sql.and([sql`1 = 1`, ...conditions])}
          ORDER BY ${order}, key LIMIT ${pageSize}`
      const main = rows(openedAt, [
        ...(orderId === undefined ? [] : [sql`order_id = ${orderId}`]),
        ...(transactionId === undefined ? [] : [
          sql`${orderId === undefined ? sql`transaction_id` : unindexed(sql`transaction_id`)} = ${transactionId}`
        ]),
        ...(verdict === undefined
          ? []
          : [verdict === "Mismatch" && !hasId ? sql`verdict = 'Mismatch'` : sql`verdict = ${verdict}`]),
        ...ofMerchant(hasId ? unindexed(sql`merchant`) : sql`merchant`),
        ...common
      ])
      // The first edition did not write these columns, so its rows are looked through.
      const mentions = [orderId, transactionId, verdict].filter((text) => text !== undefined)
      if (mentions.length === 0) return yield* Effect.flatMap(sql`${main}`, Row.decodeRows)
      const old = rows(sql`opened_at`, [
        sql`history = ''`,
        ...mentions.map((text) =>
          choose(sql`instr(record, ${JSON.stringify(text)}) > 0`, sql`strpos(record, ${JSON.stringify(text)}) > 0`)
        ),
        ...ofMerchant(unindexed(sql`merchant`)),
        ...common
      ])
      const both = sql`SELECT * FROM (${main}) AS main UNION ALL SELECT * FROM (${old}) AS old`
      return yield* Effect.flatMap(
        sql`SELECT * FROM (${both}) AS found ORDER BY opened_at, key LIMIT ${pageSize}`,
        Row.decodeRows
      )
    })

  const find = (query: Query): Stream.Stream<Read, AttemptLogError> =>
    Stream.paginateChunkEffect(
      undefined,
      (after: Place | undefined) =>
        Effect.map(guard("find", page(query, after)), (rows) => {
          const last = rows.length < pageSize ? undefined : rows.at(-1)
          const found = rows.map((row) => ({ row, attempt: Row.attemptOf(row) })).filter(({ attempt, row }) =>
            !row.old || Either.isLeft(attempt) || matches(attempt.right, query)
          )
          const next: Option.Option<Place | undefined> = last === undefined
            ? Option.none()
            : Option.some([last.opened_at, last.key])
          return [Chunk.unsafeFromArray(found.map(({ attempt }) => attempt)), next] as const
        })
    )

  // ---------------------------------------------------------------------------
  // events
  // ---------------------------------------------------------------------------

  const events = (key: string): Effect.Effect<ReadonlyArray<AttemptEvent>, Failure> =>
    Effect.gen(function*() {
      const rows = yield* sql`SELECT ${rowOf("a")}, history FROM ${attempts} AS a WHERE key = ${key}`
      const [row] = yield* Row.decodeRows(rows)
      if (row === undefined) return []
      if (row.old) return [StoredAttempt.carried(yield* Row.readable("events", row))]
      const [{ history }] = yield* decodeHistory(rows)
      return yield* StoredAttempt.decodeHistory(history)
    })

  const decodeHistory = Schema.decodeUnknown(Schema.Tuple(Schema.Struct({ history: Schema.String })))

  // ---------------------------------------------------------------------------
  // prune
  // ---------------------------------------------------------------------------

  /** Deletes a step of one operation's attempts, by their columns. */
  const pruneStep = (operation: SettledOperation, closedBefore: number, refundableFor: number, step: number) => {
    const mayGo = sql.and([
      sql`operation = ${operation}`,
      sql`closed_at < ${closedBefore}`,
      ...(operation === "refundPayment" ? [sql`closed_at < ${now} - CAST(${refundableFor} AS DOUBLE PRECISION)`] : []),
      sql`alarm IS NULL`,
      sql`tell_version <= told_version`
    ])
    const lock = choose(sql``, sql`FOR UPDATE SKIP LOCKED`)
    const first = sql`SELECT key FROM ${attempts} WHERE ${mayGo} ORDER BY closed_at LIMIT ${step} ${lock}`
    return sql`DELETE FROM ${attempts} WHERE key IN (${first}) AND ${mayGo} RETURNING key`
  }

  /** Deletes those of a page of old rows that may go, by their records. */
  const pruneOld = (closedBefore: number, refundableFor: number, step: number, after: Place | undefined) =>
    Effect.gen(function*() {
      const place = after === undefined
        ? sql`1 = 1`
        : sql`(opened_at, key) > (CAST(${after[0]} AS DOUBLE PRECISION), CAST(${after[1]} AS TEXT))`
      const page = yield* sql`SELECT ${rowOf("a")}, ${now} AS at FROM ${attempts} AS a
        WHERE history = '' AND state = 'Settled' AND opened_at < ${closedBefore} AND ${place}
        ORDER BY opened_at, key LIMIT ${step}`
      const rows = yield* Row.decodeRows(page)
      const [first] = yield* decodeTimes(page.slice(0, 1))
      const refundsBefore = (first?.at ?? 0) - refundableFor
      const gone = rows.filter((row) => {
        const attempt = Row.attemptOf(row)
        if (Either.isLeft(attempt)) return false
        const { closedAt = Infinity, operation } = attempt.right
        return closedAt < closedBefore && (operation !== "refundPayment" || closedAt < refundsBefore)
      })
      const deleted = gone.length === 0 ?
        [] :
        yield* sql`DELETE FROM ${attempts} WHERE history = '' AND state = 'Settled'
        AND (key, version) IN (${versions(gone.map(({ key, version }) => [key, version]))}) RETURNING key`
      const last = rows.length < step ? undefined : rows.at(-1)
      const next: Place | undefined = last === undefined ? undefined : [last.opened_at, last.key]
      return [deleted.length, next] as const
    })

  const prune = ({ closedBefore, refundableFor = "365 days", step = 1_000 }: Prune) =>
    Effect.gen(function*() {
      const kept = Math.min(Duration.toMillis(refundableFor), Number.MAX_SAFE_INTEGER)
      const size = Math.max(1, Math.floor(step))
      let pruned = 0
      for (const operation of SettledOperation.literals) {
        let deleted = size
        while (deleted === size) {
          deleted = (yield* guard("prune", pruneStep(operation, closedBefore, kept, size))).length
          pruned += deleted
        }
      }
      let after: Place | undefined = undefined
      do {
        const [deleted, next]: readonly [number, Place | undefined] = yield* guard(
          "prune",
          pruneOld(closedBefore, kept, size, after)
        )
        pruned += deleted
        after = next
      } while (after !== undefined)
      return pruned
    })

  return {
    get: (key, options) => guard("get", get(key, options?.group, options?.formerKey)),
    append: (given) => guard("append", append(given)),
    lease: (given) => guard("lease", lease(given)),
    told: (given) => guard("told", told(given)),
    find,
    events: (key) => Stream.unwrap(Effect.map(guard("events", events(key)), Stream.fromIterable)),
    prune
  }
}

const millis = (duration: Duration.DurationInput): number =>
  Math.min(Math.max(1, Duration.toMillis(duration)), Number.MAX_SAFE_INTEGER)

/** Whether an attempt is one that a query asks for, by its record. */
const matches = (attempt: Attempt, { orderId, state, transactionId }: Query): boolean =>
  (orderId === undefined || attempt.orderId === orderId) &&
  (transactionId === undefined || attempt.transactionId === transactionId) &&
  (state === undefined || (standing(attempt) ?? "Open") === state)

/** The oldest of each merchant, then the next of each, and so on. */
const inTurn = (rows: ReadonlyArray<Row.Row>): ReadonlyArray<Row.Row> => {
  const turns = new Map<string | null, number>()
  const oldestFirst = rows.toSorted((left, right) => left.opened_at - right.opened_at)
  const placed = Arr.map(oldestFirst, (row) => {
    const turn = turns.get(row.merchant) ?? 0
    turns.set(row.merchant, turn + 1)
    return { row, turn }
  })
  return placed.toSorted((left, right) => left.turn - right.turn).map(({ row }) => row)
}
