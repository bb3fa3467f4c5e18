import * as Effect from "effect/Effect"
import type * as Schedule from "effect/Schedule"
import * as LinePayError from "../../LinePayError.ts"

const isUnknown = LinePayError.outcomeIs("Unknown")
const isNotApplied = LinePayError.outcomeIs("NotApplied")

/**
 * What two attempts at one call prove together. A refusal closes only the attempt that it answers: an attempt before it
 * whose outcome is unknown may still have been applied.
 */
export const together = <E>(open: E | undefined, last: E): E => open !== undefined && isNotApplied(last) ? open : last

/** Retries a call and ends in what all its attempts prove together. Each attempt is told of an unknown one before it. */
export const retried = <A, E, R>(
  attempt: (open: E | undefined) => Effect.Effect<A, E, R>,
  options: { readonly schedule: Schedule.Schedule<unknown, E>; readonly while: (error: E) => boolean }
): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    let open: E | undefined
    return Effect.suspend(() => attempt(open)).pipe(
      Effect.mapError((error) => {
        if (isUnknown(error)) open = error
        return error
      }),
      Effect.retry(options),
      Effect.mapError((last) => together(open, last))
    )
  })
