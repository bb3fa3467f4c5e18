/**
 * Plays the customers: they order, approve or decline, open the confirm page
 * early, reload it, and open it in two tabs.
 */
import type {
  ConfirmIntent,
  ConfirmPaymentError,
  ConfirmPaymentSuccess,
  ConfirmSettlementError,
  Currency,
  RegKey,
  Settled
} from "effect-line-pay"
import * as Effect from "effect/Effect"
import type { Dice } from "./Dice.ts"
import { atLinePay, type Merchant } from "./Merchant.ts"
import type { Desk, Pods } from "./Pods.ts"
import type { Scene } from "./Scene.ts"
import type { Staff } from "./Staff.ts"
import type { Subscriptions } from "./Subscriptions.ts"

export interface Customers {
  /** An order, from the request of its payment to its last refund. */
  readonly order: (merchant: Merchant, index: number) => Effect.Effect<void>
}

export const make = (
  { dice, edges, mutation, notes, say, stored }: Scene,
  { ask, askUntilKnown }: Pods,
  staff: Staff,
  subscriptions: Subscriptions
): Customers => {
  const { answers, denials, requests, trespasses } = notes

  /** Opens the confirm page and polls it, until it says how the payment stands. Somebody may change the stored amount. */
  const openPage = (edges: Dice, merchant: Merchant, intent: ConfirmIntent) =>
    Effect.gen(function*() {
      const { orderId, transactionId } = intent
      const key = `confirmPayment ${transactionId}`
      stored.set(transactionId, intent)
      let wasPaid = false
      let isChanged = false
      for (let turn = 0; turn < 12; turn++) {
        const result = yield* ask(merchant, `confirm page ${orderId}`, ({ page }) =>
          page.progress({ transactionId, orderId }))
        const progress = result?._tag === "Right" ? result.right : undefined
        say(`the confirm page of ${orderId} ${transactionId} says ${progress?._tag ?? "nothing"}`)
        if (progress?._tag === "NotPaid") {
          if (wasPaid && !notes.handled.has(key)) {
            trespasses.push({ key, what: "the page said paid, then not paid" })
          }
          // A human may have decided so.
          if (!notes.handled.has(key)) {
            denials.push({ key, because: "the confirm page", after: requests.size })
          }
          if (!isChanged) {
            return undefined
          }
        }
        if (progress?._tag === "Paid") {
          wasPaid = true
          if (isChanged || !edges.chance(0.3)) {
            return progress.payment
          }
        }
        if (turn > 0 && !isChanged && edges.chance(0.1)) {
          isChanged = true
          say(`somebody changes the stored amount of ${orderId} ${transactionId}`)
          stored.set(transactionId, { ...intent, amount: intent.amount + 1 })
        }
        yield* Effect.sleep(`${edges.between(2, 90)} seconds`)
      }
      return undefined
    })

  const request = (
    merchant: Merchant,
    orderId: string,
    { amount, currency }: { readonly amount: number; readonly currency: Currency },
    payment: { capture: boolean; preapproved: boolean }
  ) =>
    ask(merchant, `request ${orderId}`, (desk) =>
      desk.linePay.requestPayment({
        amount,
        currency,
        orderId,
        packages: [{ id: "1", amount, products: [{ name: "Pen", quantity: 1, price: amount }] }],
        redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
        options: {
          payment: { capture: payment.capture, payType: payment.preapproved ? "PREAPPROVED" : "NORMAL" }
        }
      }))

  const confirm = (
    desk: Desk,
    intent: ConfirmIntent
  ): Effect.Effect<Settled<ConfirmPaymentSuccess>, ConfirmSettlementError | ConfirmPaymentError> =>
    mutation.withoutSettlement === true
      ? Effect.map(desk.linePay.confirmPayment(withoutOrder(intent)), (answer) => ({
        settledBy: "Answer",
        answer,
        evidence: "Answer",
        transactionId: answer.transactionId,
        refunded: 0,
        told: false
      }))
      : Effect.tap(desk.settlement.confirmPayment(intent), ({ settledBy, told }) =>
        Effect.sync(() => {
          const key = `confirmPayment ${intent.transactionId}`
          if (settledBy === "Answer") answers.push({ key, isWithShop: () => told || desk.isAlive() })
        }))

  const customer = (merchant: Merchant, intent: ConfirmIntent, regKeys: Array<RegKey>) =>
    Effect.gen(function*() {
      const { orderId, transactionId } = intent
      if (dice.chance(0.15)) yield* ask(merchant, `early opening ${orderId}`, (desk) => confirm(desk, intent))
      yield* Effect.sleep(`${dice.between(5, 400)} seconds`)
      const mood = dice.next()
      if (mood > 0.9) return undefined
      if (mood > 0.82) {
        yield* atLinePay(merchant, ({ decline }) => decline(transactionId))
      } else {
        say(`customer approves ${orderId} ${transactionId}`)
        const approval = dice.chance(0.4) ? { points: dice.between(1, Math.floor(intent.amount) - 1) } : {}
        yield* atLinePay(merchant, ({ approve }) => approve(transactionId, approval))
      }
      // The page is opened, reloaded, and opened in another tab.
      const openings = yield* Effect.all(
        Array.from(
          { length: dice.between(1, 3) },
          () =>
            edges?.chance(0.5) === true
              ? openPage(edges, merchant, intent)
              : askUntilKnown(merchant, `confirm ${orderId}`, (desk) => confirm(desk, intent))
        ),
        { concurrency: "unbounded" }
      )
      for (const opening of openings) {
        if (opening?.settledBy === "Answer" && opening.answer.regKey !== undefined) {
          regKeys.push(opening.answer.regKey)
        }
      }
      return openings.some((opening) => opening !== undefined) ? intent : undefined
    })

  const order: Customers["order"] = (merchant, index) =>
    Effect.gen(function*() {
      yield* Effect.sleep(`${dice.between(0, 3_600)} seconds`)
      const orderId = `order-${index}`
      const currency: Currency = edges?.chance(0.4) === true ? edges.pick(["USD", "THB"]) : "TWD"
      // Dollars and baht have cents, which floating-point sums get wrong.
      const amount = dice.between(100, 900) +
        (edges === undefined || currency === "TWD" ? 0 : edges.between(0, 99) / 100)
      const payment = { capture: dice.chance(0.7), preapproved: dice.chance(0.2) }
      const regKeys: Array<RegKey> = []
      const reserve = Effect.gen(function*() {
        for (let turn = 0; turn < 3; turn++) {
          const requested = yield* request(merchant, orderId, { amount, currency }, payment)
          if (requested?._tag === "Right") {
            return { transactionId: requested.right.transactionId, orderId, amount, currency } as const
          }
        }
        return undefined
      })
      const tabs = yield* Effect.all(Array.from({ length: dice.chance(0.15) ? 2 : 1 }, () => reserve))
      const paid = yield* Effect.all(
        tabs.map((intent) => intent === undefined ? Effect.succeed(undefined) : customer(merchant, intent, regKeys)),
        { concurrency: "unbounded" }
      )
      const winner = paid.find((intent) => intent !== undefined)
      if (winner === undefined || mutation.withoutSettlement === true) return
      yield* staff.afterwards(merchant, winner, payment.capture)
      const [regKey] = regKeys
      if (regKey !== undefined) yield* subscriptions.charge(merchant, orderId, regKey)
    })

  return { order }
}

const withoutOrder = ({ orderId: _, ...request }: ConfirmIntent) => request
