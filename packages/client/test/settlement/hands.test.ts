import { assert, describe } from "@effect/vitest"
import { Effect } from "effect"
import { HandRefused, Settlement } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import type { HandVerdict } from "effect-line-pay/Settlement"
import * as Shop from "./support/shop.ts"

const always = Infinity
const hand = { by: "operator-7", why: "The merchant centre says so" }

const close = (key: string, verdict: HandVerdict, more: { readonly by?: string; readonly why?: string } = {}) =>
  Effect.gen(function*() {
    const { version } = yield* Shop.attempt(key)
    const settlement = yield* Settlement
    return yield* settlement.closeByHand({ ...hand, ...more, key, version, verdict })
  })

const reopen = (key: string, more: { readonly by?: string; readonly why?: string } = {}) =>
  Effect.gen(function*() {
    const { version } = yield* Shop.attempt(key)
    const settlement = yield* Settlement
    return yield* settlement.reopen({ ...hand, ...more, key, version })
  })

const because = <A, R>(act: Effect.Effect<A, unknown, R>) =>
  Effect.map(Effect.flip(act), (error) => error instanceof HandRefused ? error.because : error)

/** A refund that was applied, and that details do not show yet, so that its outcome is unknown. */
const unseen = Effect.gen(function*() {
  const payment = yield* Shop.captured()
  yield* Effect.sleep("1 hour")
  yield* Shop.next("refundPayment", Fault.commitThenLose)
  yield* Shop.next("getPaymentDetails", Fault.lag("55 minutes"), always)
  assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
  return { payment, key: `refundPayment ${payment.transactionId} refund-1` }
})

const shown = Effect.flatMap(Sandbox, ({ faults }) => faults.clear)
const once = ["Capture 100", "Refund 30"]

describe("A4: closed by hand, and called again", () => {
  Shop.shop(
    "A4: it sends nothing, and the first sending and the decision stay in the history",
    Effect.gen(function*() {
      const { key, payment } = yield* unseen
      yield* close(key, { _tag: "NotApplied" })
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.notApplied("ClosedByHand"))
      assert.match(yield* Shop.story(key), /^Opened Sent Answered (Saw )*Closed$/)
      assert.deepStrictEqual(yield* Shop.ledger, once)
    })
  )

  Shop.shop(
    "A4: reopened and called again, details lag -> RefundsNotShown: nothing is sent",
    Effect.gen(function*() {
      const { key, payment } = yield* unseen
      yield* close(key, { _tag: "NotApplied" })
      yield* reopen(key)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.error("RefundsNotShown"))
      assert.deepStrictEqual(yield* Shop.ledger, once)
    })
  )

  Shop.shop(
    "A4: the human was wrong, and details show the first sending an hour later -> Mismatch: nothing is sent",
    Effect.gen(function*() {
      const { key, payment } = yield* unseen
      yield* close(key, { _tag: "NotApplied" })
      yield* reopen(key)
      yield* shown
      yield* Effect.sleep("2 hours")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.mismatch("HandContradicted"))
      assert.deepStrictEqual(yield* Shop.ledger, once)
    })
  )

  Shop.shop(
    "A4: the human was wrong about a charge -> Mismatch, never \"not applied\": nothing is sent",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.resultCode("1150"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      const key = "payPreapproved shop charge-1"
      yield* close(key, { _tag: "NotApplied" })
      yield* reopen(key)
      yield* shown
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.mismatch("HandContradicted"))
      assert.strictEqual((yield* Shop.sends("payPreapproved")).length, 1)
    })
  )

  Shop.shop(
    "A4: reopened and never called again -> the decision stands again, and never \"it was not sent\"",
    Effect.gen(function*() {
      const { key } = yield* unseen
      yield* close(key, { _tag: "Mismatch" })
      yield* reopen(key)
      yield* Effect.sleep("10 minutes")
      const settlement = yield* Settlement
      assert.strictEqual((yield* settlement.sweep).settled, 1)
      assert.deepStrictEqual((yield* Shop.attempt(key)).verdict, { _tag: "Mismatch", because: "ClosedByHand" })
      assert.deepStrictEqual(yield* Shop.ledger, once)
    })
  )

  Shop.shop(
    "A4: the human was right -> sent once more",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const key = `refundPayment ${payment.transactionId} refund-1`
      yield* Shop.next("refundPayment", Fault.resetBefore)
      yield* Effect.ignore(Shop.refund(payment, 30))
      yield* close(key, { _tag: "NotApplied" })
      yield* reopen(key)
      yield* Effect.sleep("2 hours")
      assert.strictEqual((yield* Shop.refund(payment, 30)).settledBy, "Answer")
      assert.deepStrictEqual(yield* Shop.ledger, once)
      const { earlier, round } = yield* Shop.attempt(key)
      assert.strictEqual(round, 1)
      assert.strictEqual(earlier[0]?.sends.length, 1)
    })
  )

  Shop.shop(
    "A4: not while LINE Pay may still apply it, not what is open or applied, and not an old version",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const key = `refundPayment ${payment.transactionId} refund-1`
      yield* Shop.next("refundPayment", Fault.hang())
      const call = yield* Effect.fork(Effect.ignore(Shop.refund(payment, 30)))
      yield* Effect.sleep("1 second")
      assert.strictEqual(yield* because(close(key, { _tag: "NotApplied" })), "MayStillBeApplied")
      assert.strictEqual(yield* because(close(key, { _tag: "Mismatch" })), "MayStillBeApplied")
      yield* call
      assert.strictEqual(yield* because(reopen(key)), "Open")
      const settlement = yield* Settlement
      assert.strictEqual(
        yield* because(settlement.closeByHand({ ...hand, key, version: 1, verdict: { _tag: "NotApplied" } })),
        "Changed"
      )
      assert.strictEqual(yield* because(close(key, { _tag: "Applied" })), "NamesNoRefund")
      const other = yield* Shop.refundUpTo(payment, 100, "refund-2").pipe(Effect.flip)
      assert.strictEqual(other._tag, "RefundInFlight")
    })
  )
})

describe("D: what a human does", () => {
  for (
    const [what, more] of [
      ["nobody", { by: "" }],
      ["a name of 201 characters", { by: "x".repeat(201) }],
      ["a reason of 501 characters", { why: "x".repeat(501) }]
    ] as const
  ) {
    Shop.shop(
      `D: a decision by ${what} is refused, because nobody could read its record again`,
      Effect.gen(function*() {
        const { key } = yield* unseen
        const before = yield* Shop.attempt(key)
        assert.strictEqual(yield* because(close(key, { _tag: "NotApplied" }, more)), "NotSigned")
        assert.strictEqual(yield* because(reopen(key, more)), "NotSigned")
        assert.deepStrictEqual(yield* Shop.attempt(key), before)
      })
    )
  }

  Shop.shop(
    "D: inspect changes nothing, and says what would follow",
    Effect.gen(function*() {
      const { key } = yield* unseen
      yield* shown
      const before = yield* Shop.history(key)
      const settlement = yield* Settlement
      const { attempt, wouldDecide } = yield* settlement.inspect(key)
      assert.isUndefined(attempt.verdict)
      assert.deepInclude(wouldDecide, { _tag: "Applied", evidence: "NewRefundEntry" })
      assert.deepStrictEqual(yield* Shop.history(key), before)
    })
  )

  Shop.shop(
    "D: evidence against a hand: an alarm, once, that is told; the key and the payment's refunds are shut, until a correction",
    Effect.gen(function*() {
      const { key, payment } = yield* unseen
      const heard: Array<string> = []
      const { run } = yield* Shop.pod({
        tell: ({ attempt, standing }) =>
          Effect.sync(() => {
            heard.push(`${standing} ${attempt.alarm ?? ""} ${attempt.version}`)
          })
      })
      const settlement = yield* run(Settlement)
      yield* run(close(key, { _tag: "NotApplied" }))
      const { version } = yield* Shop.attempt(key)
      yield* shown
      yield* settlement.lookAgain(key)
      yield* settlement.lookAgain(key)
      const contradicted = yield* Shop.attempt(key)
      assert.deepInclude(contradicted.verdict, { _tag: "NotApplied", because: "ClosedByHand" })
      assert.strictEqual(contradicted.alarm, "Contradicted")
      assert.deepStrictEqual(heard, [`NotApplied  ${version}`, `NotApplied Contradicted ${version + 1}`])
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.refund(payment, 30))), Shop.mismatch("HandContradicted"))
      for (const refund of [Shop.refund(payment, 10, "refund-2"), Shop.refundUpTo(payment, 50, "refund-3")]) {
        assert.deepStrictEqual(yield* run(Shop.outcome(refund)), Shop.mismatch("HandContradicted"))
      }
      assert.deepStrictEqual(yield* Shop.ledger, once)

      const sandbox = yield* Sandbox
      const { refunds: [refund] } = yield* sandbox.payment(payment.transactionId)
      const id = refund?.refundTransactionId ?? assert.fail("no refund")
      const { wouldDecide } = yield* settlement.inspect(key)
      const entries = typeof wouldDecide !== "string" && wouldDecide._tag === "Applied"
        ? wouldDecide.entries
        : undefined
      assert.strictEqual(entries?.[0]?.id, id)
      yield* run(close(key, { _tag: "Applied", entries }))
      assert.strictEqual(heard.length, 3)
      assert.include(heard[2], "Applied")
      assert.strictEqual((yield* run(Shop.refundUpTo(payment, 50, "refund-3"))).settledBy, "Answer")
      assert.deepStrictEqual(yield* Shop.ledger, [...once, "Refund 20"])
    })
  )

  Shop.shop(
    "D: an entry that proves another attempt proves no second, wherever a hand names it",
    Effect.gen(function*() {
      const { key, payment } = yield* unseen
      yield* shown
      const settlement = yield* Settlement
      const { wouldDecide } = yield* settlement.inspect(key)
      const entries = typeof wouldDecide !== "string" && wouldDecide._tag === "Applied" ? wouldDecide.entries ?? [] : []
      yield* close(key, { _tag: "Applied", entries })
      yield* Shop.next("refundPayment", Fault.resetBefore)
      yield* Effect.ignore(Shop.refund(payment, 20, "refund-2"))
      const second = `refundPayment ${payment.transactionId} refund-2`
      assert.strictEqual(yield* because(close(second, { _tag: "Applied", entries })), "EvidenceTaken")
      const more = [{ id: payment.transactionId, amount: 20 }, ...entries]
      assert.strictEqual(yield* because(close(second, { _tag: "Applied", entries: more })), "EvidenceTaken")
    })
  )
})
