import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { RegKeyGuard } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { charge } from "../src/subscription.ts"
import * as Shop from "./support/shop.ts"

/** The customer enrols; then the month is charged twice, and the first call meets a fault. */
const charged = (fault?: Fault.Fault) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { regKey } = yield* Shop.confirmed({ options: { payment: { payType: "PREAPPROVED" } } })
    if (regKey === undefined) return assert.fail("no regKey")
    if (fault !== undefined) yield* sandbox.faults.next("payPreapproved", fault)
    const subscription = { id: "sub-42", regKey, amount: 300 }
    const results: Array<string> = []
    for (let day = 1; day <= 2; day++) {
      const fiber = yield* Effect.fork(charge(subscription, "2026-11"))
      yield* TestClock.adjust("1 day")
      results.push(yield* Fiber.join(fiber))
    }
    const [, ...charges] = (yield* sandbox.ledger).map(({ amount }) => amount)
    return { results, charges }
  }).pipe(Effect.provide(Layer.merge(Shop.layer(), RegKeyGuard.layer)))

describe("subscription", () => {
  it.effect("charges a month once, however often it is called", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* charged(), { results: ["Extend", "Extend"], charges: [300] })
      assert.deepStrictEqual(yield* charged(Fault.commitThenLose), { results: ["Extend", "Extend"], charges: [300] })
    }))

  it.effect("tries an empty card again tomorrow, under the same order id", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* charged(Fault.resultCode("1288")), {
        results: ["TryTomorrow", "Extend"],
        charges: [300]
      })
    }))

  it.effect("knows a dead key", () =>
    Effect.gen(function*() {
      const { results } = yield* charged(Fault.resultCode("1287"))
      assert.deepStrictEqual(results.slice(0, 1), ["EnrolAgain"])
    }))
})
