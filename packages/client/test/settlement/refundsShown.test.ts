import { assert, describe } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { AttemptLog, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import type { PaymentDetails, RefundEntry } from "effect-line-pay/operations/getPaymentDetails"
import * as Shop from "./support/shop.ts"

const always = Infinity
const minute = 60_000
const key = ({ transactionId }: Shop.Payment, refundId: string) => `refundPayment ${transactionId} ${refundId}`

/** Details that list these refunds in the place of the true ones. */
const listing = (refundList: () => ReadonlyArray<RefundEntry>) => (all: ReadonlyArray<PaymentDetails>) =>
  all.map((payment) => ({ ...payment, refundList: refundList() }))

const entry = (id: string, amount: number): RefundEntry => ({
  refundTransactionId: TransactionId.make(id),
  refundAmount: -amount
})

const refunded = Effect.map(Shop.ledger, (movements) => movements.filter((movement) => movement.startsWith("Refund")))

describe("A1: details lag behind the log", () => {
  Shop.shop(
    "A1: a second refundUpTo two seconds later, details of 30 seconds ago: it waits, and sends nothing",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.sleep("1 hour")
      yield* Shop.next("getPaymentDetails", Fault.lag("30 seconds"), always)
      assert.strictEqual((yield* Shop.refundUpTo(payment, 40, "a")).settledBy, "Answer")
      yield* Effect.sleep("2 seconds")
      const before = yield* Clock.currentTimeMillis
      assert.strictEqual((yield* Shop.refundUpTo(payment, 40, "b")).evidence, "RefundedUpTo")
      assert.isAtMost((yield* Clock.currentTimeMillis) - before, minute)
      assert.deepStrictEqual(yield* refunded, ["Refund 40"])
    })
  )

  Shop.shop(
    "A1: three processes, lagging details, a total of 300: 300",
    Effect.gen(function*() {
      const payment = yield* Shop.captured({ amount: 1_000 })
      yield* Effect.sleep("1 hour")
      yield* Shop.next("getPaymentDetails", Fault.lag("30 seconds"), always)
      const pods = yield* Effect.forEach(["a", "b", "c"], (id) => Effect.map(Shop.pod(), ({ run }) => ({ id, run })))
      const outcomes = yield* Effect.forEach(
        pods,
        ({ id, run }) => run(Shop.outcome(Shop.refundUpTo(payment, 300, id))),
        {
          concurrency: "unbounded"
        }
      )
      assert.deepStrictEqual(yield* refunded, ["Refund 300"])
      assert.isTrue(outcomes.some(({ verdict }) => verdict === "Applied"))
      for (const { id, run } of pods) {
        assert.strictEqual((yield* run(Shop.outcome(Shop.refundUpTo(payment, 300, id)))).verdict, "Applied")
      }
      assert.deepStrictEqual(yield* refunded, ["Refund 300"])
    })
  )

  Shop.shop(
    "A1: two processes without any lag: the mark finds that the group has moved since the snapshot",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const fast = yield* Shop.pod()
      // It looks, and then takes two seconds to write its mark.
      const slow = yield* Shop.pod({
        log: (log) => ({ ...log, append: (append) => Effect.delay(log.append(append), "2 seconds") })
      })
      const late = yield* Effect.fork(slow.run(Shop.refundUpTo(payment, 40, "b")))
      yield* Effect.sleep("1 second")
      yield* fast.run(Shop.refundUpTo(payment, 40, "a"))
      assert.strictEqual((yield* Fiber.join(late)).evidence, "RefundedUpTo")
      assert.deepStrictEqual(yield* refunded, ["Refund 40"])
    })
  )

  Shop.shop(
    "A1: not shown for five minutes -> RefundsNotShown; nothing sent, no lock held, and the numbers say why",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const { run } = yield* Shop.pod({ details: listing(() => []) })
      yield* run(Shop.refundUpTo(payment, 40, "a"))
      const before = yield* Clock.currentTimeMillis
      const waiting = yield* Effect.fork(run(Effect.flip(Shop.refundUpTo(payment, 70, "b"))))
      yield* Effect.sleep("1 minute")
      assert.isUndefined(yield* Shop.attemptIfAny(key(payment, "b")))
      const error = yield* Fiber.join(waiting)
      assert.deepInclude({ ...error }, { _tag: "RefundsNotShown", notShown: [key(payment, "a")] })
      const took = (yield* Clock.currentTimeMillis) - before
      assert.isAtLeast(took, 4 * minute)
      assert.isAtMost(took, 5 * minute)
      assert.isUndefined(yield* Shop.attemptIfAny(key(payment, "b")))
      // A process whose details show it goes on at once.
      assert.strictEqual((yield* Shop.refundUpTo(payment, 70, "b")).settledBy, "Answer")
      assert.deepStrictEqual(yield* refunded, ["Refund 40", "Refund 30"])
    })
  )

  Shop.shop(
    "A1: an hour old, it demands nothing any more; there is one alarm",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const { run } = yield* Shop.pod({ details: listing(() => []) })
      yield* run(Shop.refundUpTo(payment, 10, "a"))
      yield* Effect.sleep("61 minutes")
      assert.strictEqual((yield* run(Shop.refundUpTo(payment, 30, "b"))).settledBy, "Answer")
      yield* Effect.sleep("61 minutes")
      yield* run(Shop.refundUpTo(payment, 30, "c"))
      assert.strictEqual(yield* Shop.story(key(payment, "a")), "Opened Sent Answered Closed Alarm")
      const { alarm, verdict } = yield* Shop.attempt(key(payment, "a"))
      assert.deepStrictEqual([alarm, verdict?._tag], ["RefundsNotShown", "Applied"])
    })
  )

  Shop.shop(
    "A1: what sent nothing demands nothing",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 200, "a")), Shop.notApplied("LessLeft"))
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.refund(payment, 20, "b")),
        Shop.error("RefundReserveInsufficient")
      )
      assert.strictEqual((yield* Shop.refundUpTo(payment, 30, "c")).settledBy, "Answer")
      assert.deepStrictEqual(yield* refunded, ["Refund 30"])
    })
  )
})

describe("A2: details repeat a refund's id", () => {
  Shop.shop(
    "A2: and nothing explains it -> nothing is sent",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const { run } = yield* Shop.pod({
        details: listing(() => [entry("2023042201206549311", 30), entry("2023042201206549311", 30)])
      })
      const error = yield* run(Effect.flip(Shop.refundUpTo(payment, 60)))
      assert.deepInclude({ ...error }, { _tag: "RefundsNotShown", low: 30, high: 60 })
      // Both ends say that it is done.
      assert.strictEqual((yield* run(Shop.refundUpTo(payment, 30, "refund-2"))).evidence, "RefundedUpTo")
      assert.deepStrictEqual(yield* refunded, [])
    })
  )

  Shop.shop(
    "A2: and the log's own refunds explain it -> it is known",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const first = yield* Shop.refund(payment, 30, "a")
      yield* Shop.refund(payment, 30, "b")
      const id = first.refundTransactionId ?? assert.fail("no id")
      const { run } = yield* Shop.pod({ details: listing(() => [entry(id, 30), entry(id, 30)]) })
      yield* Effect.sleep("61 minutes")
      const settled = yield* run(Shop.refundUpTo(payment, 90, "c"))
      assert.strictEqual(settled.settledBy, "Answer")
      assert.deepStrictEqual(yield* refunded, ["Refund 30", "Refund 30", "Refund 30"])
    })
  )
})

describe("A3: a pruned log", () => {
  Shop.shop(
    "A3: keeps the refunds of a year, and what is open, untold or a human's",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const open = yield* Shop.captured({ orderId: "open" })
      const confirmed = yield* Shop.authenticated({ orderId: "confirmed" })
      const untold = yield* Shop.authenticated({ orderId: "untold" })
      yield* Shop.refund(payment, 30)
      yield* Shop.next("refundPayment", Fault.resetBefore)
      yield* Effect.ignore(Shop.refund(open, 30))
      yield* Shop.confirm(confirmed)
      const { close, run } = yield* Shop.pod({ tell: () => Effect.fail("gone") })
      yield* run(Shop.confirm(untold))
      yield* close
      yield* Effect.sleep("100 days")
      const log = yield* AttemptLog
      const pruned = yield* log.prune({ closedBefore: yield* Clock.currentTimeMillis })
      assert.strictEqual(pruned, 1)
      assert.isUndefined(yield* Shop.attemptIfAny(`confirmPayment ${confirmed.transactionId}`))
      assert.strictEqual((yield* Shop.refund(payment, 30)).settledBy, "AnsweredBefore")
      assert.deepStrictEqual(yield* refunded, ["Refund 30"])
    })
  )
})

describe("B3: a refund after a partial capture", () => {
  Shop.shop(
    "B3: the released rest is no refund, although details list it as one",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.capture(payment, 60)
      const sandbox = yield* Sandbox
      let mine: ReadonlyArray<RefundEntry> = []
      const { run } = yield* Shop.pod({
        details: (all) =>
          all.map((details) => ({
            ...details,
            payInfo: [{ method: "BALANCE", amount: 100 }],
            refundList: [...mine, entry("2023042201206549399", 40)]
          }))
      })
      // As much as the rest, and listed before it.
      const first = yield* run(Shop.refundUpTo(payment, 40, "a"))
      assert.strictEqual(first.settledBy, "Answer")
      mine = [entry(first.refundTransactionId ?? "", 40)]
      assert.strictEqual((yield* run(Shop.refundUpTo(payment, 50, "b"))).settledBy, "Answer")
      assert.deepStrictEqual(yield* refunded, ["Refund 40", "Refund 10"])
      assert.strictEqual((yield* sandbox.payment(payment.transactionId)).refunds.length, 2)
    })
  )
})

describe("B5: 1164 against our own snapshot", () => {
  Shop.shop(
    "B5: it was applied all the same -> Applied, after a look",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1164", { applied: true }))
      assert.strictEqual((yield* Shop.refund(payment, 30)).evidence, "NewRefundEntry")
      assert.deepStrictEqual(yield* refunded, ["Refund 30"])
    })
  )

  Shop.shop(
    "B5: a colleague was faster -> after the quiet time, NotApplied LessLeft",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const sandbox = yield* Sandbox
      const { run } = yield* Shop.pod({
        log: (log) => ({
          ...log,
          append: (append) =>
            append.events.some(({ _tag }) => _tag === "Sent")
              ? Effect.zipRight(
                Effect.orDie(sandbox.merchantCentre.refund(payment.transactionId, 80)),
                log.append(append)
              )
              : log.append(append)
        })
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.refund(payment, 30))), Shop.notApplied("LessLeft"))
      assert.isAtLeast(yield* Clock.currentTimeMillis, minute)
    })
  )

  Shop.shop(
    "B5: enough is left -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1164"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
    })
  )
})
