import { Effect } from "effect"
import { LinePay, Stated } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { tellMoney, twd } from "../money.ts"
import { Narrator } from "../Narrator.ts"
import { order } from "../order.ts"

/** The customer is charged and the shop does not hear of it: it asks before it does anything else. */
export const lostAnswer = Effect.gen(function*() {
  const linePay = yield* LinePay
  const sandbox = yield* Sandbox
  const { chapter, line } = yield* Narrator
  const orderId = "pens-2"
  yield* chapter(
    "The customer is charged, but the answer is lost",
    "\"Failed\" would be a guess, so the shop asks first."
  )

  yield* line("shop", "requestPayment", `${orderId}, ${twd(800)}`)
  const { transactionId } = yield* linePay.requestPayment(order(orderId, 800))
  yield* line("LINE Pay", "transactionId", transactionId)
  yield* line("customer", "approves", `${twd(800)} by card`)
  yield* sandbox.approve(transactionId)

  yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
  yield* line("shop", "confirmPayment", `${transactionId}, ${twd(800)}`)
  const result = yield* linePay.confirmPayment({ transactionId, amount: 800, currency: "TWD" }).pipe(
    Effect.catchTag("OutcomeUnknown", (unknown) =>
      Effect.gen(function*() {
        yield* line("network", "breaks", "after the customer was charged", "bad")
        yield* line("shop", unknown._tag, [unknown.reason, unknown.detail].filter(Boolean).join(", "), "bad")
        yield* line("shop", "  money", unknown.money)
        yield* line("shop", "  lookup", unknown.lookup._tag)

        yield* line("shop", "checkPaymentStatus", transactionId)
        const status = yield* linePay.checkPaymentStatus({ transactionId })
        yield* line("LINE Pay", "status", status)
        yield* line("shop", "getPaymentDetails", transactionId)
        const [details] = yield* linePay.getPaymentDetails({ transactionIds: [transactionId] })
        yield* line("LINE Pay", "payStatus", Stated.getOrUndefined(details?.payStatus))
        return { unknown, status, details }
      }))
  )
  yield* tellMoney(orderId)
  return result
})
