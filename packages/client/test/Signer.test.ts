import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, FastCheck, Layer, Redacted } from "effect"
import { LinePay, LinePayConfig, Nonce, RegKey, Signer, SignerError, TransactionId } from "effect-line-pay"
import { createHmac } from "node:crypto"
import { inspect } from "node:util"
import * as Vectors from "./fixtures/signatures.ts"
import type * as Calls from "./support/calls.ts"
import { recorder } from "./support/recorder.ts"

type Parts = Parameters<Signer.Service["sign"]>[0]

/** Builds the signer in a runtime without `node:crypto`. */
const withoutNodeCrypto = (secret: string) =>
  Effect.acquireUseRelease(
    Effect.sync(() => vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined)),
    () => Effect.provide(Signer, Signer.layer(Redacted.make(secret))),
    (spy) => Effect.sync(() => spy.mockRestore())
  )

const makers: { readonly [name: string]: (secret: string) => Effect.Effect<Signer.Service> } = {
  "node:crypto": (secret) => Effect.provide(Signer, Signer.layer(Redacted.make(secret))),
  WebCrypto: withoutNodeCrypto
}

for (const [runtime, make] of Object.entries(makers)) {
  const sign = (secret: string, parts: Parts) => Effect.flatMap(make(secret), (signer) => signer.sign(parts))

  describe(`Signer.layer, with ${runtime}`, () => {
    for (const { name, secret, signature, ...parts } of Vectors.all) {
      it.effect(`signs as ${name}`, () =>
        Effect.gen(function*() {
          assert.strictEqual(yield* sign(secret, parts), signature)
        }))
    }

    for (const { name, secret, signature, ...parts } of Vectors.wrong) {
      it.effect(`does not sign as ${name}`, () =>
        Effect.gen(function*() {
          assert.notStrictEqual(yield* sign(secret, parts), signature)
        }))
    }

    it.effect.prop(
      "agrees with another HMAC on any text",
      {
        secret: FastCheck.string({ minLength: 1, unit: "grapheme" }),
        path: FastCheck.webPath(),
        payload: FastCheck.string({ unit: "grapheme" }),
        nonce: FastCheck.uuid()
      },
      ({ nonce, path, payload, secret }) =>
        Effect.gen(function*() {
          const expected = createHmac("sha256", secret).update(secret + path + payload + nonce).digest("base64")
          assert.strictEqual(yield* sign(secret, { path, payload, nonce }), expected)
        }),
      { fastCheck: { numRuns: 25 }, timeout: 30_000 }
    )

    it.effect("an empty secret is a typed error that nobody can take for a signature", () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(sign("", { path: "/v3/payments", payload: "", nonce: "n" }))
        assert.instanceOf(error, SignerError)
        assert.match(error.message, /the channel secret is empty/)
      }))

    it.effect("shows the secret nowhere", () =>
      Effect.gen(function*() {
        const signer = yield* make("5ecre7")
        assert.notInclude(inspect(signer, { depth: Infinity, showHidden: true }), "5ecre7")
      }))
  })
}

describe("Signer.layer", () => {
  it("signs without a promise where it can, so that a simulated clock can drive it", () => {
    const signature = Effect.flatMap(Signer, (signer) => signer.sign({ path: "/", payload: "", nonce: "1" }))
    assert.lengthOf(Effect.runSync(Effect.provide(signature, Signer.layer(Redacted.make("secret")))), 44)
  })

  it.effect("a crypto that refuses is a typed error", () =>
    Effect.gen(function*() {
      const refusing = () => {
        throw new Error("disabled for FIPS")
      }
      const signer = yield* Effect.acquireUseRelease(
        Effect.sync(() => vi.spyOn(process, "getBuiltinModule").mockReturnValue({ createHmac: refusing })),
        () => Effect.provide(Signer, Signer.layer(Redacted.make("secret"))),
        (spy) => Effect.sync(() => spy.mockRestore())
      )
      const error = yield* Effect.flip(signer.sign({ path: "/", payload: "", nonce: "1" }))
      assert.include(error.message, "node:crypto failed to sign with HMAC-SHA256")
    }))
})

describe("what is signed is what is sent", () => {
  const id = TransactionId.make("2018082512345678910")
  const regKey = RegKey.make("RK123asd213")
  /** The calls that have the path and the payload of a vector. */
  const calls: { readonly [name: string]: Calls.Call["run"] } = {
    "POST without a body": (linePay) => linePay.voidPayment({ transactionId: id }),
    "GET without a query": (linePay) =>
      linePay.checkPaymentStatus({ transactionId: TransactionId.make("2018110112345678910") }),
    GET: (linePay) =>
      linePay.getPaymentDetails({
        transactionIds: [TransactionId.make("20140101123123123")],
        orderIds: ["1002045572"]
      }),
    "GET with creditCardAuth": (linePay) => linePay.checkRegKey({ regKey, creditCardAuth: true }),
    "POST of a pre-approved payment": (linePay) =>
      linePay.payPreapproved({
        regKey,
        productName: "Brown pen",
        amount: 1000,
        currency: "TWD",
        orderId: "Ord2018123100000001"
      }),
    "POST of a confirmation": (linePay) => linePay.confirmPayment({ transactionId: id, amount: 1000, currency: "TWD" }),
    "POST of text beyond ASCII": (linePay) =>
      linePay.payPreapproved({ regKey, productName: "原味優格", amount: 1000, currency: "TWD", orderId: "Ord1" })
  }

  for (const [name, run] of Object.entries(calls)) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const { layer, requests } = recorder()
        const vector = Vectors.all.find((vector) => vector.name === name)
        const parts = Layer.mergeAll(
          layer,
          Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox" }),
          Signer.layer(Redacted.make(Vectors.secret)),
          Nonce.layerFixed(Vectors.nonce)
        )
        yield* Effect.flatMap(LinePay, run).pipe(
          Effect.exit,
          Effect.provide(LinePay.layer.pipe(Layer.provide(parts)))
        )
        assert.strictEqual(requests[0]?.headers["x-line-authorization"], vector?.signature)
      }))
  }
})
