/**
 * Plays people who decide by hand what LINE Pay did: mostly rightly, sometimes
 * wrongly. Later they reopen what they have closed, or correct it.
 */
import { Attempt, TransactionId } from "effect-line-pay"
import type { Movement } from "effect-line-pay-sandbox/Ledger"
import type { HandVerdict } from "effect-line-pay/Settlement"
import * as Effect from "effect/Effect"
import { atLinePay, type Merchant } from "./Merchant.ts"
import type { Pods } from "./Pods.ts"
import type { Scene } from "./Scene.ts"

/** Works until the shop closes. */
export const work = (
  { edges, notes, say }: Scene,
  { ask }: Pods,
  merchant: Merchant
): Effect.Effect<void> => {
  if (edges === undefined) return Effect.void

  const verdict = (attempt: Attempt.Attempt, ledger: ReadonlyArray<Movement>): HandVerdict | undefined => {
    const sent = new Set(attempt.sends.map(({ id }) => id))
    const moved = ledger.find(({ cause }) => "nonce" in cause && sent.has(cause.nonce))
    const isRight = edges.chance(0.7)
    if ((moved !== undefined) !== isRight) return { _tag: "NotApplied" }
    const { transactionId } = attempt
    if (attempt.operation !== "refundPayment") {
      return transactionId === undefined ? undefined : { _tag: "Applied", transactionId }
    }
    // An operator who is wrong takes a colleague's refund for it.
    const refund = moved ?? ledger.find((other) => other.transactionId === transactionId && other.kind === "Refund")
    return refund?.refundTransactionId === undefined
      ? undefined
      : { _tag: "Applied", entries: [{ id: TransactionId.make(refund.refundTransactionId), amount: refund.amount }] }
  }

  const decide = Effect.gen(function*() {
    yield* Effect.sleep(`${edges.between(60, 900)} seconds`)
    const mine = [...notes.attempts.values()].filter((attempt) =>
      attempt.merchant === merchant.name && attempt.sends.length > 0 &&
      (Attempt.isOpen(attempt) || attempt.hand !== undefined || attempt.verdict?._tag === "Mismatch")
    )
    const [first, ...others] = mine
    if (first === undefined) return
    const attempt = edges.pick([first, ...others])
    const { key, version } = attempt
    const signed = { key, version, by: "operator", why: "looked in the merchant centre" }
    if (!Attempt.isOpen(attempt) && edges.chance(0.5)) {
      yield* ask(merchant, `a human reopens ${key}`, (desk) => desk.settlement.reopen(signed))
      return
    }
    if (!Attempt.isOpen(attempt) && edges.chance(0.5)) {
      yield* ask(merchant, `a human looks again at ${key}`, (desk) => desk.settlement.lookAgain(key))
      return
    }
    let found: HandVerdict | undefined
    yield* atLinePay(merchant, (sandbox) =>
      Effect.map(sandbox.ledger, (ledger) => {
        found = verdict(attempt, ledger)
      }))
    if (found === undefined) return
    const closing = { ...signed, verdict: found }
    say(`a human thinks that ${key} is ${found._tag}`)
    yield* ask(merchant, `a human closes ${key}`, (desk) => desk.settlement.closeByHand(closing))
  })
  return Effect.forever(decide)
}
