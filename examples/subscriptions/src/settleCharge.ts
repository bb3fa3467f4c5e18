/**
 * Charges a subscriber for a month, or finds out the outcome of an earlier try. Any process may call it any number of
 * times.
 */
import { Effect, Either, Option } from "effect"
import { type Attempt, AttemptLog, LinePay, RegKeys, Settlement } from "effect-line-pay"
import type { Charge } from "./Charges.ts"
import * as Outcome from "./Outcome.ts"
import { decided, type Recorded, recordOutcome } from "./recordOutcome.ts"
import { RegKeyUnreadable, RegKeyVault } from "./RegKeyVault.ts"

/** Returns what the attempt log knows of a charge. It needs no regKey. */
export const attemptOf = (orderId: string) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const { merchant } = yield* LinePay
    const { own } = yield* log.get(`payPreapproved ${merchant} ${orderId}`, { formerKey: `payPreapproved ${orderId}` })
    return own
  })

/** Records what the log knows, unless it is recorded already or there is no verdict yet. */
export const recordAttempt = (charge: Charge, attempt: Attempt.Attempt) =>
  Effect.gen(function*() {
    const outcome = Outcome.ofAttempt(attempt)
    if (attempt.version <= charge.seen || outcome._tag === "Checking") return Option.none()
    return Option.some(yield* recordOutcome(charge, outcome, attempt.version))
  })

const settleCharge = (charge: Charge) =>
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

/**
 * Settles a charge. `tell` records the outcome. `onMassRegKeyDeath` runs when LINE Pay denies too many keys to be
 * believed.
 */
export const settleAndRecord = (charge: Charge, onMassRegKeyDeath: (message: string) => Effect.Effect<void>) =>
  Effect.gen(function*() {
    const known = yield* Effect.either(attemptOf(charge.orderId))
    if (Either.isLeft(known)) return yield* recordOutcome(charge, Outcome.ofError(known.left))
    const attempt = Option.getOrUndefined(known.right)
    if (attempt !== undefined) {
      // A process has ended before it could record this. Another charge would come too early.
      const recorded = yield* recordAttempt(charge, attempt)
      if (Option.isSome(recorded)) return recorded.value
      // It was sent, and the key is gone. Only the log can say how it ends.
      if (attempt.verdict === undefined && charge.regKey === null) {
        return yield* recordOutcome(charge, Outcome.Outcome.Checking())
      }
    }
    const settled = yield* Effect.either(
      settleCharge(charge).pipe(
        Effect.tapErrorTag("MassRegKeyDeath", ({ message }) => onMassRegKeyDeath(message))
      )
    )
    const outcome = Either.match(settled, { onLeft: Outcome.ofError, onRight: Outcome.ofSuccess })
    const isOurs = Either.isLeft(settled) && (outcome._tag === "Checking" || Outcome.isUnrecorded(settled.left))
    const recorded: Recorded = isOurs ? yield* recordOutcome(charge, outcome) : decided(charge, outcome)
    return recorded
  })
