import * as Effect from "effect/Effect"
import type { Decision } from "./decision.ts"
import type { Prepared } from "./rules.ts"

// A status, or the answer "no such payment", names no payment. Nothing shows that it is stale, or belongs to another
// request after a proxy sent one answer too many on a connection. One look may therefore prove that a payment was
// applied, because it names the payment, but never that it was not.

/** The result of a look, before or after a request. */
type Found = Decision | Prepared<unknown>

const deniedBy = (found: Found) =>
  found._tag === "Settle" && found.verdict._tag === "NotApplied" ? found.verdict : undefined

/** Whether one look does not suffice for its result: "not applied", or a retry. */
export const needsSecondLook = (found: Found): boolean => found._tag === "SendAgain" || deniedBy(found) !== undefined

/** Whether two looks led to the same "not applied", or to the same request. */
export const agree = (one: Found, other: Found): boolean => {
  if (one._tag === "SendAgain") return other._tag === "SendAgain" && one.amount === other.amount
  const [denied, deniedAgain] = [deniedBy(one), deniedBy(other)]
  return denied !== undefined && denied.because === deniedAgain?.because &&
    denied.orderPaidBy === deniedAgain.orderPaidBy
}

/** The pause between two looks that must agree. LINE Pay asks for it between two status checks. */
export const betweenLooks = "1 second"

/**
 * Looks once. Where one look does not suffice, looks until two in a row agree, up to a limit. Returns `undefined` if no
 * two in a row agreed.
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
