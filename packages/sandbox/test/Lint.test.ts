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
      assert.deepStrictEqual(yield* story.rules, [])
    }).pipe(Effect.provide(Sandbox.layer())))

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
      assert.strictEqual(
        finding?.message,
        "POST /v3/payments/preapprovedPay/{regKey}/pay is none of LINE Pay's calls."
      )
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("keeps the newest findings only", () =>
    Effect.gen(function*() {
      const id = yield* story.requested()
      yield* Effect.forEach(Array.from({ length: Lint.maximumFindings + 11 }), () => client.check(id))
      const findings = yield* (yield* Sandbox).lint
      assert.strictEqual(findings.length, Lint.maximumFindings)
    }).pipe(Effect.provide(Sandbox.layer())))
})
