/**
 * Charges a subscriber for a month, or finds out the outcome of an earlier try. Any process may call it any number of
 * times.
 */
import { Effect } from "effect"
import { RegKeys, Settlement } from "effect-line-pay"
import type { Charge } from "./Charges.ts"
import * as Outcome from "./Outcome.ts"
import { recordOutcome } from "./recordOutcome.ts"
import { RegKeyUnreadable, RegKeyVault } from "./RegKeyVault.ts"

export const settleCharge = (charge: Charge) =>
  Effect.gen(function*() {
    const vault = yield* RegKeyVault
    const settlement = yield* Settlement
    const { amount, orderId, subscriberId } = charge
    if (charge.regKey === null) return yield* new RegKeyUnreadable({ subscriberId, because: "there is none" })
    const regKey = yield* vault.open(subscriberId, charge.regKey)
    return yield* settlement.payPreapproved({
      regKey,
      orderId,
      productName: "Subscription",
      amount,
      currency: "TWD"
    }).pipe(RegKeys.guarded(regKey))
  })

/** Settles and records a charge. `onMassRegKeyDeath` runs when LINE Pay denies too many keys to be believed. */
export const settleAndRecord = (charge: Charge, onMassRegKeyDeath: (message: string) => Effect.Effect<void>) =>
  settleCharge(charge).pipe(
    Effect.tapErrorTag("MassRegKeyDeath", ({ message }) => onMassRegKeyDeath(message)),
    Effect.match({ onSuccess: Outcome.ofSuccess, onFailure: Outcome.ofError }),
    Effect.flatMap((outcome) => recordOutcome(charge, outcome))
  )
