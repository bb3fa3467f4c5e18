import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { LinePay } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"

const packages = [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }] as const
const redirectUrls = { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
const order = { orderId: "order-1", amount: 100, currency: "TWD", packages, redirectUrls } as const

it.effect("a confirm whose answer is lost may have charged the customer", () =>
  Effect.gen(function*() {
    const [linePay, sandbox] = yield* Effect.all([LinePay, Sandbox])
    const { transactionId } = yield* linePay.requestPayment(order)
    yield* sandbox.approve(transactionId)
    yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
    const error = yield* Effect.flip(linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }))
    assert.strictEqual(error._tag, "OutcomeUnknown")
    assert.deepStrictEqual((yield* sandbox.ledger).map(({ kind }) => kind), ["Capture"])
  }).pipe(Effect.provide(LinePayTest.layer())))
