import { Effect } from "effect"
import { LinePay } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"

const request = Effect.gen(function*() {
  const linePay = yield* LinePay
  return yield* linePay.requestPayment({
    amount: 100,
    currency: "TWD",
    orderId: "order-1",
    packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
    redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
  })
})

const { paymentUrl, transactionId } = await Effect.runPromise(Effect.provide(request, LinePayNode.layerConfig()))
console.log(`Store ${transactionId} with order-1, then send the customer to ${paymentUrl.web}`)
