/**
 * Loses the answers of two refunds over HTTP, on a connection that could be reused. The bare client sends one of them,
 * and `Settlement` the other. This runs on every runtime, so it uses nothing of Node.
 */
import { Effect } from "effect"
import { LinePay, Settlement } from "effect-line-pay"

const order = {
  amount: 100,
  currency: "TWD",
  orderId: "order-1",
  packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
  redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
}

export const story = (url) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const settlement = yield* Settlement
    yield* control(url, "reset", {})
    const { transactionId } = yield* linePay.requestPayment(order)
    yield* control(url, `payments/${transactionId}/approve`, {})
    yield* linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })

    yield* control(url, "faults", { fault: "commitThenLose", operation: "refundPayment", times: 2 })
    yield* linePay.getPaymentDetails({ transactionIds: [transactionId] })
    const lost = yield* Effect.flip(linePay.refundPayment({ transactionId, refundAmount: 30 }))
    const settled = yield* settlement.refundPayment({ transactionId, refundId: "1", refundAmount: 20 })
    const ledger = yield* control(url, "ledger")
    const refunds = ledger.filter(({ kind }) => kind === "Refund").map(({ amount }) => amount)
    return `${lost._tag}, settled by ${settled.settledBy}, refunds of ${refunds.join(" and ")}`
  })

/** The sandbox's control API. */
const control = (url, path, body) =>
  Effect.promise(async () => {
    const request = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }
    const response = await fetch(`${url}/sandbox/${path}`, request)
    const text = await response.text()
    if (!response.ok) throw new Error(text)
    return JSON.parse(text)
  })
