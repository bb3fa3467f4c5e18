import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

// A process has two clocks: the time of day, which may be set while it runs, and one that only goes on, which starts
// as the time of day. Absence proves something when time has really passed, so both have to say that it has.

/** By the clock that only goes on, in milliseconds since 1970: for how long to wait. */
export const steady: Effect.Effect<number> = Effect.map(
  Clock.currentTimeNanos,
  (nanos) => Number(nanos / 1_000_000n)
)

const both = Effect.zip(Clock.currentTimeMillis, steady)

/** The earlier of the two, in milliseconds since 1970: what has passed by it has passed. */
export const atLeast: Effect.Effect<number> = Effect.map(both, (times) => Math.min(...times))

/** The later of the two, in milliseconds since 1970: what begins at it has not begun before. */
export const atMost: Effect.Effect<number> = Effect.map(both, (times) => Math.max(...times))
