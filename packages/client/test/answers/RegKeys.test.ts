import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schema } from "effect"
import { LinePay, LinePayConfig, Nonce, RegKey, Signer } from "effect-line-pay"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"

const enrol = (linePay: LinePay.Service, orderId: string) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { transactionId } = yield* linePay.requestPayment({
      amount: 100,
      currency: "TWD",
      orderId,
      packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 1, price: 100 }] }],
      redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
      options: { payment: { payType: "PREAPPROVED" } }
    })
    yield* sandbox.approve(transactionId)
    return yield* linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
  })

describe("a regKey of any characters", () => {
  it.scopedLive("survives confirm, storage, a charge and its expiry, over HTTP", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const client = LinePay.layer.pipe(Layer.provide([
        FetchHttpClient.layer,
        Layer.succeed(LinePayConfig, { channelId: Options.defaultCredentials.channelId, environment: url }),
        Signer.layer(Redacted.make(Options.defaultCredentials.channelSecret)),
        Nonce.layerUuidV1
      ]))
      yield* Effect.provide(
        Effect.gen(function*() {
          const linePay = yield* LinePay
          const seen = new Set<string>()
          for (let index = 0; index < 10; index++) {
            const { regKey, unread } = yield* enrol(linePay, `enrolment-${index}`)
            assert.deepStrictEqual(unread, [])
            const stored = yield* Schema.encode(RegKey)(regKey ?? assert.fail("no regKey"))
            const read = yield* Schema.decode(RegKey)(stored)
            Array.from(stored).forEach((character) => seen.add(character))
            assert.strictEqual(Redacted.value(read), stored)
            yield* linePay.checkRegKey({ regKey: read })
            yield* linePay.payPreapproved({
              regKey: read,
              orderId: `charge-${index}`,
              productName: "Tea",
              amount: 50,
              currency: "TWD"
            })
            yield* linePay.expireRegKey({ regKey: read })
            const error = yield* Effect.flip(linePay.checkRegKey({ regKey: read }))
            assert.include(["RegKeyExpired", "RegKeyNotFound", "RegKeyNotUsable"], error._tag)
          }
          // Some that a path has to encode were among them.
          assert.isTrue(Array.from(seen).some((character) => encodeURIComponent(character) !== character))
        }),
        client
      )
    }).pipe(Effect.provide(SandboxServer.layer({ regKeys: "any" }))))
})
