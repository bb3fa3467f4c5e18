import { assert, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { AttemptLog, LinePay, LinePayConfig, Nonce, Settlement, Signer, TransactionId } from "effect-line-pay"
import { recorder } from "./support/recorder.ts"

class Tea extends Context.Tag("Tea")<Tea, Context.Context<LinePay | Settlement>>() {}
class Books extends Context.Tag("Books")<Books, Context.Context<LinePay | Settlement>>() {}

it.effect("two merchants in one program share neither a client nor its settlement", () =>
  Effect.gen(function*() {
    const { layer: http, requests } = recorder()
    const shop = <I>(tag: Context.Tag<I, Context.Context<LinePay | Settlement>>, channelId: string) =>
      Layer.effect(tag, Effect.context<LinePay | Settlement>()).pipe(
        Layer.provide(Layer.provideMerge(Settlement.layer, LinePay.layer)),
        Layer.provide(Layer.succeed(LinePayConfig, { channelId, environment: "sandbox" }))
      )
    const shops = Layer.mergeAll(shop(Tea, "1111111111"), shop(Books, "2222222222")).pipe(
      Layer.provide([
        Layer.succeed(Signer, { sign: () => Effect.succeed("c2lnbmF0dXJl") }),
        Nonce.layerTimestamp,
        AttemptLog.layerMemory,
        http
      ])
    )
    yield* Effect.gen(function*() {
      for (const [index, context] of [yield* Tea, yield* Books].entries()) {
        const transactionId = TransactionId.make(BigInt(index + 1))
        yield* Effect.ignore(Context.get(context, LinePay).checkPaymentStatus({ transactionId }))
        yield* Effect.ignore(Context.get(context, Settlement).voidPayment({ transactionId }))
      }
    }).pipe(Effect.provide(shops))
    const channelIds = requests.map(({ headers }) => headers["x-line-channelid"])
    assert.deepStrictEqual([...new Set(channelIds.slice(0, channelIds.length / 2))], ["1111111111"])
    assert.deepStrictEqual([...new Set(channelIds.slice(channelIds.length / 2))], ["2222222222"])
    assert.isAtLeast(channelIds.length, 4)
  }))
