import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, Journal, Options, Sandbox } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

describe("the journal", () => {
  it.effect("has each request with its answer, and says what was wrong with it", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.requested({ orderId: "order-7" })
      yield* client.check(id, { signed: "null" })
      yield* sandbox.approve(id)
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      yield* Effect.ignore(client.confirm(id))
      const entries = yield* sandbox.requests
      assert.deepStrictEqual(
        entries.map(({ code, ended, operation, orderId, transactionId }) => ({
          operation,
          orderId,
          transactionId,
          code,
          ended
        })),
        [
          { operation: "requestPayment", orderId: "order-7", transactionId: id, code: "0000", ended: "Answer" },
          { operation: "checkPaymentStatus", orderId: undefined, transactionId: id, code: "1106", ended: "Answer" },
          { operation: "confirmPayment", orderId: undefined, transactionId: id, code: undefined, ended: "Reset" }
        ]
      )
      assert.match(entries[1]?.notes.join() ?? "", /The text null was signed/)
      const [first, second, third] = entries.map((entry) => Journal.line(entry, 12))
      assert.match(first ?? "", /^\d\d:\d\d:\d\d  requestPayment      order-7 +0000 Success\.? .*12 ms$/)
      assert.match(second ?? "", /1106 .*\n +1106: The text null/)
      assert.match(third ?? "", /connection reset, by a fault/)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("shows no secret", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.requested({ payType: "PREAPPROVED" })
      yield* sandbox.approve(id)
      yield* client.confirm(id)
      const [{ regKey } = assert.fail("no regKey")] = yield* sandbox.regKeys
      yield* client.checkRegKey(regKey)
      const entries = yield* sandbox.requests
      const shown = JSON.stringify(entries)
      assert.notInclude(shown, regKey)
      assert.notInclude(shown, Options.defaultCredentials.channelSecret)
      const signatures = entries.map(({ headers }) => headers["x-line-authorization"])
      for (const signature of signatures) assert.match(signature ?? "", /^.{6}… \(44 characters\)$/)
      assert.notMatch(shown, /"paymentAccessToken\\?":\\?"\d/)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("keeps the last requests", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const times = 2 * Journal.minimumEntries + 1
      yield* Effect.repeatN(client.detailsOf("1"), times - 1)
      const entries = yield* sandbox.requests
      assert.isAtLeast(entries.length, Journal.minimumEntries)
      assert.isAtMost(entries.length, 2 * Journal.minimumEntries)
      assert.strictEqual(entries.at(-1)?.id, times)
      yield* sandbox.reset
      assert.deepStrictEqual(yield* sandbox.requests, [])
    }).pipe(Effect.provide(Sandbox.layer())))
})
