import { Effect, Layer, Option, Ref } from "effect"
import {
  AttemptLog,
  ConfirmHandler,
  type ConfirmIntent,
  LinePay,
  Settlement,
  type TransactionId
} from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"

export const World = Settlement.layer.pipe(Layer.provideMerge(Layer.merge(LinePayTest.layer(), AttemptLog.layerMemory)))

/** A shop with orders of 100 TWD: its handler, the payment that it requested, and what it was told. */
export const shop = Effect.gen(function*() {
  const linePay = yield* LinePay
  const orders = new Map<TransactionId, ConfirmIntent>()
  const told = yield* Ref.make<ReadonlyArray<string>>([])
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
    find: (transactionId) => Effect.sync(() => Option.fromNullable(orders.get(transactionId))),
    ended: (progress) => Ref.update(told, (all) => [...all, `${progress.intent.orderId} ${progress._tag}`])
  })
  return { handler, request, told }
})

export const captures = Effect.flatMap(
  Sandbox,
  (sandbox) => Effect.map(sandbox.ledger, (movements) => movements.filter(({ kind }) => kind === "Capture").length)
)
