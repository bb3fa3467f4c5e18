import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import type { Attempt } from "../../Attempt.ts"
import type { AttemptLog, AttemptLogError } from "../../AttemptLog.ts"
import type { LogClock } from "./clock.ts"
import type { Delivery } from "./delivery.ts"
import type { Swept } from "./driver.ts"
import * as Telemetry from "./telemetry.ts"

/** The result of one pass of the sweeper. */
export interface Sweep {
  /** The attempts that it looked at, and how they stand. */
  readonly looked: ReadonlyArray<Swept>
  /** How many of them have a verdict now, stay open, or need a human now. */
  readonly settled: number
  readonly open: number
  readonly needHuman: number
  /** How many attempts the shop was told about. */
  readonly told: number
  /** The keys of records that this version cannot read, and why. Nothing is sent for them. */
  readonly unreadable: ReadonlyArray<{ readonly key: string; readonly reason: string }>
  /** The merchants for whom LINE Pay did not answer, so that the pass ended early for them. */
  readonly notAnswered: ReadonlyArray<string>
}

/** How many attempts are looked at at a time. */
const atATime = 16

/** How many attempts are leased at a time. */
const pageSize = 64

/** How long no other process gets a leased attempt. */
const lease = Duration.minutes(5)

/** After so many looks in a row without a readable answer, a merchant's pass is over. */
const patience = 3

export interface Sweeper {
  readonly log: AttemptLog.Service
  readonly clock: LogClock
  readonly delivery: Delivery
  readonly merchants: Effect.Effect<ReadonlyArray<string>>
  readonly sweepOne: (attempt: Attempt) => Effect.Effect<Option.Option<Swept>, AttemptLogError>
}

/** Makes a pass over all attempts that are due, of all merchants in turn, and tells the shop what it has not taken. */
export const make = ({ clock, delivery, log, merchants, sweepOne }: Sweeper): Effect.Effect<Sweep, AttemptLogError> => {
  // An attempt that is leased here counts as open until its lease expires.
  const seenOpen = new Map<string, { readonly openedAt: number; readonly leasedUntil: number }>()
  // The attempts whose last look had no readable answer. They come last, because a few of them end a merchant's pass.
  const blind = new Set<string>()

  const pass = Effect.gen(function*() {
    const mine = yield* merchants
    const unanswered = new Map<string, number>()
    const unreadable = new Map<string, string>()
    const results: Array<Swept> = []

    /** An attempt that this process cannot read from the log is reported, and stops nobody. */
    const one = (attempt: Attempt) =>
      Effect.catchAll(sweep(attempt), ({ reason }) => Effect.sync(() => unreadable.set(attempt.key, reason)))

    const sweep = (attempt: Attempt) =>
      Effect.suspend(() => {
        const { key, merchant, openedAt } = attempt
        if ((unanswered.get(merchant) ?? 0) >= patience) return Effect.void
        return Effect.flatMap(Effect.zip(sweepOne(attempt), clock.atMost), ([swept, now]) => {
          const isOpen = Option.isNone(swept) || swept.value.result !== "Settled"
          if (isOpen) seenOpen.set(key, { openedAt, leasedUntil: now + Duration.toMillis(lease) })
          else seenOpen.delete(key)
          if (Option.isNone(swept)) return Effect.void
          results.push(swept.value)
          if (swept.value.isReadable) blind.delete(key)
          else blind.add(key)
          unanswered.set(merchant, swept.value.isReadable ? 0 : (unanswered.get(merchant) ?? 0) + 1)
          return Effect.asVoid(delivery.deliver(key))
        })
      })

    for (;;) {
      const isDone = (merchant: string) => (unanswered.get(merchant) ?? 0) >= patience
      const left = mine.filter((merchant) => !isDone(merchant))
      const page = left.length === 0
        ? []
        : yield* log.lease({ what: "Due", merchants: left, limit: pageSize, lease })
      const attempts: Array<Attempt> = []
      for (const each of page) {
        if (each._tag === "Right") attempts.push(each.right)
        else unreadable.set(each.left.key, each.left.reason)
      }
      const [rest, last] = Arr.partition(attempts, ({ key }) => blind.has(key))
      yield* Effect.forEach([...rest, ...last], one, { concurrency: atATime, discard: true })
      if (page.length < pageSize) break
    }
    const count = (result: Swept["result"]) => results.filter((swept) => swept.result === result).length
    return {
      looked: results,
      settled: count("Settled"),
      open: count("StillOpen"),
      needHuman: count("NeedsHuman"),
      told: yield* delivery.tellUntold(mine),
      unreadable: [...unreadable].map(([key, reason]) => ({ key, reason })),
      notAnswered: [...unanswered].flatMap(([merchant, times]) => times >= patience ? [merchant] : [])
    }
  })

  const report = Effect.flatMap(clock.atMost, (now) => {
    for (const [key, { leasedUntil }] of seenOpen) if (leasedUntil <= now) seenOpen.delete(key)
    const oldest = Math.min(now, ...Array.from(seenOpen.values(), ({ openedAt }) => openedAt))
    return Effect.zipRight(
      Metric.set(Telemetry.openAttempts, seenOpen.size),
      Metric.set(Telemetry.oldestOpenAttempt, (now - oldest) / 1_000)
    )
  })

  return Effect.ensuring(pass, report)
}
