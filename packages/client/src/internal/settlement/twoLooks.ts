import * as Effect from "effect/Effect"
import type { Decision } from "./decision.ts"
import type { Prepared } from "./plan.ts"

// A status, or an answer of "no such payment", names no payment. Nobody sees that it is stale, or that it was meant for
// another request: a proxy that sends one answer too many on a connection is enough. So one look may prove that
// something was done, which names it, and never that nothing was.

/** What a look has led to, before or after a sending. */
type Found = Decision | Prepared

const deniedBy = (found: Found) =>
  found._tag === "Settle" && found.verdict._tag === "NotApplied" ? found.verdict : undefined

/** Whether one look is too little for what it has led to: "not applied", and sending again. */
export const needsSecondLook = (found: Found): boolean => found._tag === "SendAgain" || deniedBy(found) !== undefined

/** Whether two looks have led to the same "not applied", or to the same sending. */
export const agree = (one: Found, other: Found): boolean => {
  if (one._tag === "SendAgain") return other._tag === "SendAgain" && one.amount === other.amount
  const [denied, deniedAgain] = [deniedBy(one), deniedBy(other)]
  return denied !== undefined && denied.because === deniedAgain?.because &&
    denied.orderPaidBy === deniedAgain.orderPaidBy
}

/** Between two looks that have to agree. LINE Pay wants as much between two status checks. */
export const betweenLooks = "1 second"

/**
 * Looks once; where one look is too little, until two in a row agree, so many times at most. `undefined`: no two in a
 * row have agreed.
 */
export const agreed = <F extends Found, E, R>(
  looks: Effect.Effect<F, E, R>,
  times: number,
  before?: F
): Effect.Effect<F | undefined, E, R> =>
  Effect.flatMap(looks, (found) => {
    if (!needsSecondLook(found) || (before !== undefined && agree(before, found))) return Effect.succeed(found)
    return times <= 1 ? Effect.succeed(undefined) : Effect.delay(agreed(looks, times - 1, found), betweenLooks)
  })
