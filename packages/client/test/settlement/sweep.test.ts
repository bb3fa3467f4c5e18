import { assert, describe } from "@effect/vitest"
import { Clock, Effect, Either, Fiber, Metric } from "effect"
import { AttemptLogError, Settlement } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const always = Infinity
const minutes = 60_000

/** Sweeps at these minutes, and says when what was found. */
const sweepAt = (...times: ReadonlyArray<number>) =>
  Effect.gen(function*() {
    const found: Array<readonly [minute: number, result: string]> = []
    for (const minute of times) {
      yield* Effect.sleep(minute * minutes - (yield* Clock.currentTimeMillis))
      for (const result of yield* Shop.sweep) found.push([minute, result])
    }
    return found
  })

/** Before, at and after each moment at which something is due, leases of five minutes apart. */
const wholeSchedule = sweepAt(4, 9, 24, 29, 34, 114, 119, 124, 1_434, 1_439, 1_444, 1_449, 3_000)

/** A refund in part that never arrived: nothing will ever be found, and nothing is sent again. */
const lostRefund = (orderId = "order-1") =>
  Effect.gen(function*() {
    const payment = yield* Shop.captured({ orderId })
    yield* Shop.next("refundPayment", Fault.resetBefore)
    yield* Shop.outcome(Shop.refund(payment, 30))
    return { payment, key: `refundPayment ${payment.transactionId} refund-1` }
  })

describe("sweep: the schedule", () => {
  Shop.shop(
    "looks 5 minutes, 30 minutes, 2 hours and 24 hours after the last sending, then a human has to",
    Effect.gen(function*() {
      const { key } = yield* lostRefund()
      yield* Shop.forget
      assert.deepStrictEqual(yield* wholeSchedule, [
        [9, `${key}: StillOpen`],
        [34, `${key}: StillOpen`],
        [124, `${key}: StillOpen`],
        [1_444, `${key}: NeedsHuman`],
        // Once a human is asked, it looks once a day.
        [3_000, `${key}: NeedsHuman`]
      ])
      assert.strictEqual((yield* Shop.sends("getPaymentDetails")).length, 5)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100"], sends: 0 })
      const { alarm, verdict } = yield* Shop.attempt(key)
      assert.strictEqual(alarm, "NoEvidence")
      assert.isUndefined(verdict)
    })
  )

  Shop.shop(
    "settles what has come to light, and does not come back to it",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const key = `refundPayment ${payment.transactionId} refund-1`
      yield* Shop.next("refundPayment", Fault.commitLate("6 minutes"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* sweepAt(5, 10, 30, 35), [[5, `${key}: StillOpen`], [30, `${key}: Settled`]])
      const { verdict } = yield* Shop.attempt(key)
      assert.deepInclude(verdict, { _tag: "Applied", settledBy: "Details", refunded: 30 })
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 30"], sends: 1 })
    })
  )

  Shop.shop(
    "once a human is asked, it is silent; a refund dated long after its sending is no evidence for it",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitLate("40 hours"))
      yield* Shop.outcome(Shop.refund(payment, 30))
      yield* wholeSchedule
      assert.deepStrictEqual(yield* Shop.sweep, [])
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 30"])
    })
  )

  Shop.shop(
    "a human says that nothing is there: the payment is free, and the refund may be tried again",
    Effect.gen(function*() {
      const { key, payment } = yield* lostRefund()
      yield* wholeSchedule
      const settlement = yield* Settlement
      const hand = { key, by: "operator-7", why: "The merchant centre shows none" }
      const { version } = yield* Shop.attempt(key)
      const closed = yield* settlement.closeByHand({ ...hand, version, verdict: { _tag: "NotApplied" } })
      assert.strictEqual((yield* Shop.outcome(Shop.refund(payment, 20, "refund-2"))).verdict, "Applied")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.notApplied("ClosedByHand"))
      yield* settlement.reopen({ ...hand, version: closed.version })
      assert.strictEqual((yield* Shop.outcome(Shop.refund(payment, 30))).verdict, "Applied")
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 20", "Refund 30"])
    })
  )

  Shop.shop(
    "a look that cannot be read does not use up the schedule",
    Effect.gen(function*() {
      const { key } = yield* lostRefund()
      yield* Effect.sleep("5 minutes")
      yield* Shop.next("getPaymentDetails", Fault.resultCode("9000"))
      assert.deepStrictEqual(yield* Shop.sweep, [`${key}: StillOpen`])
      assert.strictEqual((yield* Shop.attempt(key)).looks, 0)
    })
  )

  Shop.shop(
    "leaves alone what is being worked on here",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.hang({ applied: true }))
      yield* Shop.next("getPaymentDetails", Fault.lag("1 hour"), always)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("6 minutes")
      assert.deepStrictEqual(yield* Shop.sweep, [])
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.unknown)
      assert.strictEqual((yield* Shop.attempt(`confirmPayment ${payment.transactionId}`)).looks, 0)
    }),
    { margin: "10 minutes" }
  )

  Shop.shop(
    "does not take what LINE Pay called completed before it was sent for never sent",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const key = `confirmPayment ${payment.transactionId}`
      yield* Shop.next("getPaymentDetails", Fault.lag("1 hour"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(yield* Shop.sweep, [`${key}: StillOpen`])
      yield* Effect.flatMap(Sandbox, ({ faults }) => faults.clear)
      yield* Effect.sleep("30 minutes")
      assert.deepStrictEqual(yield* Shop.sweep, [`${key}: Settled`])
      assert.strictEqual((yield* Shop.attempt(key)).verdict?._tag, "Applied")
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [])
    })
  )

  Shop.shop(
    "a log that fails ends the pass with its error",
    Effect.gen(function*() {
      const broken = new AttemptLogError({ verb: "lease", reason: "the database is gone" })
      const { run } = yield* Shop.pod({ log: (log) => ({ ...log, lease: () => broken }) })
      assert.strictEqual(yield* run(Effect.flip(Shop.sweep)), broken)
    })
  )
})

describe("sweep: sending again", () => {
  /** A call whose sendings are all lost before they arrive, and then no more. */
  const stranded = <A, E>(
    settling: Effect.Effect<A, E, Shop.World>,
    operation: Parameters<typeof Shop.next>[0]
  ) =>
    Effect.gen(function*() {
      yield* Shop.next(operation, Fault.resetBefore, always)
      // The process has given up before the quiet time was over.
      const { close, run } = yield* Shop.pod()
      const fiber = yield* Effect.fork(run(settling))
      yield* Effect.sleep("10 seconds")
      yield* close
      yield* Effect.ignore(Fiber.join(fiber))
      yield* Effect.flatMap(Sandbox, ({ faults }) => faults.clear)
      yield* Effect.sleep("5 minutes")
    })

  Shop.shop(
    "confirms",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* stranded(Shop.confirm(payment), "confirmPayment")
      assert.deepStrictEqual(yield* Shop.sweep, [`confirmPayment ${payment.transactionId}: Settled`])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  Shop.shop(
    "not confirms, for the strict",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* stranded(Shop.confirm(payment), "confirmPayment")
      const { run } = yield* Shop.pod({ resendConfirm: "Never" })
      assert.deepStrictEqual(yield* run(Shop.sweep), [`confirmPayment ${payment.transactionId}: StillOpen`])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 1 })
    })
  )

  Shop.shop(
    "captures, with the amount of the first try",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* stranded(Shop.capture(payment, 60), "capturePayment")
      assert.deepStrictEqual(yield* Shop.sweep, [`capturePayment ${payment.transactionId}: Settled`])
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), {
        ledger: ["Authorize 100", "Capture 60", "Void 40"],
        sends: 2
      })
    })
  )

  Shop.shop(
    "voids",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* stranded(Shop.release(payment), "voidPayment")
      assert.deepStrictEqual(yield* Shop.sweep, [`voidPayment ${payment.transactionId}: Settled`])
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), { ledger: ["Authorize 100", "Void 100"], sends: 2 })
    })
  )

  Shop.shop(
    "refunds in full",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* stranded(Shop.refund(payment, "full"), "refundPayment")
      assert.deepStrictEqual(yield* Shop.sweep, [`refundPayment ${payment.transactionId} refund-1: Settled`])
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 100"], sends: 2 })
    })
  )

  Shop.shop(
    "refunds up to a total, guarded by what is left",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* stranded(Shop.refundUpTo(payment, 60), "refundPayment")
      assert.deepStrictEqual(yield* Shop.sweep, [`refundPayment ${payment.transactionId} refund-1: Settled`])
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 60"], sends: 2 })
    })
  )

  Shop.shop(
    "neither refunds in part nor pre-approved payments, whose regKey is in no record",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const payment = yield* Shop.captured()
      yield* stranded(Shop.refund(payment, 30), "refundPayment")
      yield* stranded(Shop.charge(regKey), "payPreapproved")
      yield* Effect.sleep("10 minutes")
      const { run } = yield* Shop.pod({ resendPreapproved: "AfterQuietTime" })
      assert.deepStrictEqual((yield* run(Shop.sweep)).map((result) => result.split(": ")[1]), [
        "StillOpen",
        "StillOpen"
      ])
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [0])
      assert.strictEqual((yield* Shop.sends("payPreapproved")).length, 1)
    })
  )

  Shop.shop(
    "at most three sendings in all; a rejection of a later one closes nothing",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* stranded(Shop.confirm(payment), "confirmPayment")
      yield* Shop.next("confirmPayment", Fault.resultCode("1142"), always)
      const key = `confirmPayment ${payment.transactionId}`
      // Each sending sets the schedule back to five minutes after it.
      assert.deepStrictEqual(yield* sweepAt(6, 12, 18, 19), [
        [6, `${key}: StillOpen`],
        [12, `${key}: StillOpen`],
        [18, `${key}: StillOpen`]
      ])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 3 })
      // By then the time to confirm is over.
      assert.deepStrictEqual(yield* sweepAt(50), [[50, `${key}: Settled`]])
      assert.deepStrictEqual((yield* Shop.attempt(key)).verdict, { _tag: "NotApplied", because: "CanceledOrExpired" })
      assert.strictEqual((yield* Shop.sends("confirmPayment")).length, 3)
    })
  )

  Shop.shop(
    "neither sends nor settles on one look that the next does not bear out",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const key = `confirmPayment ${payment.transactionId}`
      yield* stranded(Shop.confirm(payment), "confirmPayment")
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("0122"))
      assert.deepStrictEqual(yield* Shop.sweep, [`${key}: StillOpen`])
      assert.isUndefined((yield* Shop.attempt(key)).verdict)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 1 })
    })
  )

  Shop.shop(
    "interrupting the sweeper loses no answer",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* stranded(Shop.confirm(payment), "confirmPayment")
      yield* Shop.next("confirmPayment", Fault.delay("10 seconds"))
      const fiber = yield* Effect.fork(Shop.sweep)
      // Two looks, and then it is sent.
      yield* Effect.sleep("2 seconds")
      yield* Fiber.interrupt(fiber)
      const { verdict } = yield* Shop.attempt(`confirmPayment ${payment.transactionId}`)
      assert.deepInclude(verdict, { _tag: "Applied", settledBy: "Answer" })
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )
})

describe("sweep: several sweepers", () => {
  Shop.shop(
    "an attempt is leased to one at a time",
    Effect.gen(function*() {
      const { key } = yield* lostRefund()
      yield* Effect.sleep("5 minutes")
      const [first, second] = yield* Effect.all([Shop.pod(), Shop.pod()])
      const swept = yield* Effect.all([first.run(Shop.sweep), second.run(Shop.sweep)], { concurrency: "unbounded" })
      assert.deepStrictEqual(swept.flat(), [`${key}: StillOpen`])
      yield* Effect.sleep("30 minutes")
      assert.deepStrictEqual(yield* second.run(Shop.sweep), [`${key}: StillOpen`])
      assert.deepStrictEqual(yield* first.run(Shop.sweep), [])
    })
  )

  Shop.shop(
    "and should two have it all the same, one sends",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      const dead = yield* Shop.pod()
      const fiber = yield* Effect.fork(dead.run(Shop.confirm(payment)))
      yield* Effect.sleep("10 seconds")
      yield* dead.close
      yield* Effect.ignore(Fiber.join(fiber))
      yield* Effect.sleep("5 minutes")
      const attempt = yield* Shop.attempt(`confirmPayment ${payment.transactionId}`)
      // A log without leases.
      const pods = yield* Effect.forEach(
        [1, 2, 3],
        () =>
          Shop.pod({
            log: (log) => ({
              ...log,
              lease: ({ what }) => Effect.succeed(what === "Due" ? [Either.right(attempt)] : [])
            })
          })
      )
      const swept = yield* Effect.forEach(pods, ({ run }) => run(Shop.sweep), { concurrency: "unbounded" })
      assert.strictEqual(swept.flat().length, 3)
      assert.strictEqual((yield* Shop.attempt(attempt.key)).verdict?._tag, "Applied")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )
})

describe("metrics", () => {
  const read = (name: string, tags: { readonly [name: string]: string } = {}) =>
    Effect.map(Metric.snapshot, (pairs) => {
      const found = pairs.find(({ metricKey }) =>
        metricKey.name === name &&
        Object.entries(tags).every(([key, value]) =>
          metricKey.tags.some((tag) => tag.key === key && tag.value === value)
        )
      )
      const state = found?.metricState
      if (state === undefined) return 0
      return "count" in state ? Number(state.count) : "value" in state ? Number(state.value) : NaN
    })

  const verdicts = (operation: string, verdict: string) => read("linepay_settlement_verdicts", { operation, verdict })

  /** By how much a number grows meanwhile. */
  const growth = <A, E, R>(metric: Effect.Effect<number>, program: Effect.Effect<A, E, R>) =>
    Effect.gen(function*() {
      const before = yield* metric
      yield* program
      return (yield* metric) - before
    })

  Shop.shop(
    "verdicts are counted by operation, once each",
    Effect.gen(function*() {
      const payments = yield* Effect.forEach(["a", "b"], (orderId) => Shop.authenticated({ orderId }))
      const confirms = Effect.forEach(payments, Shop.confirm)
      assert.strictEqual(yield* growth(verdicts("confirmPayment", "Applied"), confirms), 2)
      // What is known already is no new verdict.
      assert.strictEqual(yield* growth(verdicts("confirmPayment", "Applied"), confirms), 0)
      const refund = Effect.forEach(payments, (payment) => Shop.outcome(Shop.refund(payment, 200)))
      assert.strictEqual(yield* growth(verdicts("refundPayment", "NotApplied"), refund), 2)
      assert.strictEqual(yield* growth(verdicts("refundPayment", "Unknown"), lostRefund("c")), 1)
      assert.strictEqual(yield* growth(verdicts("refundPayment", "NeedsHuman"), wholeSchedule), 1)
    })
  )

  Shop.shop(
    "open attempts and the age of the oldest, also between the looks",
    Effect.gen(function*() {
      const gauges = Effect.all([
        read("linepay_settlement_open_attempts"),
        read("linepay_settlement_oldest_open_attempt_seconds")
      ])
      yield* Shop.sweep
      assert.deepStrictEqual(yield* gauges, [0, 0])
      yield* lostRefund("a")
      yield* lostRefund("b")
      yield* Effect.sleep(10 * minutes - (yield* Clock.currentTimeMillis))
      yield* Shop.sweep
      assert.deepStrictEqual(yield* gauges, [2, 600])
      yield* Effect.sleep("1 minute")
      // Both are leased.
      assert.deepStrictEqual(yield* Shop.sweep, [])
      assert.deepStrictEqual(yield* gauges, [2, 660])
      // Another process takes them up.
      yield* Effect.sleep("5 minutes")
      const other = yield* Shop.pod()
      yield* other.run(Shop.sweep)
      yield* Shop.sweep
      assert.deepStrictEqual(yield* gauges, [0, 0])
    })
  )
})
