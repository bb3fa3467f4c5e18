import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { Fault, Lint, Sandbox } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

describe("lint", () => {
  it.effect("finds nothing in a proper payment", () =>
    Effect.gen(function*() {
      const id = yield* story.requested()
      yield* client.check(id)
      yield* TestClock.adjust("1 second")
      yield* (yield* Sandbox).approve(id)
      yield* client.check(id)
      yield* client.confirm(id)
      yield* client.refund(id, 30)
      yield* client.detailsOf(id)
      assert.deepStrictEqual(yield* story.rules, [])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("ReusedNonce", () =>
    Effect.gen(function*() {
      yield* client.request({}, { nonce: "once" })
      yield* client.request({}, { nonce: "once" })
      assert.deepStrictEqual(yield* story.rules, ["ReusedNonce"])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("ReusedNonce: not by a stranger, whose request is refused", () =>
    Effect.gen(function*() {
      yield* client.request({}, { nonce: "once", secret: "wrong" })
      yield* client.request({}, { nonce: "once" })
      assert.deepStrictEqual(yield* story.rules, ["NotAuthenticated"])
    }).pipe(Effect.provide(Sandbox.layer())))

  const refusals: ReadonlyArray<readonly [name: string, options: client.SendOptions, message: RegExp]> = [
    ["a query signed with its ?", { signed: "?orderId=A" }, /^1106: The query was signed with its \?/],
    [
      "no nonce",
      { headers: { "X-LINE-Authorization-Nonce": undefined } },
      /^1106: X-LINE-Authorization-Nonce is missing\.$/
    ],
    [
      "a misspelt nonce",
      { headers: { "X-LINE-Authorization-Nonce": undefined, "X-LINE-Authorize-Nonce": "1" } },
      /^1106: X-LINE-Authorization-Nonce is missing\. .*misspells/
    ],
    [
      "the headers of version 2",
      { headers: { "X-LINE-Authorization": undefined, "X-LINE-ChannelSecret": "s" } },
      /^1106: X-LINE-ChannelSecret is how version 2/
    ],
    ["another secret", { secret: "wrong" }, /^1106: The signature is of another text, or made with another secret/],
    [
      "another channel",
      { channelId: "42" },
      /^1104: The channel id 42 is unknown here\. This sandbox's is 1234567890\.$/
    ],
    ["a secret for a channel id", { channelId: "0123456789abcdef" }, /^1104: The channel id given is unknown here/]
  ]
  for (const [name, options, message] of refusals) {
    it.effect(`NotAuthenticated: ${name}`, () =>
      Effect.gen(function*() {
        yield* client.details("orderId=A", options)
        const [finding, ...others] = yield* (yield* Sandbox).lint
        assert.strictEqual(finding?.rule, "NotAuthenticated")
        assert.match(finding?.message ?? "", message)
        assert.deepStrictEqual(others, [])
      }).pipe(Effect.provide(Sandbox.layer())))
  }

  const unknown: ReadonlyArray<
    readonly [method: "GET" | "POST", path: string, status: number, message: RegExp, allow?: string]
  > = [
    [
      "GET",
      "/v3/payments/1/confirm",
      405,
      /^confirmPayment is POST \/v3 or \/v4\/payments\/\{transactionId\}\/confirm\.$/,
      "POST"
    ],
    ["POST", "/v3/payments", 405, /^getPaymentDetails is GET/, "GET"],
    ["GET", "/v3/payments/requests", 404, /^Payment details are GET \/v3 or \/v4\/payments\?transactionId=/],
    ["POST", "/v2/payments/request", 404, /^Version v2 is not served here, only v3 and v4\. requestPayment is POST/],
    ["POST", "/payments/request", 404, /^The path begins with \/v3 or \/v4\. requestPayment is POST/],
    ["POST", "/v4/payments/oneTimeKeys/pay", 404, /Offline API/],
    ["POST", "/v3/payments/1/capture", 404, /^Did you mean this\? capturePayment is POST/],
    ["POST", "/v3/preapprovedPay/RK1/expire", 404, /expireRegKey is POST/],
    ["GET", "/", 404, /^The path begins with/],
    ["GET", "/v3/tea", 404, /^It is none of the ten calls/]
  ]
  for (const [method, path, status, message, allow] of unknown) {
    it.effect(`UnknownPath: ${method} ${path}`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { transport } = yield* sandbox.handle({ method, path, query: "", headers: {}, body: "" })
        const answer = transport._tag === "Answer" ? transport.answer : assert.fail(transport._tag)
        assert.strictEqual(answer.status, status)
        assert.strictEqual(answer.headers["allow"], allow)
        assert.match(JSON.parse(answer.body).message, message)
        assert.deepStrictEqual(yield* story.rules, ["UnknownPath"])
      }).pipe(Effect.provide(Sandbox.layer())))
  }

  it.effect("MissingContentType: on a request without a body, too", () =>
    Effect.gen(function*() {
      yield* client.details("orderId=A", { headers: { "Content-Type": undefined } })
      yield* client.details("orderId=A", { headers: { "Content-Type": "application/json; charset=UTF-8" } })
      assert.deepStrictEqual(yield* story.rules, ["MissingContentType"])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("CheckedTooOften: two checks of one payment within a second", () =>
    Effect.gen(function*() {
      const id = yield* story.requested()
      const other = yield* story.requested()
      yield* client.check(id)
      yield* client.check(other)
      yield* TestClock.adjust("999 millis")
      yield* client.check(id)
      yield* TestClock.adjust("1 second")
      yield* client.check(id)
      assert.deepStrictEqual(
        (yield* (yield* Sandbox).lint).map(({ rule, transactionId }) => [rule, transactionId]),
        [["CheckedTooOften", id]]
      )
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("RoundedTransactionId: what JSON.parse makes of an id", () =>
    Effect.gen(function*() {
      yield* TestClock.setTime(Date.UTC(2026, 7, 14, 2, 37, 51, 517))
      const id = yield* story.paid()
      const rounded = String(Number(id))
      assert.strictEqual(rounded, "2026081402375151600")
      yield* client.check(rounded)
      yield* client.confirm(rounded)
      yield* client.refund(rounded)
      yield* client.detailsOf(rounded)
      yield* client.refund("2026081402375151711")
      yield* client.refund("2026091402375151710")
      const findings = (yield* (yield* Sandbox).lint).filter(({ rule }) => rule === "RoundedTransactionId")
      assert.strictEqual(findings.length, 5)
      for (const { message } of findings) assert.include(message, id)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("NeedsContract", () =>
    Effect.gen(function*() {
      yield* client.request({ capture: false })
      yield* client.request({ payType: "PREAPPROVED" })
      assert.deepStrictEqual(yield* story.rules, ["NeedsContract", "NeedsContract"])
    }).pipe(Effect.provide(Sandbox.layer({ profile: "taiwan" }))))

  it.effect("ConfirmedTooEarly", () =>
    Effect.gen(function*() {
      yield* client.confirm(yield* story.requested())
      assert.deepStrictEqual(yield* story.rules, ["ConfirmedTooEarly"])
    }).pipe(Effect.provide(Sandbox.layer())))

  for (const [fault, kind] of [[Fault.hang(), "waiting"], [Fault.stallBody(5), "in the body"]] as const) {
    it.effect(`ReadTimeoutBelowMinimum: a client that gives up too soon, ${kind}`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        for (const seconds of [39, 40]) {
          const id = yield* story.approved()
          yield* sandbox.faults.next("confirmPayment", fault)
          const fiber = yield* Effect.fork(client.confirm(id))
          yield* TestClock.adjust(`${seconds} seconds`)
          yield* Fiber.interrupt(fiber)
        }
        const findings = yield* sandbox.lint
        assert.deepStrictEqual(findings.map(({ message }) => message), [
          "The client timed out on confirmPayment after 39 s. LINE Pay asks for at least 40 s."
        ])
      }).pipe(Effect.provide(Sandbox.layer())))
  }

  it.effect("UnknownPath: shows the path without a regKey", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      yield* client.execute("POST", "/payments/preapprovedPay/RK2AE3519XTFXHM/pay", "{}")
      const [finding] = yield* sandbox.lint
      assert.include(
        finding?.message,
        "POST /v3/payments/preapprovedPay/{regKey}/pay is none of LINE Pay's calls."
      )
      assert.notInclude(finding?.message, "RK2AE3519XTFXHM")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("keeps the newest findings only", () =>
    Effect.gen(function*() {
      const id = yield* story.requested()
      yield* Effect.forEach(Array.from({ length: Lint.maximumFindings + 11 }), () => client.check(id))
      const findings = yield* (yield* Sandbox).lint
      assert.strictEqual(findings.length, Lint.maximumFindings)
    }).pipe(Effect.provide(Sandbox.layer())))
})
