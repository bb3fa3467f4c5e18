import { Effect } from "effect"
import { LinePay } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { tellMoney, twd } from "../money.ts"
import { Narrator } from "../Narrator.ts"
import { order } from "../order.ts"

/** A decline is an error with a name, and the compiler knows which calls can end in it. */
export const decline = Effect.gen(function*() {
  const linePay = yield* LinePay
  const sandbox = yield* Sandbox
  const { chapter, line } = yield* Narrator
  const orderId = "piano-1"
  yield* chapter("Catch a decline by its tag", "The customer's balance does not pay for a piano.")

  yield* line("shop", "requestPayment", `${orderId}, ${twd(90_000)}`)
  const { transactionId } = yield* linePay.requestPayment(order(orderId, 90_000))
  yield* line("LINE Pay", "transactionId", transactionId)
  yield* line("customer", "approves", `${twd(90_000)}, has less`)
  yield* sandbox.approve(transactionId, { method: "BALANCE" })
  yield* sandbox.faults.next("confirmPayment", Fault.resultCode("1142"))

  yield* line("shop", "confirmPayment", `${transactionId}, ${twd(90_000)}`)
  const result = yield* linePay.confirmPayment({ transactionId, amount: 90_000, currency: "TWD" }).pipe(
    Effect.catchTag("InsufficientBalance", (declined) =>
      Effect.gen(function*() {
        yield* line("LINE Pay", declined.code, declined._tag, "bad")
        yield* line("LINE Pay", "outcome", declined.outcome)
        yield* line("LINE Pay", "hint", declined.hint)
        return declined
      }))
  )
  yield* tellMoney(orderId)
  return result
})
