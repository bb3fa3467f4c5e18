import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Sandbox } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"

it.effect("request, approve, confirm, refund, details", () =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { info: { transactionId } } = yield* client.request({ orderId: "20140101123123123" })
    assert.strictEqual((yield* client.check(transactionId)).returnCode, "0000")
    const redirect = yield* sandbox.approve({ orderId: "20140101123123123" }, { points: 100 })
    assert.strictEqual(
      redirect.url,
      `https://shop.example/confirm?orderId=20140101123123123&transactionId=${transactionId}`
    )
    assert.strictEqual((yield* client.check(transactionId)).returnCode, "0110")
    const confirmed = yield* client.confirm(transactionId)
    assert.strictEqual(confirmed.returnCode, "0000")
    const refunded = yield* client.refund(transactionId, 30)
    assert.strictEqual(refunded.returnCode, "0000")
    const details = yield* client.detailsOf(transactionId)
    assert.strictEqual(client.records(details)[0]?.refundList[0]?.refundAmount, -30)
  }).pipe(Effect.provide(Sandbox.layer())))
