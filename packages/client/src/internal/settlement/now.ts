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
