import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Context, Duration, Effect, Fiber, Layer, Option, TestClock } from "effect"
import { LinePay, type RequestPaymentRequest, Stated } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"

const order = (orderId: string): RequestPaymentRequest => ({
  amount: 100,
  currency: "TWD",
  orderId,
  packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
  redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
})

const approved = (orderId: string) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const sandbox = yield* Sandbox
    const { transactionId } = yield* linePay.requestPayment(order(orderId))
    yield* sandbox.approve(transactionId)
    return transactionId
  })

describe("LinePayTest", () => {
  it("a payment takes no real time: it runs synchronously", () => {
    const story = Effect.gen(function*() {
      const linePay = yield* LinePay
      const transactionId = yield* approved("A")
      yield* linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
      const { refundTransactionId } = yield* linePay.refundPayment({ transactionId, refundAmount: 30 })
      const [payment] = yield* linePay.getPaymentDetails({ transactionIds: [transactionId] })
      return { refundTransactionId, payment }
    })
    for (const apiVersion of ["v3", "v4"] as const) {
      const { payment, refundTransactionId } = Effect.runSync(Effect.provide(story, LinePayTest.layer({ apiVersion })))
      const [refund] = Stated.getOrUndefined(payment?.refundList) ?? []
      assert.strictEqual(refund?.refundTransactionId, refundTransactionId)
      assert.strictEqual(payment?.paymentProvider, apiVersion === "v4" ? "TSP" : undefined)
    }
  })

  it.effect("a lost answer is an unknown outcome, and the ledger knows the truth", () =>
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const sandbox = yield* Sandbox
      const transactionId = yield* approved("A")
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      const error = yield* Effect.flip(linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }))
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.deepStrictEqual((yield* sandbox.ledger).map(({ amount, kind }) => [kind, amount]), [["Capture", 100]])
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("a hanging call ends at the client's own timeout under TestClock", () =>
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const sandbox = yield* Sandbox
      const transactionId = yield* approved("A")
      yield* sandbox.faults.next("confirmPayment", Fault.hang())
      const fiber = yield* Effect.fork(
        Effect.flip(linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }))
      )
      yield* TestClock.adjust(Duration.seconds(59))
      assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
      yield* TestClock.adjust(Duration.seconds(1))
      const error = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag, "OutcomeUnknown")
      // 60 s is above LINE Pay's minimum of 40.
      assert.deepStrictEqual(yield* sandbox.lint, [])
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("leaves the program's own HttpClient alone", () =>
    Effect.gen(function*() {
      const context = yield* Layer.build(LinePayTest.layer())
      assert.isTrue(Option.isNone(Context.getOption(context, HttpClient.HttpClient)))
    }).pipe(Effect.scoped))
})
