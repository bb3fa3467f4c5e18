import { assert, it } from "@effect/vitest"
import { Context, Effect, Layer, Redacted, Ref } from "effect"
import { AttemptLog, LinePay, Settlements } from "effect-line-pay"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { merchant } from "../src/merchant.ts"
import { Merchants } from "../src/merchants.ts"
import { order } from "../src/order.ts"
import { refund, SettlementsLive, Shops } from "../src/platform.ts"

it.scopedLive("a platform refunds for each merchant, over one log, and learns under whose name", () =>
  Effect.gen(function*() {
    const channelSecret = "the secret of the tea shop"
    const context = yield* Layer.build(SandboxServer.layer({ channelId: "1111111111", channelSecret }))
    const { url: environment } = Context.get(context, SandboxServer)
    const sandbox = Context.get(context, Sandbox)
    const account = { environment, channelId: "1111111111", channelSecret: Redacted.make(channelSecret) }
    const client = merchant(environment, account.channelId, account.channelSecret)
    const paid = yield* Effect.gen(function*() {
      const linePay = yield* LinePay
      const { transactionId } = yield* linePay.requestPayment(order)
      yield* sandbox.approve(transactionId)
      yield* linePay.confirmPayment({ transactionId, amount: order.amount, currency: order.currency })
      return transactionId
    }).pipe(Effect.provide(client))

    const learnt = yield* Ref.make<ReadonlyArray<string>>([])
    const platform = SettlementsLive.pipe(
      Layer.provide(AttemptLog.layerMemory),
      Layer.provide([
        Layer.succeed(Shops, {
          names: Effect.succeed(["tea"]),
          learn: ({ attempt, standing }) =>
            Ref.update(learnt, (all) => [...all, `${attempt.merchant} ${attempt.operation} ${standing}`])
        }),
        Layer.succeed(Merchants, {
          find: (name) => name === "tea" ? Effect.succeed(account) : Effect.fail("NoSuchMerchant" as const)
        })
      ])
    )
    yield* Effect.gen(function*() {
      const intent = { transactionId: paid, refundId: "rma-17", total: 40, currency: "TWD" } as const
      assert.strictEqual((yield* refund("tea", intent)).refunded, 40)
      const stranger = yield* Effect.flip(refund("books", intent))
      assert.strictEqual(stranger._tag, "MerchantUnavailable")
      assert.strictEqual((yield* Effect.flatMap(Settlements, ({ sweep }) => sweep)).looked.length, 0)
    }).pipe(Effect.provide(platform))
    assert.deepStrictEqual(yield* Ref.get(learnt), ["tea refundPayment Applied"])
  }))
