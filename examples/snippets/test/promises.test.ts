import { assert, it } from "@effect/vitest"
import { Effect, Either, Layer } from "effect"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { order } from "../src/order.ts"
import { makeShop } from "../src/promises.ts"
import * as Shop from "./support/shop.ts"

it.live("promises tell how a call ended, as a value", () =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { amount, currency, orderId } = order
    const shop = makeShop(
      yield* Effect.map(Effect.context<Layer.Layer.Success<ReturnType<typeof Shop.layer>>>(), Layer.succeedContext)
    )

    const { transactionId } = Either.getOrThrow(yield* Effect.promise(() => shop.request(order)))
    yield* sandbox.approve(transactionId)
    yield* sandbox.faults.next("confirmPayment", Fault.resultCode("1142"))
    const intent = { transactionId, orderId, amount, currency }
    const refused = yield* Effect.promise(() => shop.confirm(intent))
    assert.strictEqual(Either.getOrThrow(Either.flip(refused))._tag, "InsufficientBalance")
    const confirmed = yield* Effect.promise(() => shop.confirm(intent))
    assert.strictEqual(Either.getOrThrow(confirmed).settledBy, "Answer")
    yield* Effect.promise(() => shop.close())
  }).pipe(Effect.provide(Shop.layer())))
