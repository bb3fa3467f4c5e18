import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { type Attempt, dueAt, isOpen, standing } from "../../Attempt.ts"
import { apply, type AttemptEvent, fold } from "../../AttemptEvent.ts"
import type { Append, AppendResult, AttemptLog, Found, Lease, Prune, Query } from "../../AttemptLog.ts"
import * as Now from "./now.ts"

/** An attempt as the log in memory keeps it. */
interface Entry {
  attempt: Attempt
  readonly history: Array<AttemptEvent>
  /** Whether the shop has to be told of this version. */
  tell: number
  told: number
  /** How often it was leased in vain to be told, and when it may be leased again. */
  tries: number
  tellAfter: number
  leasedUntil: number
}

const minute = 60_000
const year = Duration.days(365)

/** Makes the log in memory. Its clock is the steady one. */
export const make = (): AttemptLog.Service => {
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

  const append = (now: number, { attempt: read, events, evidence, number, tell }: Append): AppendResult => {
    const next = read === undefined
      ? Option.getOrThrow(fold(events))
      : events.reduce((attempt, event) => apply(attempt, event), read)
    const { group, key } = next
    const entry = entries.get(key)
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
      { attempt: next, history: [], tell: 0, told: 0, tries: 0, tellAfter: 0, leasedUntil: 0 }
    kept.attempt = next
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
      return entry.leasedUntil <= now && (dueAt(entry.attempt) ?? Infinity) <= now
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
    append: (given) => atNow((now) => append(now, given)),
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
