import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { confirm } from "../src/confirm.ts"
import * as Shop from "./support/shop.ts"

/** What the customer reads when these faults are met, and what has moved. */
const read = (script: (faults: Sandbox.Faults) => Effect.Effect<void>) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const payment = yield* Shop.approved()
    yield* script(sandbox.faults)
    const page = yield* Effect.fork(confirm(payment))
    yield* TestClock.adjust("1 hour")
    return { page: yield* Fiber.join(page), movements: (yield* sandbox.ledger).map(({ kind }) => kind) }
  }).pipe(Effect.provide(Shop.layer()))

describe("confirm", () => {
  it.effect("thanks a customer who has paid", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* read(() => Effect.void), { page: "Thank you.", movements: ["Capture"] })
    }))

  it.effect("tells a low balance and a refused card apart", () =>
    Effect.gen(function*() {
      const lowBalance = yield* read((faults) => faults.next("confirmPayment", Fault.resultCode("1142")))
      assert.deepStrictEqual(lowBalance, { page: "Your balance is too low.", movements: [] })
      const expiredCard = yield* read((faults) => faults.next("confirmPayment", Fault.resultCode("1287")))
      assert.deepStrictEqual(expiredCard, { page: "Please choose another card.", movements: [] })
    }))

  it.effect("finds out what a lost answer said", () =>
    Effect.gen(function*() {
      const result = yield* read((faults) => faults.next("confirmPayment", Fault.commitThenLose))
      assert.deepStrictEqual(result, { page: "Thank you.", movements: ["Capture"] })
    }))

  it.effect("says that it is checking as long as there is no evidence", () =>
    Effect.gen(function*() {
      const result = yield* read((faults) =>
        Effect.zipRight(
          faults.next("confirmPayment", Fault.commitThenLose),
          faults.next("getPaymentDetails", Fault.badGateway(), { times: Infinity })
        )
      )
      assert.deepStrictEqual(result, { page: "We are checking. Please do not pay again.", movements: ["Capture"] })
    }))
})
