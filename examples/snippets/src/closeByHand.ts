import { Effect } from "effect"
import { type Attempt, Settlement } from "effect-line-pay"

/** Closes an attempt that an operator did not find in the merchant centre. The shop is told. */
export const closeByHand = ({ key, version }: Attempt.Attempt, operator: string) =>
  Effect.flatMap(Settlement, (settlement) =>
    settlement.closeByHand({
      key,
      // If the attempt has changed since the operator read it, this fails.
      version,
      by: operator,
      why: "The merchant centre does not show it",
      verdict: { _tag: "NotApplied" }
    }))
