import { Effect } from "effect"
import { type Attempt, AttemptLog, type Verdict } from "effect-line-pay"

/** After a human has looked at the merchant centre: closes an attempt with what is there. */
export const closeByHand = (attempt: Attempt.Attempt, verdict: Verdict.Verdict) =>
  Effect.flatMap(AttemptLog, (log) => log.advance(attempt.version, { ...attempt, verdict }))
