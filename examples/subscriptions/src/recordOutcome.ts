/**
 * Records the outcome of a charge, and its consequence for the subscriber.
 *
 * It writes the charge last. If the process crashes before that, the next run finds the charge due, asks the attempt
 * log, and decides the same.
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

export const recordOutcome = (charge: Charge, outcome: Outcome) =>
  Effect.gen(function*() {
    const charges = yield* Charges
    switch (outcome._tag) {
      case "Paid":
        yield* charges.paid(charge.orderId, outcome.transactionId)
        return outcome
      case "Checking":
        yield* charges.checking(charge.orderId)
        return outcome
      case "NotCharged":
        yield* charges.dueAgain(charge.orderId, yield* later("1 hour"), charge.tries, outcome.because)
        return outcome
      case "NeedsHuman":
        yield* charges.ended(charge.orderId, "NeedsHuman", outcome.because)
        return outcome
      case "Refused": {
        const decision = Dunning.decide(outcome.code, charge.tries)
        yield* follow(charge, outcome.code, decision)
        return { ...outcome, decision }
      }
    }
  })

const follow = (charge: Charge, code: ResultCode.Code, decision: Dunning.Decision) =>
  Effect.gen(function*() {
    const charges = yield* Charges
    const subscribers = yield* Subscribers
    const { orderId, subscriberId, tries } = charge
    const text = textOf(code)
    switch (decision._tag) {
      case "TryAgain":
        yield* subscribers.notify({ kind: "PaymentFailed", orderId, subscriberId, text })
        return yield* charges.dueAgain(orderId, yield* later(Duration.days(decision.inDays)), tries + 1, code)
      case "Suspend":
        yield* subscribers.notify({ kind: "Suspended", orderId, subscriberId, text })
        yield* subscribers.suspend(subscriberId)
        return yield* charges.givenUp(subscriberId, code)
      case "EnrolAgain":
        // Not yet. The review follows the run, when the guard has heard of every key.
        return yield* charges.ended(orderId, "KeyDead", code)
      case "NotTheCustomers":
        return yield* charges.dueAgain(orderId, yield* later("1 hour"), tries, code)
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
