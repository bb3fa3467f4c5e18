import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Effect, Layer } from "effect"
import { LinePay } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { paymentsOf } from "../src/batchedDetails.ts"
import * as Shop from "./support/shop.ts"

/** A client whose requests for details are counted. */
const counted = (urls: Array<string>) => {
  const http = Layer.effect(
    HttpClient.HttpClient,
    Effect.map(
      HttpClient.HttpClient,
      HttpClient.tapRequest(({ method, url }) => Effect.sync(() => method === "GET" && urls.push(url)))
    )
  )
  return Layer.provideMerge(Layer.provide(LinePay.layer, http), Shop.parts())
}

const orderIds = Arr.makeBy(250, (index) => `order-${index + 1}`)

describe("batched details", () => {
  it.effect("250 lookups are 3 calls", () =>
    Effect.gen(function*() {
      const urls: Array<string> = []
      const found = yield* Effect.gen(function*() {
        yield* Shop.confirmed({ orderId: "order-2" })
        yield* Shop.confirmed({ orderId: "order-249" })
        return yield* Effect.forEach(orderIds, paymentsOf, { batching: true })
      }).pipe(Effect.provide(counted(urls)))

      assert.lengthOf(urls, 3)
      assert.deepStrictEqual(
        found.flatMap((payments, index) => payments.map(({ orderId }) => [orderIds[index], orderId])),
        [["order-2", "order-2"], ["order-249", "order-249"]]
      )
    }))

  it.effect("a call that fails fails the lookups that it was for, and no other", () =>
    Effect.gen(function*() {
      const results = yield* Effect.gen(function*() {
        yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next("getPaymentDetails", Fault.badGateway()))
        return yield* Effect.forEach(orderIds, (orderId) => Effect.either(paymentsOf(orderId)), { batching: true })
      }).pipe(Effect.provide(counted([])))
      assert.strictEqual(results.filter(({ _tag }) => _tag === "Left").length, 100)
    }))
})
