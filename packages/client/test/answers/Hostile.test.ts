import { assert, describe, it } from "@effect/vitest"
import { Effect, Metric, type Scope } from "effect"
import { RegKey } from "effect-line-pay"
import * as Calls from "../support/calls.ts"
import * as Merchant from "../support/merchant.ts"
import { untyped } from "../support/untyped.ts"

const charge = {
  regKey: Calls.regKey,
  productName: "Brown pen",
  amount: 100,
  currency: "TWD",
  orderId: Calls.orderId,
  capture: false
} as const

const charged = Merchant.answer("0000", Calls.calls.payPreapproved.info)
const sentBody =
  `{"productName":"Brown pen","amount":100,"currency":"TWD","orderId":"${Calls.orderId}","capture":false}`

describe("a request whose fields are not plain", () => {
  const requests: { readonly [name: string]: unknown } = {
    "own and not enumerable": Object.defineProperty({ ...charge }, "capture", { value: false, enumerable: false }),
    "made up by a proxy that only has `get`": new Proxy({}, {
      get: (_, name) => Object.entries(charge).find(([each]) => each === name)?.[1]
    }),
    inherited: Object.create(charge)
  }
  for (const [name, request] of Object.entries(requests)) {
    it.effect(`a field that is ${name} is sent`, () =>
      Effect.gen(function*() {
        const { linePay, sent } = yield* Merchant.make(charged)
        yield* linePay.payPreapproved(untyped(request))
        assert.deepStrictEqual(sent.map(({ body }) => body), [sentBody])
      }))
  }

  it.effect("one that points back to itself in an unknown field is refused by that name", () =>
    Effect.gen(function*() {
      const order: { [name: string]: unknown } = { ...charge }
      const customer = { orders: Array.from({ length: 1_000 }, () => order) }
      order["customer"] = customer
      const { linePay, sent } = yield* Merchant.make(charged)
      const error = yield* Effect.flip(linePay.payPreapproved(untyped(order)))
      assert(error._tag === "InvalidRequest")
      assert.deepStrictEqual(error.problems.map(({ path }) => path), ["customer"])
      assert.lengthOf(sent, 0)
    }))
})

const prototype: object = Object.prototype

/** Puts something into `Object.prototype` until the scope ends. */
const polluted = (name: string, value: unknown): Effect.Effect<void, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      Object.defineProperty(prototype, name, { value, configurable: true, enumerable: true, writable: true })
    }),
    () => Effect.sync(() => Reflect.deleteProperty(prototype, name))
  )

describe("a polluted Object.prototype", () => {
  // What is made before and compared after, so that nothing but the calls runs under it.
  const under = <A, E>(name: string, value: unknown, call: Effect.Effect<A, E>) =>
    Effect.scoped(Effect.zipRight(polluted(name, value), Effect.either(call)))

  it.effect("refundAmount: a refund without an amount stays refused, and a full one is full", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Merchant.make(Merchant.answer("0000", Calls.calls.refundPayment.info))
      const { transactionId } = Calls
      const none = yield* under("refundAmount", 1, linePay.refundPayment(untyped({ transactionId })))
      const full = yield* under("refundAmount", 1, linePay.refundPayment({ transactionId, refundAmount: "full" }))
      assert.deepStrictEqual([none._tag, full._tag], ["Left", "Right"])
      assert.deepStrictEqual(sent.map(({ body }) => body), ["{}"])
    }))

  for (const [name, value] of [["capture", true], ["toJSON", () => ({ amount: 1 })]] as const) {
    it.effect(`${name}: what is sent is what was asked`, () =>
      Effect.gen(function*() {
        const { linePay, sent } = yield* Merchant.make(charged)
        const { capture: _, ...automatic } = charge
        yield* under(name, value, linePay.payPreapproved(charge))
        yield* under(name, value, linePay.payPreapproved(automatic))
        assert.deepStrictEqual(sent.map(({ body }) => body), [sentBody, sentBody.replace(`,"capture":false`, "")])
      }))
  }

  it.effect("returnCode: an answer without a code is none", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.make("{\"info\":{}}")
      const { transactionId } = Calls
      const outcome = yield* under("returnCode", "0000", linePay.voidPayment({ transactionId }))
      assert(outcome._tag === "Left" && outcome.left._tag === "OutcomeUnknown")
      assert.strictEqual(outcome.left.reason, "NotAnEnvelope")
    }))

  it.effect("transactionId: an answer without an id is none", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.make(Merchant.answer("0000", "{}"))
      const outcome = yield* under("transactionId", Calls.transactionId, Calls.calls.confirmPayment.run(linePay))
      assert(outcome._tag === "Left" && outcome.left._tag === "OutcomeUnknown")
      assert.strictEqual(outcome.left.reason, "Undecodable")
    }))
})

describe("texts from outside", () => {
  const secret = "RK/a secret?key"
  const rejected = (message: string, details: { readonly [name: string]: string } = {}) =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.make(
        JSON.stringify({ returnCode: "1104", returnMessage: message, errorDetailMap: details })
      )
      const error = yield* Effect.flip(linePay.expireRegKey({ regKey: RegKey.make(secret) }))
      assert("returnMessage" in error && error.returnMessage !== undefined)
      return error
    })

  it.effect("are cut at 500 characters, and have no character that controls a terminal or turns a line", () =>
    Effect.gen(function*() {
      const hostile = "a\u0000\u001b[31m\r\nb\u202e\u2066\u2028\u200fc\ud800"
      const error = yield* rejected(hostile.repeat(1_000), { [hostile]: hostile.repeat(1_000) })
      const texts = [error.returnMessage ?? "", ...Object.entries(error.errorDetailMap ?? {}).flat()]
      assert.lengthOf(texts, 3)
      for (const text of texts) {
        assert.isAtMost(text.length, 501)
        assert.notMatch(text, /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u)
      }
    }))

  for (const written of [secret, encodeURIComponent(secret)]) {
    for (const before of [0, 485, 495, 499, 500, 985, 990, 995]) {
      it.effect(`show no part of a secret after ${before} characters: ${written === secret ? "plain" : "encoded"}`, () =>
        Effect.gen(function*() {
          const { returnMessage = "" } = yield* rejected(`${"x".repeat(before)}${written}${"y".repeat(1_000)}`)
          assert.notInclude(returnMessage, written.slice(0, 4))
        }))
    }
  }

  const long = "K1".repeat(128)
  const encoded = "鍵".repeat(256)
  for (
    const [name, key, text] of [
      ["that are masked before it", long, long.repeat(8)],
      ["that is longer than what is shown", encoded, encodeURIComponent(encoded)]
    ] as const
  ) {
    it.effect(`show no part of a secret ${name}`, () =>
      Effect.gen(function*() {
        const { linePay } = yield* Merchant.make(JSON.stringify({ returnCode: "1104", returnMessage: text }))
        const error = yield* Effect.flip(linePay.expireRegKey({ regKey: RegKey.make(key) }))
        assert("returnMessage" in error && error.returnMessage !== undefined)
        assert.match(error.returnMessage, /^(?:<redacted>)+$/)
      }))
  }

  it.effect("a code that no table knows is counted under one label", () =>
    Effect.gen(function*() {
      for (const code of ["7701", "7702", "77031234"]) {
        const { linePay } = yield* Merchant.make(Merchant.answer(code))
        yield* Effect.flip(Calls.calls.voidPayment.run(linePay))
      }
      const results = Array.from(yield* Metric.snapshot)
        .filter(({ metricKey }) => metricKey.name === "linepay_calls")
        .flatMap(({ metricKey }) => metricKey.tags.filter(({ key }) => key === "result").map(({ value }) => value))
      assert.include(results, "other")
      assert.isEmpty(results.filter((result) => result.startsWith("77")))
    }))
})
