/**
 * Simulates the database of the attempt log: one clock for all processes, and
 * verbs that fail, hang, or commit without saying so.
 */
import { type AttemptLog, AttemptLogError } from "effect-line-pay"
import type { Append, AppendResult } from "effect-line-pay/AttemptLog"
import * as Effect from "effect/Effect"
import { DatabaseClock } from "./Clocks.ts"
import type { Scene } from "./Scene.ts"

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

/** The log of the shop's processes, as a database keeps it. */
export const make = (scene: Scene, shared: AttemptLog.Service): AttemptLog.Service => {
  const { dice, isTroubled, met, mutation, say, silence: hangs, time } = scene
  const log = mutation.log?.(shared) ?? shared
  /** The database's clock. All times in the log are its. It is right within half of settlement's margin. */
  const clock = new DatabaseClock(time, dice.between(-25, 25) * 1_000)
  const isAway = away(scene, clock)
  const committed = noting(scene)

  const verb = <A>(name: AttemptLogError["verb"], self: Effect.Effect<A, AttemptLogError>): Effect.Effect<
    A,
    AttemptLogError
  > =>
    Effect.suspend(() => {
      const atDatabase = Effect.withClock(self, clock)
      if (isAway()) {
        met("log away")
        return Effect.zipRight(Effect.sleep("3 seconds"), new AttemptLogError({ verb: name, reason: "away" }))
      }
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

/** Takes the database away for minutes, and sets its clock by minutes, in some worlds with edges. */
const away = ({ edges, notes, now, say }: Scene, clock: DatabaseClock): () => boolean => {
  if (edges === undefined) return () => false
  const from = edges.chance(0.4) ? now() + edges.between(600, 4_000) * 1_000 : Number.POSITIVE_INFINITY
  const to = from + edges.between(60, 900) * 1_000
  let jumpsAt = edges.chance(0.3) ? now() + edges.between(600, 4_000) * 1_000 : Number.POSITIVE_INFINITY
  const jump = (edges.chance(0.5) ? 1 : -1) * edges.between(30, 1_200) * 1_000
  return () => {
    if (now() >= jumpsAt) {
      jumpsAt = Number.POSITIVE_INFINITY
      clock.set(jump)
      notes.databaseOff = Math.abs(jump)
      say(`the clock of the database jumps: ${jump / 1_000} s ahead now`)
    }
    return now() >= from && now() < to
  }
}

/** Notes what has been committed, whether or not the caller learns of it. */
const noting = (scene: Scene) => {
  const contradictedAt = new Map<string, number>()
  return ({ events }: Append, result: AppendResult): void => {
    const { now, notes: { attempts, denials, denialsByHand, handled, requests, trespasses }, say } = scene
    if (!("attempt" in result)) return
    const { attempt } = result
    const { key, sends, verdict } = attempt
    if (result._tag === "Appended") {
      const before = attempts.get(key)
      const wrong = (what: string) => trespasses.push({ key, what })
      for (const event of events) {
        if ("hand" in event) {
          handled.add(key)
          if (event._tag === "Closed" && event.verdict._tag === "NotApplied") {
            denialsByHand.push({ key, at: now(), nonces: attempt.sends.map(({ id }) => id) })
          }
        } else if (before?.hand !== undefined && (event._tag === "Closed" || event._tag === "Reopened")) {
          wrong(`a rule ${event._tag === "Closed" ? "changed" : "reopened"} what a human had decided`)
        }
        if (event._tag !== "Sent") continue
        for (const other of attempts.values()) {
          const isOfGroup = other.key === key || (other.group !== undefined && other.group === attempt.group)
          const since = contradictedAt.get(other.key)
          if (isOfGroup && other.alarm === "Contradicted" && since !== undefined && now() > since + untilAllHaveRead) {
            wrong(`was sent although ${other.key} contradicts a human's decision`)
          }
        }
      }
      if (attempt.alarm === "Contradicted" && before?.alarm !== "Contradicted") contradictedAt.set(key, now())
    }
    attempts.set(key, attempt)
    const isAppended = result._tag === "Appended"
    const isDenied = events.some((event) =>
      event._tag === "Closed" && event.verdict._tag === "NotApplied" &&
      event.verdict.because !== "ClosedByHand"
    )
    if (isAppended && verdict?._tag === "NotApplied" && isDenied) {
      denials.push({ key, because: verdict.because, after: requests.size })
    }
    say(
      `  the log ${isAppended ? `has ${events.map(({ _tag }) => _tag).join(", ")} of` : "already had"} ${key}: ` +
        (verdict === undefined
          ? `version ${attempt.version}, sent ${sends.length} times, last answered ${
            sends.at(-1)?.answered ?? "nothing yet"
          }`
          : `version ${attempt.version}, ${verdict._tag}, ${"because" in verdict ? verdict.because : verdict.evidence}`)
    )
  }
}

/** A process that has read a group before an alarm may send for that long, in milliseconds. */
const untilAllHaveRead = 600_000
