import { Effect } from "effect"
import { LinePay } from "effect-line-pay"
import { Sandbox } from "effect-line-pay-sandbox"
import { tellMoney, twd } from "../money.ts"
import { Narrator } from "../Narrator.ts"
import { order } from "../order.ts"

/** The first payment leaves a regKey; the next one is made with it. */
export const preapproved = Effect.gen(function*() {
  const linePay = yield* LinePay
  const sandbox = yield* Sandbox
  const { chapter, line } = yield* Narrator
  const [first, second] = ["refills-1", "refills-2"] as const
  yield* chapter(
    "Agree once, pay later without being asked",
    "The regKey charges its customer, so it is redacted everywhere."
  )

  yield* line("shop", "requestPayment", `${first}, ${twd(300)}, PREAPPROVED`)
  const { transactionId } = yield* linePay.requestPayment(
    order(first, 300, { payment: { payType: "PREAPPROVED" } })
  )
  yield* line("LINE Pay", "transactionId", transactionId)
  yield* line("customer", "approves", "this payment and later ones")
  yield* sandbox.approve(transactionId)
  yield* line("shop", "confirmPayment", `${transactionId}, ${twd(300)}`)
  const confirmed = yield* linePay.confirmPayment({ transactionId, amount: 300, currency: "TWD" })
  const regKey = yield* Effect.fromNullable(confirmed.regKey)
  yield* line("LINE Pay", "regKey", String(regKey))

  yield* line("shop", "checkRegKey", String(regKey))
  yield* linePay.checkRegKey({ regKey })
  yield* line("LINE Pay", "ok", "it can be charged")

  yield* line("shop", "payPreapproved", `${second}, ${twd(300)}`)
  const charge = yield* linePay.payPreapproved({
    regKey,
    productName: "Refills",
    amount: 300,
    currency: "TWD",
    orderId: second
  })
  yield* line("LINE Pay", "transactionId", charge.transactionId)
  yield* tellMoney(first)
  yield* tellMoney(second)
  return { regKey, transactionIds: [transactionId, charge.transactionId] as const }
})
