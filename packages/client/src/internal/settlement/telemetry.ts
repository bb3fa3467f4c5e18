import type * as Effect from "effect/Effect"
import * as Metric from "effect/Metric"
import type { SettledOperation } from "../../Attempt.ts"
import type * as Verdict from "../../Verdict.ts"

const verdicts = Metric.counter("linepay_settlement_verdicts", {
  description: "Verdicts of settlement by operation",
  incremental: true
})

/** Counts a verdict. `Unknown` means that the schedule is over without one, `NeedsHuman` that the sweeper gave up. */
export const verdict = (
  operation: SettledOperation,
  verdict: Verdict.Verdict["_tag"] | "Unknown" | "NeedsHuman"
): Effect.Effect<void> =>
  Metric.increment(Metric.tagged(Metric.tagged(verdicts, "operation", operation), "verdict", verdict))

/** The number of attempts that the last sweep left open. */
export const openAttempts = Metric.gauge("linepay_settlement_open_attempts", {
  description: "Attempts without a verdict, as the last sweep left them"
})

/** The age of the oldest one, in seconds. */
export const oldestOpenAttempt = Metric.gauge("linepay_settlement_oldest_open_attempt_seconds", {
  description: "Age of the oldest attempt without a verdict, as the last sweep left it"
})
