import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { Sandbox } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

const text = (method: "GET" | "POST", path: string, payload: string, options?: client.SendOptions) =>
  Effect.flatMap(client.execute(method, path, payload, options), (response) => response.text)

describe("on the wire", () => {
  it.effect("ids are bare 64-bit numbers of 19 digits that end in 10 and begin with the time", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 7, 14, 2, 37, 51, 517))
      const body = yield* text("POST", "/payments/request", JSON.stringify(client.requestBody()))
      assert.include(body, "\"transactionId\":2026081402375151710,")
      assert.include(body, "{\"returnCode\":\"0000\",\"returnMessage\":\"Success.\",\"info\":{")
      const next = yield* story.requested()
      assert.strictEqual(next, "2026081402375151810")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("ids can count up instead, whatever the time is", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* story.requested(), "2026010100000000010")
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* story.requested(), "2026010100000000110")
    }).pipe(Effect.provide(Sandbox.layer({ transactionIds: "counter" }))))

  it.effect("an order id that looks like a number stays a string", () =>
    Effect.gen(function*() {
      const id = yield* story.paid({ orderId: "20140101123123123" })
      const body = yield* text("GET", "/payments", `transactionId=${id}`)
      assert.include(body, "\"orderId\":\"20140101123123123\"")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("paymentAccessToken is twelve digits, and begins with 0 now and then", () =>
    Effect.gen(function*() {
      const tokens = yield* Effect.forEach(Array.from({ length: 60 }), () =>
        Effect.map(client.request(), ({ info }) => info.paymentAccessToken))
      for (const token of tokens) {
        assert.match(token, /^\d{12}$/)
      }
      const zeros = tokens.filter((token) =>
        token.startsWith("0")
      ).length
      assert.isAbove(zeros, 0)
      assert.isBelow(zeros, 30)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a regKey is RK and thirteen capitals and digits", () =>
    Effect.gen(function*() {
      assert.match(yield* story.enrolled(), /^RK[0-9A-Z]{13}$/)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("void, expire, check and checkRegKey answer no info", () =>
    Effect.gen(function*() {
      const id = yield* story.authorized()
      const regKey = yield* story.enrolled()
      assert.strictEqual(
        yield* text("GET", `/payments/requests/${id}/check`, ""),
        "{\"returnCode\":\"0123\",\"returnMessage\":\"Payment completed.\"}"
      )
      assert.strictEqual(
        yield* text("POST", `/payments/authorizations/${id}/void`, ""),
        "{\"returnCode\":\"0000\",\"returnMessage\":\"OK\"}"
      )
      assert.strictEqual(
        yield* text("GET", `/payments/preapprovedPay/${regKey}/check`, ""),
        "{\"returnCode\":\"0000\",\"returnMessage\":\"success\"}"
      )
      assert.strictEqual(
        yield* text("POST", `/payments/preapprovedPay/${regKey}/expire`, ""),
        "{\"returnCode\":\"0000\",\"returnMessage\":\"OK\"}"
      )
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("v4 adds paymentProvider to confirm, capture, details and payPreapproved; v3 has none", () =>
    Effect.gen(function*() {
      for (const [version, provider] of [["v3", undefined], ["v4", "TSP"]] as const) {
        const options = { version }
        const id = yield* story.approved({ capture: false })
        const providers = [
          yield* client.confirm(id, 1000, "TWD", options),
          yield* client.capture(id, 1000, "TWD", options),
          yield* client.payPreapproved(yield* story.enrolled(), { orderId: `${version}-charge` }, options)
        ].map(({ info }) => info.paymentProvider)
        const [details] = client.records(yield* client.detailsOf(id, options))
        assert.deepStrictEqual([...providers, details?.paymentProvider], [provider, provider, provider, provider])
      }
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a version that is not served is not there", () =>
    Effect.gen(function*() {
      const response = yield* client.execute("GET", "/payments", "orderId=A", { version: "v4" })
      assert.strictEqual(response.status, 404)
      assert.deepStrictEqual(yield* story.rules, ["UnknownPath"])
    }).pipe(Effect.provide(Sandbox.layer({ apiVersions: ["v3"] }))))

  it.effect("a split payment and a refund, as details show them", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 0, 1, 12))
      const id = yield* story.authorized({ orderId: "A" }, { points: 100 })
      const confirmed = client.records(yield* client.detailsOf(id))[0]
      assert.strictEqual(confirmed?.payStatus, "AUTHORIZATION")
      assert.strictEqual(confirmed?.authorizationExpireDate, "2026-01-31T12:00:00Z")
      yield* TestClock.adjust("1 hour")
      yield* client.capture(id, 950)
      const { info } = yield* client.refund(id, 30)
      assert.strictEqual(info.refundTransactionDate, "2026-01-01T13:00:00Z")
      const captured = client.records(yield* client.detailsOf(id))[0]
      assert.strictEqual(captured?.payStatus, "CAPTURE")
      assert.strictEqual(captured?.transactionDate, "2026-01-01T12:00:00Z")
      assert.deepStrictEqual(captured?.payInfo, [
        { method: "CREDIT_CARD", amount: 900 },
        { method: "POINT", amount: 50 }
      ])
      assert.deepStrictEqual(captured?.refundList, [{
        refundTransactionId: info.refundTransactionId,
        transactionType: "PARTIAL_REFUND",
        refundAmount: -30,
        refundTransactionDate: "2026-01-01T13:00:00Z"
      }])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("amounts that come as strings are taken for numbers", () =>
    Effect.gen(function*() {
      const id = yield* story.approved()
      const answer = yield* client.send("POST", `/payments/${id}/confirm`, "{\"amount\":\"1000\",\"currency\":\"TWD\"}")
      assert.strictEqual(answer.returnCode, "0000")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("decimals add up exactly: three times 10.1 dollars is 30.3", () =>
    Effect.gen(function*() {
      const body = {
        ...client.requestBody({ amount: 30.3, currency: "USD" }),
        packages: [{ id: "1", amount: 30.3, products: [{ name: "Pen", quantity: 3, price: 10.1 }] }]
      }
      const { info } = yield* client.send("POST", "/payments/request", JSON.stringify(body))
      yield* (yield* Sandbox).approve(info.transactionId)
      yield* client.confirm(info.transactionId, 30.3, "USD")
      yield* client.refund(info.transactionId, 30.2)
      assert.strictEqual((yield* client.refund(info.transactionId, 0.11)).returnCode, "1164")
      assert.strictEqual((yield* client.refund(info.transactionId, 0.1)).returnCode, "0000")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("the documentation's signature for a query with repeated, encoded ids is right", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { transport } = yield* sandbox.handle({
        method: "GET",
        path: "/v3/payments",
        query: "orderId=A%201%262&orderId=B&transactionId=2018082512345678910",
        headers: {
          "x-line-channelid": "1234567890",
          "x-line-authorization-nonce": "00000000-0000-4000-8000-000000000000",
          "x-line-authorization": "P/9nS/TT9WGBwNuoSgLKowraLiXULTVzdw8iyYT+BGY="
        },
        body: ""
      })
      assert.strictEqual(transport._tag === "Answer" && transport.answer.body.includes("\"1150\""), true)
    }).pipe(Effect.provide(Sandbox.layer({ channelSecret: "example-channel-secret-not-real" }))))
})
