/**
 * Plays the staff: they void, capture and refund, through the shop's processes
 * and by hand in the merchant centre.
 */
import type { ConfirmIntent } from "effect-line-pay"
import * as Effect from "effect/Effect"
import type { Dice } from "./Dice.ts"
import { atLinePay, type Merchant } from "./Merchant.ts"
import type { Pods } from "./Pods.ts"
import type { Scene } from "./Scene.ts"

export interface Staff {
  /** Captures, voids or refunds a payment that was confirmed. */
  readonly afterwards: (merchant: Merchant, intent: ConfirmIntent, capture: boolean) => Effect.Effect<void>
}

export const make = ({ dice, edges, notes, say, share }: Scene, { askUntilKnown }: Pods): Staff => {
  const { lagging } = notes

  const afterwards: Staff["afterwards"] = (merchant, intent, capture) =>
    Effect.gen(function*() {
      const { amount, currency, orderId, transactionId } = intent
      let left = amount
      if (!capture) {
        if (dice.chance(0.08)) {
          const voids = dice.chance(0.5)
          say(`staff ${voids ? "void" : "capture"} ${orderId} ${transactionId}`)
          yield* atLinePay(
            merchant,
            ({ merchantCentre }) =>
              voids ? merchantCentre.void(transactionId) : merchantCentre.capture(transactionId, "full")
          )
        }
        if (dice.chance(0.25)) {
          yield* Effect.all(
            Array.from(
              { length: dice.between(1, 2) },
              () => askUntilKnown(merchant, `void ${orderId}`, (desk) => desk.settlement.voidPayment({ transactionId }))
            ),
            { concurrency: "unbounded" }
          )
          return
        }
        left = dice.chance(0.3) ? dice.between(Math.ceil(amount / 2), Math.floor(amount)) : amount
        const captured = yield* Effect.all(
          Array.from(
            { length: dice.between(1, 2) },
            () =>
              askUntilKnown(
                merchant,
                `capture ${orderId}`,
                (desk) => desk.settlement.capturePayment({ transactionId, amount: left, currency })
              )
          ),
          { concurrency: "unbounded" }
        )
        if (captured.every((result) => result === undefined)) return
      }
      if (!dice.chance(0.6)) return
      if (edges?.chance(0.4) === true) {
        yield* refundsAtOnce(edges, merchant, intent, left)
        return
      }
      yield* dice.chance(0.4)
        ? refundUpTo(merchant, intent, left)
        : refunds(merchant, intent, left)
    })

  /** Refunds of one payment, of equal amounts and up to totals, by several colleagues at once, and by hand. */
  const refundsAtOnce = (
    edges: Dice,
    merchant: Merchant,
    { currency, orderId, transactionId }: ConfirmIntent,
    captured: number
  ) =>
    Effect.suspend(() => {
      const refundAmount = Math.floor(captured / 10) + (currency === "TWD" ? 0 : 0.1)
      const colleagues = Array.from({ length: edges.between(2, 4) }, (_, index) => {
        const refundId = `equal-${index}`
        const total = Math.round(refundAmount * (index + 1) * 100) / 100
        return edges.chance(0.6)
          ? askUntilKnown(merchant, `refund ${orderId} ${refundAmount}, ${refundId}`, (desk) =>
            desk.settlement.refundPayment({ transactionId, refundId, refundAmount, currency }))
          : askUntilKnown(merchant, `refund ${orderId} up to ${total}, ${refundId}`, (desk) =>
            desk.settlement.refundUpTo({ transactionId, refundId, total, currency }))
      })
      const late = { transactionId, refundId: "late", refundAmount, currency }
      const later = Effect.delay(
        askUntilKnown(merchant, `refund ${orderId} ${refundAmount}, late`, (desk) =>
          desk.settlement.refundPayment(late)),
        `${edges.between(1_200, 3_600)} seconds`
      )
      const byHand = edges.chance(0.2)
        ? [Effect.suspend(() => {
          say(`staff refund ${refundAmount} of ${orderId} ${transactionId}, at once`)
          return atLinePay(merchant, ({ merchantCentre }) =>
            merchantCentre.refund(transactionId, refundAmount))
        })]
        : []
      return Effect.zipRight(
        Effect.all(
          [...colleagues, ...byHand].map((act) =>
            Effect.delay(act, `${edges.between(0, 90)} seconds`)
          ),
          { concurrency: "unbounded", discard: true }
        ),
        later
      )
    })

  /** Refunds of different amounts, so that each can be told in the ledger; staff refund the same amounts by hand. */
  const refunds = (merchant: Merchant, { currency, orderId, transactionId }: ConfirmIntent, captured: number) =>
    Effect.gen(function*() {
      const amounts = [1, 2, 3].map((part) => Math.floor(captured / 10) + part).slice(0, dice.between(1, 3))
      for (const [index, refundAmount] of amounts.entries()) {
        const byHand = atLinePay(
          merchant,
          ({ merchantCentre }) => merchantCentre.refund(transactionId, refundAmount)
        )
        if (dice.chance(0.15)) {
          say(`staff refund ${refundAmount} of ${orderId} ${transactionId}, before`)
          yield* byHand
          yield* Effect.sleep("1 minute")
        } else if (dice.chance(0.05)) {
          // docs/settlement.md says not to do this.
          yield* Effect.forkDaemon(Effect.delay(
            Effect.suspend(() => {
              say(`staff refund ${refundAmount} of ${orderId} ${transactionId}, meanwhile`)
              return byHand
            }),
            `${dice.between(1, 200)} seconds`
          ))
        }
        const intent = { transactionId, refundId: `r${index}`, refundAmount, currency } as const
        yield* Effect.all(
          Array.from(
            { length: dice.between(1, 2) },
            () =>
              askUntilKnown(
                merchant,
                `refund ${orderId} ${refundAmount}`,
                (desk) => desk.settlement.refundPayment(intent)
              )
          ),
          { concurrency: "unbounded" }
        )
      }
      if (dice.chance(0.2)) {
        yield* askUntilKnown(
          merchant,
          `refund the rest of ${orderId}`,
          (desk) => desk.settlement.refundPayment({ transactionId, refundId: "rest", refundAmount: "full" })
        )
      }
    })

  const refundUpTo = (merchant: Merchant, { currency, orderId, transactionId }: ConfirmIntent, captured: number) =>
    Effect.suspend(() => {
      // Two colleagues want the same, each under a separate id.
      const total = Math.floor(captured / 2)
      if (share > 0 && dice.chance(0.5)) lagging.add(transactionId)
      const colleagues = ["half", ...dice.chance(0.8) ? ["half again"] : []]
      return Effect.all(
        colleagues.map((refundId) =>
          Effect.delay(
            askUntilKnown(
              merchant,
              `refund ${orderId} up to a half, ${refundId}`,
              (desk) => desk.settlement.refundUpTo({ transactionId, refundId, total, currency })
            ),
            dice.chance(0.6) ? `${dice.between(0, 2_000)} millis` : `${dice.between(2, 60)} seconds`
          )
        ),
        { concurrency: "unbounded" }
      )
    })

  return { afterwards }
}
