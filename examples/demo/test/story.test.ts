import { assert, describe, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { Stated } from "effect-line-pay"
import { LinePayTest, Options, Sandbox } from "effect-line-pay-sandbox"
import { stripVTControlCharacters } from "node:util"
import { Narrator } from "../src/Narrator.ts"
import { story } from "../src/story.ts"

/** The story against a sandbox in process: what came of it, and the lines that were printed. */
const told = (colours: boolean) =>
  Effect.gen(function*() {
    const lines: Array<string> = []
    const print = (line: string) => Effect.sync(() => void lines.push(line))
    const outcomes = yield* Effect.provide(story, Narrator.layer({ print, colours }))
    const sandbox = yield* Sandbox
    return { outcomes, lines, payments: yield* sandbox.payments, lint: yield* sandbox.lint }
  }).pipe(Effect.provide(LinePayTest.layer()))

describe("story", () => {
  it.effect("a payment is approved, confirmed, refunded in part, and looked up", () =>
    Effect.gen(function*() {
      const { payment } = (yield* told(false)).outcomes
      assert.strictEqual(payment.status, "Authenticated")
      assert.deepStrictEqual(
        Stated.getOrUndefined(payment.confirmed.payInfo)?.map(({ amount, method }) => [method, amount]),
        [
          ["CREDIT_CARD", 1_000],
          ["POINT", 200]
        ]
      )
      assert.strictEqual(payment.details?.transactionId, payment.transactionId)
      assert.strictEqual(payment.details?.payStatus, "CAPTURE")
      assert.deepStrictEqual(
        Stated.getOrUndefined(payment.details?.refundList)?.map((
          { refundAmount, refundTransactionId }
        ) => [refundTransactionId, refundAmount]),
        [[payment.refund.refundTransactionId, -200]]
      )
    }))

  it.effect("the regKey of the first payment charges the second", () =>
    Effect.gen(function*() {
      const { outcomes: { preapproved }, payments } = yield* told(false)
      const [first, second] = preapproved.transactionIds.map((id) => payments.find((p) => p.transactionId === id))
      assert.strictEqual(first?.regKey, Redacted.value(preapproved.regKey))
      assert.strictEqual(second?.origin, "Preapproved")
      assert.strictEqual(second?.capturedAmount, 300)
    }))

  it.effect("the decline is an InsufficientBalance, and nothing has moved", () =>
    Effect.gen(function*() {
      const { decline } = (yield* told(false)).outcomes
      assert("_tag" in decline)
      assert.strictEqual(decline._tag, "InsufficientBalance")
      assert.strictEqual(decline.outcome, "NotApplied")
    }))

  it.effect("the lost answer is an OutcomeUnknown, and asking finds the charge", () =>
    Effect.gen(function*() {
      const { lostAnswer } = (yield* told(false)).outcomes
      assert("unknown" in lostAnswer)
      const { details, status, unknown } = lostAnswer
      assert.strictEqual(unknown.money, "MayHaveMoved")
      assert.deepStrictEqual<object>(unknown.lookup, { _tag: "ByTransaction", transactionId: unknown.transactionId })
      assert.strictEqual(status, "Completed")
      assert.strictEqual(details?.transactionId, unknown.transactionId)
      assert.strictEqual(details?.payStatus, "CAPTURE")
    }))

  it.effect("the ledger balances, no order is captured twice, and the sandbox has nothing to object to", () =>
    Effect.gen(function*() {
      const { lint, outcomes } = yield* told(false)
      assert.deepStrictEqual(outcomes.sum, { captured: 2_600, refunded: 200, captures: 4, orders: 4 })
      assert.deepStrictEqual(lint, [])
    }))

  it.effect("ids are printed whole, secrets never, and no line is longer than 64 columns", () =>
    Effect.gen(function*() {
      const { lines, payments } = yield* told(false)
      const text = lines.join("\n")
      assert.isAbove(payments.length, 4)
      for (const { paymentAccessToken, regKey, reserveId, transactionId } of payments) {
        assert.include(text, transactionId)
        for (const secret of [paymentAccessToken, regKey, reserveId]) {
          if (secret !== undefined && secret !== "") assert.notInclude(text, secret)
        }
      }
      assert.notInclude(text, Options.defaultCredentials.channelSecret)
      for (const line of lines) assert.isAtMost(line.length, 64, line)
    }))

  it.effect("colours change nothing but the colours", () =>
    Effect.gen(function*() {
      const plain = (yield* told(false)).lines.join("\n")
      const coloured = (yield* told(true)).lines.join("\n")
      assert.notStrictEqual(coloured, plain)
      assert.strictEqual(stripVTControlCharacters(coloured), plain)
    }))
})
