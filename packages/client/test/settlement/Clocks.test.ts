import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Fault } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const minute = 60_000

describe("a clock that is wrong", () => {
  Shop.shop(
    "is minutes ahead, and the answer to a charge is lost -> Applied: the log's clock is right",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      assert.deepStrictEqual(
        yield* Shop.ahead(Shop.outcome(Shop.charge(regKey)), () => 12 * minute),
        Shop.applied("Details", "Details:CAPTURE")
      )
    })
  )

  Shop.shop(
    "is minutes ahead, and the answer to a refund of all that is left is lost -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      assert.deepStrictEqual(
        yield* Shop.ahead(Shop.outcome(Shop.refund(payment, 100)), () => 12 * minute),
        Shop.applied("Details", "NewRefundEntry", { refunded: 100 })
      )
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 100"], sends: 1 })
    })
  )

  Shop.shop(
    "is set forward after a confirm was sent: the quiet time does not get shorter",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      let by = 0
      yield* Shop.next("confirmPayment", Fault.commitLate("50 seconds"))
      const confirming = yield* Effect.fork(Shop.ahead(Shop.outcome(Shop.confirm(payment)), () => by))
      yield* Effect.sleep("1 second")
      by = 12 * minute
      // Shows the time before the customer had authenticated.
      yield* Shop.next("checkPaymentStatus", Fault.lag("20 seconds"))
      assert.deepStrictEqual(yield* Fiber.join(confirming), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
    })
  )
})
