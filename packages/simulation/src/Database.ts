/**
 * Simulates the database of the attempt log: one clock for all processes, and
 * verbs that fail, hang, or commit without saying so.
 */
import { type Attempt, AttemptEvent, type AttemptLog, AttemptLogError } from "effect-line-pay"
import type { Append, AppendResult } from "effect-line-pay/AttemptLog"
import type * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Dice } from "./Dice.ts"

export type Trouble =
  | "refused"
  | "slow"
  | "hangs"
  | "commits, then fails"
  | "commits, then hangs"
  | "fails, then commits"

const troubles = [
  "refused",
  "slow",
  "hangs",
  "commits, then fails",
  "commits, then hangs",
  "fails, then commits"
] as const satisfies ReadonlyArray<Trouble>

/** All troubles, by the name in a report. */
export const names: ReadonlyArray<string> = troubles.map((trouble) => `log ${trouble}`)

export interface Options {
  readonly dice: Dice
  /** The database's clock. All times in the log are its. */
  readonly clock: Clock.Clock
  /** Whether the next verb meets a trouble. */
  readonly isTroubled: () => boolean
  readonly met: (name: string) => void
  /** Gets what has been committed, whether or not the caller learns of it. */
  readonly committed: (append: Append, result: AppendResult) => void
  readonly say: (line: string) => void
  /** Waits until the world ends. `Effect.never` would keep the real process alive. */
  readonly hangs: Effect.Effect<never>
}

/** The log of the shop's processes, as a database keeps it. */
export const make = (
  log: AttemptLog.Service,
  { clock, committed, dice, hangs, isTroubled, met, say }: Options
): AttemptLog.Service => {
  const verb = <A>(name: AttemptLogError["verb"], self: Effect.Effect<A, AttemptLogError>): Effect.Effect<
    A,
    AttemptLogError
  > =>
    Effect.suspend(() => {
      const atDatabase = Effect.withClock(self, clock)
      if (!isTroubled()) return atDatabase
      const trouble = dice.pick(troubles)
      met(`log ${trouble}`)
      say(`    the log's ${name} ${trouble}`)
      const fails = Effect.fail(new AttemptLogError({ verb: name, reason: trouble }))
      switch (trouble) {
        case "refused":
          return fails
        case "slow":
          return Effect.delay(atDatabase, `${dice.between(1, 4)} seconds`)
        case "hangs":
          return hangs
        case "commits, then fails":
          return Effect.zipRight(atDatabase, fails)
        case "commits, then hangs":
          return Effect.zipRight(atDatabase, hangs)
        case "fails, then commits": {
          // The database continues, even if the process has given up or was killed.
          const later = Effect.withClock(Effect.delay(atDatabase, `${dice.between(1, 90)} seconds`), clock)
          return Effect.zipRight(Effect.forkDaemon(later), dice.chance(0.5) ? fails : hangs)
        }
      }
    })

  return {
    ...log,
    get: (key, options) => verb("get", log.get(key, options)),
    append: (append) =>
      verb(
        "append",
        Effect.tap(log.append(append), (result) => Effect.sync(() => committed(append, result)))
      ),
    lease: (lease) => verb("lease", log.lease(lease)),
    told: (versions) => verb("told", log.told(versions))
  }
}

/** The record that a history of appends leads to, for a log that keeps nothing. */
export const folded = ({ attempt, events }: Append): Attempt.Attempt => {
  let record = attempt
  if (record !== undefined) {
    for (const event of events) record = AttemptEvent.apply(record, event)
    return record
  }
  const [first] = events
  if (first._tag !== "Opened") throw new Error(`a history that begins with ${first._tag}`)
  const opened = AttemptEvent.fold(events)
  if (opened._tag === "None") throw new Error("a history that cannot be folded")
  return opened.value
}
