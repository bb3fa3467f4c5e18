/**
 * Payments of one amount, past settlement and log.
 */
import { Effect } from "effect"
import { LinePay } from "effect-line-pay"
import { Sandbox } from "effect-line-pay-sandbox"
import { amount } from "./race.ts"

/** The customer has authenticated: confirm is next. */
export const authenticated = (orderId: string, payType: "NORMAL" | "PREAPPROVED" = "NORMAL") =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const sandbox = yield* Sandbox
    const { transactionId } = yield* linePay.requestPayment({
      amount,
      currency: "TWD",
      orderId,
      packages: [{ id: "1", amount, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
      redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
      options: { payment: { payType } }
    })
    yield* sandbox.approve(transactionId)
    return transactionId
  })

/** Paid. */
export const paid = (orderId: string, payType?: "NORMAL" | "PREAPPROVED") =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const transactionId = yield* authenticated(orderId, payType)
    const { regKey } = yield* linePay.confirmPayment({ transactionId, amount, currency: "TWD" })
    return { transactionId, regKey }
  })
