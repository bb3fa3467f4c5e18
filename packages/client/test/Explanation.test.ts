import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import {
  Explanation,
  InvalidRequest,
  LinePay,
  LinePayConfig,
  Nonce,
  Policy,
  RegKey,
  TransactionId
} from "effect-line-pay"

const secret = "example-channel-secret-not-real"
const channelSecret = Redacted.make(secret)
const transactionId = TransactionId.make("2018082512345678910")

const merchant = Layer.mergeAll(
  Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox" }),
  Nonce.layerFixed("00000000-0000-4000-8000-000000000000")
)

describe("Explanation", () => {
  it.effect("shows what a call would sign, and masks what is secret", () =>
    Effect.gen(function*() {
      const explanation = yield* Explanation.of(channelSecret, (linePay) =>
        linePay.confirmPayment({ transactionId, amount: 1000, currency: "TWD" }))
      assert.strictEqual(explanation.method, "POST")
      assert.deepStrictEqual(explanation.signed, {
        secret: "<channel secret: 31 characters>",
        path: "/v3/payments/2018082512345678910/confirm",
        payload: `{"amount":1000,"currency":"TWD"}`,
        nonce: "00000000-0000-4000-8000-000000000000"
      })
      assert.deepStrictEqual(explanation.payload, {
        kind: "body",
        bytes: 32,
        // printf '{"amount":1000,"currency":"TWD"}' | sha256sum
        sha256: "d5eb99cfb5f8b7ce8100b663bf2ee068760c3d1f26e6c5368675386545db8406"
      })
      // The computed vector of this request begins so.
      assert.deepStrictEqual(explanation.headers[2], ["X-LINE-Authorization", "3UQ1PX… (44 characters)"])
      const text = Explanation.render(explanation)
      assert.notInclude(text, secret)
      assert.notInclude(text, "3UQ1PXdWSY")
    }).pipe(Effect.provide(merchant)))

  it.effect("takes the query of a read as it would be sent, and masks a regKey", () =>
    Effect.gen(function*() {
      const details = yield* Explanation.of(channelSecret, (linePay) =>
        linePay.getPaymentDetails({ orderIds: ["A 1&2", "B"], transactionIds: [transactionId] }))
      assert.deepInclude(details.signed, {
        path: "/v3/payments",
        payload: "transactionId=2018082512345678910&orderId=A%201%262&orderId=B"
      })
      const check = yield* Explanation.of(channelSecret, (linePay) =>
        linePay.checkRegKey({ regKey: RegKey.make("RK123asd213") }))
      assert.strictEqual(check.signed.path, "/v3/payments/preapprovedPay/<regKey: 11 characters>/check")
    }).pipe(Effect.provide(merchant)))

  it.effect("makes a nonce of its own where there is none", () =>
    Effect.gen(function*() {
      const { signed } = yield* Explanation.of(channelSecret, (linePay) => linePay.voidPayment({ transactionId }))
      assert.match(signed.nonce, /^[0-9a-f]{8}-[0-9a-f]{4}-1/)
    }).pipe(Effect.provideService(LinePayConfig, { channelId: "1234567890", environment: "sandbox" })))

  it.effect("takes the first of several requests, and repeats none", () =>
    Effect.gen(function*() {
      const explanation = yield* Explanation.of(channelSecret, (linePay) =>
        Effect.ignore(linePay.checkPaymentStatus({ transactionId })).pipe(
          Effect.zipRight(linePay.voidPayment({ transactionId }))
        ))
      assert.include(explanation.signed.path, "/check")
      // Under TestClock a repetition would wait for ever.
    }).pipe(LinePay.withPolicy(Policy.recommended), Effect.provide(merchant)))

  it.effect("fails with what the call was refused for", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(
        Explanation.of(
          channelSecret,
          (linePay) => linePay.confirmPayment({ transactionId, amount: 0, currency: "TWD" })
        )
      )
      assert.instanceOf(error, InvalidRequest)
      assert.strictEqual(error.path, "amount")
    }).pipe(Effect.provide(merchant)))

  it.effect("says so when nothing was signed", () =>
    Effect.gen(function*() {
      const idle = yield* Effect.flip(Explanation.of(channelSecret, () => Effect.void))
      assert.strictEqual(
        idle.message,
        "The call signed no request, so there is nothing to explain: it succeeded by itself"
      )
      const empty = yield* Effect.flip(
        Explanation.of(Redacted.make(""), (linePay) => linePay.voidPayment({ transactionId }))
      )
      assert.strictEqual(empty._tag, "NothingSigned")
      assert.include(empty.message, "not get through (Signer")
    }).pipe(Effect.provide(merchant)))
})
