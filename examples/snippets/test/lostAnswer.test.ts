import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { LinePay } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { order } from "../src/order.ts"

it.effect("a charge whose answer is lost is not called a failure", () =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const sandbox = yield* Sandbox
    const { transactionId } = yield* linePay.requestPayment(order)
    yield* sandbox.approve(transactionId)
    yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
    const error = yield* Effect.flip(linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }))
    assert.strictEqual(error._tag, "OutcomeUnknown")
    assert.deepStrictEqual((yield* sandbox.ledger).map(({ amount, kind }) => [kind, amount]), [["Capture", 100]])
  }).pipe(Effect.provide(LinePayTest.layer())))
