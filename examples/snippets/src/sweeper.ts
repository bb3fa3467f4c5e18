import { Effect, Schedule, Stream } from "effect"
import { type Attempt, Settlement } from "effect-line-pay"

/** Settles open attempts. `updateOrder` writes `attempt.verdict` to your order, and `alert` pages somebody. */
export const sweeper = <E, R>(
  { alert, updateOrder }: {
    readonly alert: (attempt: Attempt.Attempt) => Effect.Effect<void, E, R>
    readonly updateOrder: (attempt: Attempt.Attempt) => Effect.Effect<void, E, R>
  }
) =>
  Effect.flatMap(Settlement, (settlement) =>
    settlement.settleOpen.pipe(
      Stream.runForEach(({ attempt, result }) => {
        switch (result) {
          case "Settled":
            return attempt.verdict?._tag === "Mismatch"
              ? Effect.zipRight(updateOrder(attempt), alert(attempt))
              : updateOrder(attempt)
          case "NeedsHuman":
            return alert(attempt)
          case "StillOpen":
            return Effect.void
        }
      })
    )).pipe(
      // The sweeper survives a log or a database that fails for a minute.
      Effect.catchAllCause((cause) => Effect.logError("the sweep was cut short", cause)),
      Effect.repeat(Schedule.spaced("1 minute"))
    )
