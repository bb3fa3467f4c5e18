import { Context, Effect, Layer, Option, Ref } from "effect"
import {
  AttemptLog,
  ConfirmHandler,
  type ConfirmIntent,
  LinePay,
  Settlement,
  type TransactionId
} from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"

/** What the shop was told, in order. */
export class Told extends Context.Tag("test/Told")<Told, Ref.Ref<ReadonlyArray<string>>>() {}

export const World = Settlement.layerWith({
  tell: ({ attempt, standing }) =>
    Effect.flatMap(Told, (told) => Ref.update(told, (all) => [...all, `${attempt.orderId} ${standing}`]))
}).pipe(
  Layer.provideMerge(Layer.effect(Told, Ref.make<ReadonlyArray<string>>([]))),
  Layer.provideMerge(Layer.merge(LinePayTest.layer(), AttemptLog.layerMemory))
)

/** A shop with orders of 100 TWD: its handler, the payment that it requested, and what it was told. */
export const shop = Effect.gen(function*() {
  const linePay = yield* LinePay
  const orders = new Map<TransactionId, ConfirmIntent>()
  const request = (orderId: string) =>
    Effect.gen(function*() {
      const { transactionId } = yield* linePay.requestPayment({
        amount: 100,
        currency: "TWD",
        orderId,
        packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
        redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
      })
      orders.set(transactionId, { transactionId, orderId, amount: 100, currency: "TWD" })
      return transactionId
    })
  const handler = yield* ConfirmHandler.make({
    find: (transactionId) => Effect.sync(() => Option.fromNullable(orders.get(transactionId)))
  })
  return { handler, orders, request, told: yield* Told }
})

export const captures = Effect.flatMap(
  Sandbox,
  (sandbox) => Effect.map(sandbox.ledger, (movements) => movements.filter(({ kind }) => kind === "Capture").length)
)
