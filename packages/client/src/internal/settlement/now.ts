import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/**
 * The monotonic clock, in milliseconds since 1970. It starts at the wall time and is never set. Use it for waits, and for
 * differences.
 */
export const steady: Effect.Effect<number> = Effect.map(
  Clock.currentTimeNanos,
  (nanos) => Number(nanos / 1_000_000n)
)

/**
 * The earlier of the wall clock and the monotonic one, in milliseconds since 1970. An age by this time has really passed,
 * even if the wall clock was set.
 */
export const atLeast: Effect.Effect<number> = Effect.map(
  Effect.zip(Clock.currentTimeMillis, steady),
  (times) => Math.min(...times)
)
