import { Console, Effect, Layer } from "effect"
import { AttemptLog, LinePay, Polling, Settlement } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"

const pay = Effect.gen(function*() {
  const [linePay, settlement] = yield* Effect.all([LinePay, Settlement])
  const { paymentUrl, transactionId } = yield* linePay.requestPayment({
    orderId: "order-1",
    amount: 100,
    currency: "TWD",
    packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
    redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
  })
  yield* Console.log(`The customer approves ${transactionId} at ${paymentUrl.web}`)
  const status = yield* Polling.untilAuthenticated({ transactionId })
  if (status !== "Authenticated") return yield* Console.log(`Nothing to confirm: ${status}`)
  yield* settlement.confirmPayment({ transactionId, orderId: "order-1", amount: 100, currency: "TWD" })
  yield* Console.log("Paid TWD 100")
})

const Live = Settlement.layer.pipe(Layer.provide(AttemptLog.layerMemory), Layer.provideMerge(LinePayNode.layerConfig()))
await Effect.runPromise(Effect.provide(pay, Live))
