import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

// A process has two clocks: the wall clock, which may be set while it runs, and a monotonic clock, which starts at the
// wall time. Absence proves something only if time has really passed, so both clocks must agree that it has.

/** The monotonic clock, in milliseconds since 1970. Use it for waits. */
export const steady: Effect.Effect<number> = Effect.map(
  Clock.currentTimeNanos,
  (nanos) => Number(nanos / 1_000_000n)
)

const both = Effect.zip(Clock.currentTimeMillis, steady)

/** The earlier of the two, in milliseconds since 1970. A deadline before it has really passed. */
export const atLeast: Effect.Effect<number> = Effect.map(both, (times) => Math.min(...times))

/** The later of the two, in milliseconds since 1970. Use it as the start of a period. */
export const atMost: Effect.Effect<number> = Effect.map(both, (times) => Math.max(...times))
