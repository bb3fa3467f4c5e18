import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Sandbox } from "effect-line-pay-sandbox"
import { sell } from "../src/reserve.ts"
import * as Shop from "./support/shop.ts"

const movements = (reserveStock: Effect.Effect<void, "SoldOut">) =>
  Effect.gen(function*() {
    const intent = yield* Shop.approved({ options: { payment: { capture: false } } })
    yield* Effect.ignore(sell(intent, reserveStock))
    return (yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.ledger)).map(({ kind }) => kind)
  }).pipe(Effect.provide(Shop.layer()))

describe("reserve", () => {
  it.effect("takes the money when the goods are there", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* movements(Effect.void), ["Authorize", "Capture"])
    }))

  it.effect("releases it when they are not", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* movements(Effect.fail("SoldOut")), ["Authorize", "Void"])
    }))
})
