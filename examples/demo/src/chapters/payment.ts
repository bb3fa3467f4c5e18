import { Effect } from "effect"
import { LinePay, Stated } from "effect-line-pay"
import { Sandbox } from "effect-line-pay-sandbox"
import { tellMoney, twd } from "../money.ts"
import { Narrator } from "../Narrator.ts"
import { order } from "../order.ts"

/** One payment from end to end: request, approve, check, confirm, refund, look up. */
export const payment = Effect.gen(function*() {
  const linePay = yield* LinePay
  const sandbox = yield* Sandbox
  const { chapter, line } = yield* Narrator
  const orderId = "pens-1"
  yield* chapter("Pay, then refund a part", "Transaction ids have 64 bits. Every digit counts.")

  yield* line("shop", "requestPayment", `${orderId}, ${twd(1_200)}`)
  const requested = yield* linePay.requestPayment(order(orderId, 1_200))
  const { transactionId } = requested
  yield* line("LINE Pay", "transactionId", transactionId)
  yield* line("LINE Pay", "  by JSON.parse", `${JSON.parse(transactionId)}, another id`, "bad")
  yield* line("LINE Pay", "paymentAccessToken", String(requested.paymentAccessToken))
  yield* line("LINE Pay", "paymentUrl.web", new URL(requested.paymentUrl.web).pathname)

  yield* line("customer", "approves", "1,000 by card, 200 in points")
  yield* sandbox.approve(transactionId, { points: 200 })
  yield* line("shop", "checkPaymentStatus", transactionId)
  const status = yield* linePay.checkPaymentStatus({ transactionId })
  yield* line("LINE Pay", "status", status)

  yield* line("shop", "confirmPayment", `${transactionId}, ${twd(1_200)}`)
  const confirmed = yield* linePay.confirmPayment({ transactionId, amount: 1_200, currency: "TWD" })
  const parts = (Stated.getOrUndefined(confirmed.payInfo) ?? []).map(({ amount, method }) =>
    `${method} ${amount.toLocaleString("en")}`
  )
  yield* line("LINE Pay", "payInfo", parts.join(" + "))

  yield* line("shop", "refundPayment", `${transactionId}, ${twd(200)}`)
  const refund = yield* linePay.refundPayment({ transactionId, refundAmount: 200, currency: "TWD" })
  yield* line("LINE Pay", "refundTransactionId", refund.refundTransactionId)

  yield* line("shop", "getPaymentDetails", transactionId)
  const [details] = yield* linePay.getPaymentDetails({ transactionIds: [transactionId] })
  yield* line("LINE Pay", "payStatus", Stated.getOrUndefined(details?.payStatus))
  for (const { refundAmount, refundTransactionId } of Stated.getOrUndefined(details?.refundList) ?? []) {
    yield* line("LINE Pay", "refundList", `${refundTransactionId}, ${refundAmount}`)
  }
  yield* tellMoney(orderId)
  return { transactionId, status, confirmed, refund, details }
})
