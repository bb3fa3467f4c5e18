/**
 * Records the outcome of a charge, and its consequence for the subscriber.
 *
 * It writes the charge last. If the process crashes before that, the outcome is told again, and the same follows.
 */
import { Clock, Duration, Effect } from "effect"
import { CustomerText, ResultCode } from "line-pay-protocol"
import { type Charge, Charges } from "./Charges.ts"
import * as Dunning from "./Dunning.ts"
import type { Outcome } from "./Outcome.ts"
import { Subscribers } from "./Subscribers.ts"

/** An outcome; for a rejection, the decision. */
export type Recorded =
  | Exclude<Outcome, { readonly _tag: "Refused" }>
  | Extract<Outcome, { readonly _tag: "Refused" }> & { readonly decision: Dunning.Decision }

const later = (duration: Duration.DurationInput) =>
  Effect.map(Clock.currentTimeMillis, (now) => now + Duration.toMillis(duration))

/** Decides on a charge with this outcome. */
export const decided = ({ tries }: Charge, outcome: Outcome): Recorded =>
  outcome._tag === "Refused" ? { ...outcome, decision: Dunning.decide(outcome.code, tries) } : outcome

/** Records what the log knows at this version, or an outcome of which it knows nothing. */
export const recordOutcome = (charge: Charge, outcome: Outcome, version?: number) =>
  Effect.gen(function*() {
    const charges = yield* Charges
    const { orderId, tries } = charge
    const recorded = decided(charge, outcome)
    switch (recorded._tag) {
      case "Paid":
        // Only the log knows of payments.
        if (version !== undefined) yield* charges.paid(orderId, recorded.transactionId, version)
        break
      case "Checking":
        yield* charges.checking(orderId)
        break
      case "NotCharged":
        yield* charges.dueAgain(orderId, yield* later("1 hour"), tries, recorded.because, version)
        break
      case "NeedsHuman":
        yield* charges.ended(orderId, "NeedsHuman", recorded.because, version)
        break
      case "Refused":
        yield* follow(charge, recorded.code, recorded.decision, version)
    }
    return recorded
  })

const follow = (charge: Charge, code: ResultCode.Code, decision: Dunning.Decision, version?: number) =>
  Effect.gen(function*() {
    const charges = yield* Charges
    const subscribers = yield* Subscribers
    const { orderId, subscriberId, tries } = charge
    const text = textOf(code)
    switch (decision._tag) {
      case "TryAgain":
        yield* subscribers.notify({ kind: "PaymentFailed", orderId, subscriberId, text })
        return yield* charges.dueAgain(orderId, yield* later(Duration.days(decision.inDays)), tries + 1, code, version)
      case "Suspend":
        yield* subscribers.notify({ kind: "Suspended", orderId, subscriberId, text })
        yield* subscribers.suspend(subscriberId)
        yield* charges.givenUp(subscriberId, code)
        return yield* charges.ended(orderId, "Unpaid", code, version)
      case "EnrolAgain":
        // Not yet. The review follows the run, when the guard has heard of every key.
        return yield* charges.ended(orderId, "KeyDead", code, version)
      case "NotTheCustomers":
        return yield* charges.dueAgain(orderId, yield* later("1 hour"), tries, code, version)
    }
  })

/** The customer's text for a rejection, by its category; a status is no rejection. */
const textOf = (code: ResultCode.Code) => {
  const { category } = ResultCode.row(code)
  return CustomerText.text({
    locale: "en",
    operation: "payPreapproved",
    verdict: "NotApplied",
    category: category === "Status" ? undefined : category
  })
}
