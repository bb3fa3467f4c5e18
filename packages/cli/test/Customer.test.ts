import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { LinePay } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { Customer } from "line-pay-cli"

const request = Effect.flatMap(LinePay, (linePay) =>
  linePay.requestPayment({
    amount: 100,
    currency: "TWD",
    orderId: "A1",
    packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 1, price: 100 }] }],
    redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
  }))

/** A payment, a human who is asked to pay it or to cancel it, and what the human is told. */
const asked = (act: "approve" | "decline") =>
  Effect.gen(function*() {
    const payment = yield* request
    const told: Array<string> = []
    const human = Customer.human({ patience: "10 seconds", tell: (text) => Effect.sync(() => void told.push(text)) })
    const fiber = yield* Effect.fork(human[act](payment))
    yield* TestClock.adjust("3 seconds")
    return { fiber, payment, told }
  })

/** What is said of a human who did not do what was asked. */
const left = (fiber: Fiber.Fiber<void, Customer.CustomerLeft>) =>
  Effect.gen(function*() {
    const error = yield* Effect.flip(Fiber.join(fiber))
    assert.instanceOf(error, Customer.CustomerLeft)
    return error.message
  })

describe("Customer.human", () => {
  it.effect("names the page, and waits until LINE Pay knows that the payment is authenticated", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { fiber, payment, told } = yield* asked("approve")
      assert.deepStrictEqual(told, [`Open this page and pay:\n  ${payment.paymentUrl.web}`])
      assert.isNull(fiber.unsafePoll())
      yield* sandbox.approve(payment.transactionId)
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(fiber)
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("names the page, and waits until LINE Pay knows that the payment is cancelled", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { fiber, payment, told } = yield* asked("decline")
      assert.deepStrictEqual(told, [`Open this page and cancel the payment there:\n  ${payment.paymentUrl.web}`])
      assert.isNull(fiber.unsafePoll())
      yield* sandbox.decline(payment.transactionId)
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(fiber)
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("says when nobody came, when the wrong thing was done, and what LINE Pay refuses", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const nobody = yield* asked("approve")
      yield* TestClock.adjust("7 seconds")
      assert.strictEqual(yield* left(nobody.fiber), "nobody came within 10s")

      const cancelled = yield* asked("approve")
      yield* sandbox.decline(cancelled.payment.transactionId)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(yield* left(cancelled.fiber), "the payment is CanceledOrExpired, and not Authenticated")

      yield* sandbox.faults.next("checkPaymentStatus", Fault.resultCode("1104"))
      const refused = yield* asked("approve")
      assert.include(yield* left(refused.fiber), "1104")
    }).pipe(Effect.provide(LinePayTest.layer())))
})
