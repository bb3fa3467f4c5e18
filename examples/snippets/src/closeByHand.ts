import { Effect } from "effect"
import { type Attempt, AttemptLog } from "effect-line-pay"

/** Closes an attempt with the verdict of a human who has looked at the merchant centre. */
export const closeByHand = (attempt: Attempt.Attempt, verdict: Attempt.Verdict) =>
  Effect.flatMap(AttemptLog, (log) => log.advance(attempt.version, { ...attempt, verdict }))
