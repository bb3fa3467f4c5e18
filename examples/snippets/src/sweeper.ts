import { Effect, Schedule } from "effect"
import { Settlement } from "effect-line-pay"

/** Settles open attempts. The layer's `tell` gets the verdicts, and `alert` pages somebody. */
export const sweeper = <E, R>(alert: (problem: string) => Effect.Effect<void, E, R>) =>
  Effect.flatMap(Settlement, (settlement) => settlement.sweep).pipe(
    Effect.flatMap(({ unreadable }) => Effect.forEach(unreadable, ({ key, reason }) => alert(`${key}: ${reason}`))),
    // The sweeper survives a log or a database that fails for a minute.
    Effect.catchAllCause((cause) => Effect.logError("the sweep was cut short", cause)),
    Effect.repeat(Schedule.spaced("1 minute"))
  )
