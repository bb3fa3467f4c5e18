import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck, Redacted } from "effect"
import { Signer } from "effect-line-pay"
import { NodeSigner } from "effect-line-pay-node"

const signWith = (layer: ReturnType<typeof NodeSigner.layer>, parts: Parameters<Signer.Service["sign"]>[0]) =>
  Effect.flatMap(Signer, (signer) => signer.sign(parts)).pipe(Effect.provide(layer))

const parts = FastCheck.record({
  path: FastCheck.string({ unit: "grapheme" }),
  payload: FastCheck.string({ unit: "grapheme" }),
  nonce: FastCheck.uuid()
})

describe("NodeSigner", () => {
  it.effect("signs a documented non-ASCII body in UTF-8", () =>
    Effect.gen(function*() {
      const signature = yield* signWith(NodeSigner.layer(Redacted.make("example-channel-secret-not-real")), {
        path: "/v3/payments/preapprovedPay/RK123asd213/payment",
        payload: `{"productName":"原味優格","amount":1000,"currency":"TWD","orderId":"Ord1"}`,
        nonce: "00000000-0000-4000-8000-000000000000"
      })
      assert.strictEqual(signature, "ZFXTl+zSjBdvHCtYhMG7zB/oWvkhxFa2hhBamLnAC7U=")
    }))

  it.effect.prop(
    "signs as WebCrypto does",
    { secret: FastCheck.string({ minLength: 1, unit: "grapheme" }), parts },
    ({ parts, secret }) =>
      Effect.gen(function*() {
        const channelSecret = Redacted.make(secret)
        assert.strictEqual(
          yield* signWith(NodeSigner.layer(channelSecret), parts),
          yield* signWith(Signer.layerWebCrypto(channelSecret), parts)
        )
      }),
    { fastCheck: { numRuns: 30 } }
  )

  it("signs without a promise, so that a simulated clock can drive it", () => {
    const signature = signWith(NodeSigner.layer(Redacted.make("secret")), { path: "/", payload: "", nonce: "1" })
    assert.strictEqual(Effect.runSync(signature).length, 44)
  })
})
