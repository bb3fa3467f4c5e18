import * as Effect from "effect/Effect"
import type { Attempt } from "../../Attempt.ts"
import * as Now from "./now.ts"

// Several processes judge one record, and the clock of each may be wrong. So all times in the log are the log's, and a
// process measures only differences, by its steady clock.

/** The time by the log's clock, as far as this process knows it. */
export interface LogClock {
  /** Tells what the log's clock said at some moment since `asked`, by the steady clock. */
  readonly observe: (at: number, asked: number) => Effect.Effect<void>
  /** No later than the log's time. A deadline before it has really passed. */
  readonly atLeast: Effect.Effect<number>
  /** No earlier than the log's time. Use it as the start of a period. */
  readonly atMost: Effect.Effect<number>
  /** A time in the log; for one in the future, the time when this process first saw it under this id. */
  readonly seen: (id: string, at: number, now: number) => number
  /** The record, with times in the future as if it was written when this process first saw it. */
  readonly withoutFuture: (attempt: Attempt, now: number) => Attempt
}

export const make = (): LogClock => {
  // The steady clock starts at the wall time, which is a first guess.
  let behind = 0
  let ahead = 0
  const firstSeen = new Map<string, number>()
  const seen: LogClock["seen"] = (id, at, now) => {
    if (at <= now + tolerance) return at
    const first = firstSeen.get(id) ?? now
    firstSeen.set(id, first)
    return first
  }
  return {
    observe: (at, asked) =>
      Effect.map(Now.steady, (answered) => {
        behind = at - answered
        ahead = at - asked
      }),
    atLeast: Effect.map(Now.steady, (now) => now + behind),
    atMost: Effect.map(Now.steady, (now) => now + ahead),
    seen,
    withoutFuture: (attempt, now) => {
      const { key, openedAt, round } = attempt
      if (openedAt <= now + tolerance && attempt.sends.every(({ at }) => at <= now + tolerance)) return attempt
      const sends = attempt.sends.map((send) => {
        const at = seen(`${key} ${send.id}`, send.at, now)
        return { ...send, at, quietUntil: at + (send.quietUntil - send.at) }
      })
      const opened = seen(`${key} round ${round}`, openedAt, now)
      return { ...attempt, sends, openedAt: Math.min(opened, ...sends.map(({ at }) => at)) }
    }
  }
}

/** As far as two readings of one clock may differ because an answer of the log took its time. */
const tolerance = 10_000
