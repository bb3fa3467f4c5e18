import * as Effect from "effect/Effect"
import type * as Schedule from "effect/Schedule"
import * as LinePayError from "../../LinePayError.ts"

const isUnknown = LinePayError.outcomeIs("Unknown")
const isNotApplied = LinePayError.outcomeIs("NotApplied")

/**
 * Combines the results of two attempts at one call. A rejection closes only the attempt that it answers. If the outcome of
 * an earlier attempt is unknown, that one may still have been applied.
 */
export const together = <E>(open: E | undefined, last: E): E => open !== undefined && isNotApplied(last) ? open : last

/** Retries a call and combines the results of its attempts. Each attempt knows of an unknown one before it. */
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
