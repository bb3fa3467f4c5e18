/**
 * Logs attempts to move money, before anything is sent.
 *
 * @since 0.1.0
 */
import type * as Arr from "effect/Array"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type Attempt, dueAt, isOpen, type Standing, standing, type Unreadable } from "./Attempt.ts"
import { apply, type AttemptEvent, fold } from "./AttemptEvent.ts"
import * as Now from "./internal/settlement/now.ts"
import type { TransactionId } from "./TransactionId.ts"

/**
 * Lists the verbs of the log, for `AttemptLogError`.
 *
 * @since 0.1.0
 * @category models
 */
export const Verb = Schema.Literal("get", "append", "lease", "told", "find", "events", "prune")

/**
 * @since 0.1.0
 * @category models
 */
export type Verb = typeof Verb.Type

/**
 * Reports that the log could not be read or written, so the call sent nothing.
 *
 * A log that fails after a request was sent does not hide LINE Pay's answer.
 * The caller gets the answer. Settlement writes it to the log later.
 *
 * @since 0.1.0
 * @category errors
 */
export class AttemptLogError extends Schema.TaggedError<AttemptLogError>("effect-line-pay/AttemptLogError")(
  "AttemptLogError",
  {
    /** The verb that failed. */
    verb: Verb,
    /** The reason, in words that hold no secret. */
    reason: Schema.String,
    cause: Schema.optionalWith(Schema.Defect, { exact: true })
  }
) {
  override get message(): string {
    return `The attempt log could not ${doing[this.verb]}: ${this.reason}. Nothing is sent to LINE Pay without a ` +
      "record. Fix the log, then retry with the same key"
  }
}

const doing: { readonly [V in Verb]: string } = {
  get: "be read",
  append: "be written",
  lease: "lease attempts",
  told: "record what the shop has taken",
  find: "be searched",
  events: "read a history",
  prune: "be pruned"
}

/**
 * Holds what the log knows about a key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Found {
  /** The record of the key. */
  readonly own: Option.Option<Attempt>
  /** The version of it that the shop has taken; 0 if none. */
  readonly told: number
  /** The other records of the group, in any order. */
  readonly group: ReadonlyArray<Attempt>
  /** Changes whenever an attempt of the group begins. */
  readonly number: number
  /** The time by the log's clock, in milliseconds since 1970. */
  readonly at: number
}

/**
 * Describes what to append.
 *
 * @since 0.1.0
 * @category models
 */
export interface Append {
  /** The record as it was read. Absent for a new one; the first event is `Opened` then. */
  readonly attempt?: Attempt | undefined
  readonly events: Arr.NonEmptyReadonlyArray<AttemptEvent>
  /**
   * The group's number that the attempt begins at, as {@link Found} has it. If
   * another attempt of the group has begun since, nothing is written.
   */
  readonly number?: number | undefined
  /** The id of a refund or a payment that proves this attempt, and may prove no other. */
  readonly evidence?: string | undefined
  /** Whether the shop wants to know how the attempt stands then. */
  readonly tell: boolean
}

/**
 * Says what `append` did.
 *
 * - `Appended`: the events are written. `attempt` is the record now.
 * - `Conflict`: nothing is written, because somebody else was faster. `attempt` is the current record of the key, or the
 *   open one of the group.
 * - `GroupMoved`: nothing is written, because another attempt of the group has begun since `number` was read.
 * - `TakenBy`: nothing is written, because the evidence already proves the attempt with this key.
 *
 * @since 0.1.0
 * @category models
 */
export type AppendResult = Data.TaggedEnum<{
  Appended: { readonly attempt: Attempt }
  Conflict: { readonly attempt: Attempt }
  GroupMoved: {}
  TakenBy: { readonly key: string }
}>

/**
 * @since 0.1.0
 * @category constructors
 */
export const AppendResult = Data.taggedEnum<AppendResult>()

/**
 * Says which attempts to lease.
 *
 * - `Due`: the open ones at which the sweeper must look now; see `Attempt.dueAt`.
 * - `Untold`: those whose standing the shop has not taken, a minute after they were written. Each further lease waits
 *   twice as long, an hour at most.
 *
 * @since 0.1.0
 * @category models
 */
export interface Lease {
  readonly what: "Due" | "Untold"
  /** Only attempts of these merchants are leased, in turn, so that none starves the others. */
  readonly merchants: ReadonlyArray<string>
  /** How many at most. */
  readonly limit: number
  /** How long no other sweeper gets a `Due` one. */
  readonly lease: Duration.Duration
}

/**
 * Describes which attempts to find. All conditions that are given must hold.
 *
 * @since 0.1.0
 * @category models
 */
export interface Query {
  readonly merchant?: string | undefined
  /** `Open` for those in progress. */
  readonly state?: "Open" | Standing | undefined
  readonly orderId?: string | undefined
  readonly transactionId?: TransactionId | undefined
  /** Milliseconds since 1970; the beginning is included, the end is not. */
  readonly openedBetween?: readonly [from: number, to: number] | undefined
  /** Only those whose standing the shop has not taken. */
  readonly untold?: boolean | undefined
}

/**
 * Says what may be pruned.
 *
 * @since 0.1.0
 * @category models
 */
export interface Prune {
  /** Only attempts that were closed before this time, in milliseconds since 1970. */
  readonly closedBefore: number
  /**
   * How long LINE Pay refunds a payment; 365 days by default. The log keeps a
   * refund for that long, because a forgotten refund may be made twice.
   */
  readonly refundableFor?: Duration.DurationInput | undefined
  /** How many to delete in one step; 1,000 by default. */
  readonly step?: number | undefined
}

/**
 * Remembers every intent to move money, as an append-only history.
 *
 * Each verb is atomic across all processes that share the log. If any number
 * of callers append to one revision, one of them gets `Appended`.
 *
 * The log in memory protects one process until it ends. Use
 * `effect-line-pay-sql` for more than one process, or for one that may crash.
 *
 * @since 0.1.0
 * @category tags
 */
export class AttemptLog extends Context.Tag("effect-line-pay/AttemptLog")<AttemptLog, AttemptLog.Service>() {
  /**
   * Keeps the log in memory. It never evicts a record, and loses all of them
   * when the process ends.
   *
   * @since 0.1.0
   */
  static readonly layerMemory: Layer.Layer<AttemptLog> = Layer.sync(this, () => makeMemory())
}

/**
 * @since 0.1.0
 */
export declare namespace AttemptLog {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * Reads the record of a key and the rest of its group. `formerKey` is a key
     * that an earlier version gave to the same intent; its record counts as the
     * key's.
     *
     * Fails when the record, or one of the group, is unreadable. Nothing may be
     * sent for its transaction then.
     */
    readonly get: (
      key: string,
      options?: { readonly group?: string | undefined; readonly formerKey?: string | undefined }
    ) => Effect.Effect<Found, AttemptLogError>
    /**
     * Appends events in one commit, and creates the record with the first ones.
     * It is the only verb that changes a record. It fails when `attempt` was
     * read and is no longer in the log, because its history is lost.
     */
    readonly append: (append: Append) => Effect.Effect<AppendResult, AttemptLogError>
    /** Leases attempts to look at, or to tell the shop about. */
    readonly lease: (
      lease: Lease
    ) => Effect.Effect<ReadonlyArray<Either.Either<Attempt, Unreadable>>, AttemptLogError>
    /** Records up to which version the shop knows each attempt. An older version changes nothing. */
    readonly told: (
      versions: ReadonlyArray<readonly [key: string, version: number]>
    ) => Effect.Effect<void, AttemptLogError>
    /** Finds attempts, in the order in which they were opened. */
    readonly find: (query: Query) => Stream.Stream<Either.Either<Attempt, Unreadable>, AttemptLogError>
    /** Reads the history of a key, oldest first; empty if there is no such key. */
    readonly events: (key: string) => Stream.Stream<AttemptEvent, AttemptLogError>
    /**
     * Deletes closed attempts, in steps, and returns how many. It keeps what is
     * open, untold or needs a human, and refunds of payments that LINE Pay may
     * still refund.
     */
    readonly prune: (prune: Prune) => Effect.Effect<number, AttemptLogError>
  }
}

// -----------------------------------------------------------------------------
// In memory
// -----------------------------------------------------------------------------

/** An attempt as the log in memory keeps it. */
interface Entry {
  attempt: Attempt
  readonly history: Array<AttemptEvent>
  /** The version to tell the shop; 0 if there is nothing to tell. */
  tell: number
  told: number
  /** How many times it was leased to tell the shop, and when that may happen again. */
  tries: number
  tellAfter: number
  leasedUntil: number
  /** How far in the future its last request was dated when it was written. */
  skew: number
}

const minute = 60_000
const year = Duration.days(365)

/** Makes the log in memory. Its clock is the steady one. */
const makeMemory = (): AttemptLog.Service => {
  const entries = new Map<string, Entry>()
  const groups = new Map<string, { readonly keys: Set<string>; number: number }>()
  const evidences = new Map<string, string>()

  const ofGroup = (group: string | undefined): ReadonlyArray<Attempt> =>
    group === undefined
      ? []
      : [...groups.get(group)?.keys ?? []].flatMap((key) => {
        const entry = entries.get(key)
        return entry === undefined ? [] : [entry.attempt]
      })

  const numberOf = (group: string | undefined): number => group === undefined ? 0 : groups.get(group)?.number ?? 0

  const get = (now: number, key: string, group?: string, formerKey?: string): Found => {
    const entry = entries.get(key) ?? (formerKey === undefined ? undefined : entries.get(formerKey))
    return {
      own: Option.fromNullable(entry?.attempt),
      told: entry?.told ?? 0,
      group: ofGroup(group).filter((attempt) => attempt.key !== entry?.attempt.key),
      number: numberOf(group),
      at: now
    }
  }

  const append = (
    now: number,
    { attempt: read, events, evidence, number, tell }: Append
  ): AppendResult | AttemptLogError => {
    const next = read === undefined
      ? Option.getOrThrow(fold(events))
      : events.reduce((attempt, event) => apply(attempt, event), read)
    const { group, key } = next
    const entry = entries.get(key)
    if (read !== undefined && entry === undefined) {
      return new AttemptLogError({ verb: "append", reason: `there is no attempt with the key ${key}` })
    }
    if (entry !== undefined && entry.attempt.revision !== (read?.revision ?? -1)) {
      return { _tag: "Conflict", attempt: entry.attempt }
    }
    const other = isOpen(next) ? ofGroup(group).find((attempt) => attempt.key !== key && isOpen(attempt)) : undefined
    if (other !== undefined) return { _tag: "Conflict", attempt: other }
    if (number !== undefined && numberOf(group) !== number) return { _tag: "GroupMoved" }
    const holder = evidence === undefined ? key : evidences.get(evidence) ?? key
    if (holder !== key) return { _tag: "TakenBy", key: holder }

    if (evidence !== undefined) evidences.set(evidence, key)
    if (group !== undefined) {
      const members = groups.get(group) ?? { keys: new Set(), number: 0 }
      members.keys.add(key)
      if (number !== undefined) members.number++
      groups.set(group, members)
    }
    const kept: Entry = entry ??
      { attempt: next, history: [], tell: 0, told: 0, tries: 0, tellAfter: 0, leasedUntil: 0, skew: 0 }
    kept.attempt = next
    if (events.some(({ _tag }) => _tag !== "Saw")) {
      kept.skew = Math.max(kept.skew, next.openedAt - now, ...next.sends.map(({ at }) => at - now))
    }
    kept.history.push(...events)
    if (standing(next) === undefined) kept.tell = 0
    else if (tell && kept.tell !== next.version) {
      kept.tell = next.version
      kept.tries = 0
      kept.tellAfter = now + minute
    }
    entries.set(key, kept)
    return { _tag: "Appended", attempt: next }
  }

  const isUntold = ({ tell, told }: Entry): boolean => tell > told

  const lease = (now: number, { lease, limit, merchants, what }: Lease): ReadonlyArray<Attempt> => {
    const mine = new Set(merchants)
    const due = [...entries.values()].filter((entry) => {
      if (!mine.has(entry.attempt.merchant)) return false
      if (what === "Untold") return isUntold(entry) && entry.tellAfter <= now
      return entry.leasedUntil <= now && (dueAt(entry.attempt) ?? Infinity) - entry.skew <= now
    })
    const oldestFirst = due.sort((left, right) => left.attempt.openedAt - right.attempt.openedAt)
    const leased = inTurn(oldestFirst).slice(0, limit)
    for (const entry of leased) {
      if (what === "Due") entry.leasedUntil = now + Duration.toMillis(lease)
      else entry.tellAfter = now + minute * Math.min(60, 2 ** ++entry.tries)
    }
    return leased.map(({ attempt }) => attempt)
  }

  const matches = (entry: Entry, query: Query): boolean => {
    const { attempt } = entry
    const { merchant, openedBetween, orderId, state, transactionId, untold } = query
    return (merchant === undefined || attempt.merchant === merchant) &&
      (state === undefined || (standing(attempt) ?? "Open") === state) &&
      (orderId === undefined || attempt.orderId === orderId) &&
      (transactionId === undefined || attempt.transactionId === transactionId) &&
      (untold === undefined || isUntold(entry) === untold) &&
      (openedBetween === undefined ||
        (attempt.openedAt >= openedBetween[0] && attempt.openedAt < openedBetween[1]))
  }

  const prune = (now: number, { closedBefore, refundableFor = year }: Prune): number => {
    const refundsBefore = now - Duration.toMillis(refundableFor)
    let pruned = 0
    for (const [key, entry] of entries) {
      const { alarm, closedAt, group, operation } = entry.attempt
      const isOld = closedAt !== undefined && closedAt < closedBefore &&
        (operation !== "refundPayment" || closedAt < refundsBefore)
      if (!isOld || alarm !== undefined || isUntold(entry)) continue
      entries.delete(key)
      if (group !== undefined) groups.get(group)?.keys.delete(key)
      pruned++
    }
    return pruned
  }

  /** Runs at the log's time. */
  const atNow = <A>(f: (now: number) => A): Effect.Effect<A> => Effect.map(Now.steady, f)

  return {
    get: (key, options) => atNow((now) => get(now, key, options?.group, options?.formerKey)),
    append: (given) =>
      Effect.flatMap(
        atNow((now) => append(now, given)),
        (result) => result._tag === "AttemptLogError" ? Effect.fail(result) : Effect.succeed(result)
      ),
    lease: (given) => atNow((now) => lease(now, given).map((attempt) => Either.right(attempt))),
    told: (versions) =>
      Effect.sync(() => {
        for (const [key, version] of versions) {
          const entry = entries.get(key)
          if (entry !== undefined) entry.told = Math.max(entry.told, version)
        }
      }),
    find: (query) =>
      Stream.suspend(() => {
        const found = [...entries.values()].filter((entry) => matches(entry, query)).map(({ attempt }) => attempt)
        return Stream.fromIterable(
          found.sort((left, right) => left.openedAt - right.openedAt).map((attempt) => Either.right(attempt))
        )
      }),
    events: (key) => Stream.suspend(() => Stream.fromIterable([...entries.get(key)?.history ?? []])),
    prune: (given) => atNow((now) => prune(now, given))
  }
}

/** The first of each merchant, then the second of each, and so on. */
const inTurn = (entries: ReadonlyArray<Entry>): ReadonlyArray<Entry> => {
  const turns = new Map<string, number>()
  return entries
    .map((entry) => {
      const turn = turns.get(entry.attempt.merchant) ?? 0
      turns.set(entry.attempt.merchant, turn + 1)
      return [turn, entry] as const
    })
    .sort(([left], [right]) => left - right)
    .map(([, entry]) => entry)
}
