import { assert, describe } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber } from "effect"
import { type AttemptEvent, type AttemptLog, AttemptLogError, Settlement } from "effect-line-pay"
import { Fault } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

type Events = ReadonlyArray<AttemptEvent.AttemptEvent>

const has = (tag: AttemptEvent.AttemptEvent["_tag"]) => (events: Events) => events.some(({ _tag }) => _tag === tag)
const key = ({ transactionId }: Shop.Payment) => `confirmPayment ${transactionId}`

/** A log whose appends of these events do something else. */
const appending =
  (which: (events: Events) => boolean, as: (append: ReturnType<AttemptLog.Service["append"]>) => typeof append) =>
  (log: AttemptLog.Service): AttemptLog.Service => ({
    ...log,
    append: (append) => which(append.events) ? as(log.append(append)) : log.append(append)
  })

describe("C3: a log that hangs", () => {
  const beforeSending: ReadonlyArray<readonly [string, (log: AttemptLog.Service) => AttemptLog.Service]> = [
    ["reading", (log) => ({ ...log, get: () => Effect.never })],
    ["reading, and cannot be interrupted", (log) => ({ ...log, get: () => Effect.uninterruptible(Effect.never) })],
    ["the mark", appending(has("Sent"), () => Effect.never)]
  ]
  for (const [what, log] of beforeSending) {
    Shop.shop(
      `C3: ${what} -> AttemptLogError within ten seconds, nothing sent, and the layer closes`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        const { close, run } = yield* Shop.pod({ log })
        assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.error("AttemptLogError"))
        assert.isAtMost(yield* Clock.currentTimeMillis, 10_000)
        assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [])
        yield* close
        assert.isAtMost(yield* Clock.currentTimeMillis, 20_000)
      })
    )
  }

  Shop.shop(
    "C3: once, at the mark: the key is not stuck",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      let marks = 0
      const { run } = yield* Shop.pod({
        log: appending(has("Sent"), (append) => ++marks === 1 ? Effect.never : append)
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.error("AttemptLogError"))
      assert.strictEqual((yield* run(Shop.confirm(payment))).settledBy, "Answer")
    })
  )

  Shop.shop(
    "C3: after the answer: the caller gets it, and the note is written when the log is back",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({
        log: appending(
          has("Answered"),
          (append) => Effect.flatMap(Clock.currentTimeMillis, (now) => now < 60_000 ? Effect.never : append)
        )
      })
      assert.strictEqual((yield* run(Shop.confirm(payment))).settledBy, "Answer")
      assert.isAtMost(yield* Clock.currentTimeMillis, 5_000)
      yield* Effect.sleep("3 minutes")
      assert.deepInclude((yield* Shop.attempt(key(payment))).verdict, { _tag: "Applied", settledBy: "Answer" })
      assert.strictEqual((yield* run(Shop.confirm(payment))).settledBy, "AnsweredBefore")
    })
  )

  Shop.shop(
    "C3: after a rejection: the caller gets it, too",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      const { close, run } = yield* Shop.pod({ log: appending(has("Answered"), () => Effect.never) })
      assert.deepStrictEqual(
        yield* run(Shop.outcome(Shop.refund(payment, 30))),
        Shop.error("RefundReserveInsufficient")
      )
      yield* close
    })
  )

  Shop.shop(
    "C3: for ever: closing the layer tries once more for five seconds, and ends; the answer reached the caller",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.delay("3 seconds"))
      const { close, run } = yield* Shop.pod({ log: appending(has("Answered"), () => Effect.never) })
      const call = yield* Effect.fork(run(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* close
      assert.isAtMost(yield* Clock.currentTimeMillis, 3_000 + 15_000)
      assert.strictEqual((yield* Fiber.join(call)).settledBy, "Answer")
    })
  )

  Shop.shop(
    "C3: while the shop's marks are written: the call, the layer's end and the next call do not wait",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { close, run } = yield* Shop.pod({
        tell: () => Effect.void,
        log: (log) => ({ ...log, told: () => Effect.never })
      })
      assert.strictEqual((yield* run(Shop.confirm(payment))).told, true)
      assert.strictEqual((yield* run(Shop.confirm(payment))).told, true)
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
      yield* close
      assert.isAtMost(yield* Clock.currentTimeMillis, 5_000)
    })
  )

  Shop.shop(
    "C3: while the sweeper leases -> AttemptLogError after five seconds",
    Effect.gen(function*() {
      const { run } = yield* Shop.pod({ log: (log) => ({ ...log, lease: () => Effect.never }) })
      const error = yield* run(Effect.flip(Effect.flatMap(Settlement, ({ sweep }) => sweep)))
      assert.deepInclude({ ...error }, { _tag: "AttemptLogError", verb: "lease" })
      assert.strictEqual(yield* Clock.currentTimeMillis, 5_000)
    })
  )

  Shop.shop(
    "C3: while a call looks: it goes on, and the attempt is settled later",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const { run } = yield* Shop.pod({
        log: appending(
          has("Closed"),
          (append) => Effect.flatMap(Clock.currentTimeMillis, (now) => now < 30_000 ? Effect.never : append)
        )
      })
      assert.strictEqual((yield* run(Shop.confirm(payment))).settledBy, "Details")
    })
  )
})

describe("C3: from the mark to the first byte", () => {
  Shop.shop(
    "C3: a mark that takes eleven seconds is taken back and made anew; one request leaves, within its own quiet time",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      let marks = 0
      const { run } = yield* Shop.pod({
        logTimeout: "1 minute",
        log: appending(has("Sent"), (append) => ++marks === 1 ? Effect.delay(append, "11 seconds") : append)
      })
      assert.strictEqual((yield* run(Shop.refund(payment, 30))).settledBy, "Answer")
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 30"], sends: 1 })
      const record = `refundPayment ${payment.transactionId} refund-1`
      assert.strictEqual(yield* Shop.story(record), "Opened Sent TakenBack Sent Answered Closed")
      const { sends } = yield* Shop.attempt(record)
      assert.strictEqual(sends.length, 1)
    })
  )

  Shop.shop(
    "C3: acknowledged late, and late again, and again -> AttemptLogError, nothing sent, nothing that may be applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const { run } = yield* Shop.pod({
        logTimeout: "10 minutes",
        log: appending(has("Sent"), (append) => Effect.zipLeft(append, Effect.sleep("3 minutes")))
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.refund(payment, 30))), Shop.error("AttemptLogError"))
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [])
      assert.deepStrictEqual((yield* Shop.attempt(`refundPayment ${payment.transactionId} refund-1`)).sends, [])
      // The payment is free: another process makes the refund.
      assert.strictEqual((yield* Shop.refund(payment, 30)).settledBy, "Answer")
    })
  )

  Shop.shop(
    "C3: quiet time counts from the latest moment at which the bytes may leave",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({ log: appending(has("Sent"), (append) => Effect.delay(append, "4 seconds")) })
      yield* Shop.next("confirmPayment", Fault.hang())
      const call = yield* Effect.fork(run(Effect.ignore(Shop.confirm(payment))))
      yield* Effect.sleep("6 seconds")
      const { sends: [send] } = yield* Shop.attempt(key(payment))
      const [left] = yield* Shop.sends("confirmPayment")
      // The read timeout of a confirm, and the margin.
      assert.isAtLeast(send?.quietUntil ?? 0, (left ?? Infinity) + 40_000 + 60_000)
      yield* Fiber.interrupt(call)
    })
  )

  Shop.shop(
    "C3: signed eleven seconds after the mark -> not sent, and settled as such",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const error = yield* Effect.flip(Shop.confirm(payment))
      assert.deepInclude({ ...error }, { _tag: "TransportError", reason: "Signer", sent: false })
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
      assert.deepInclude(yield* Shop.attempt(key(payment)), { verdict: { _tag: "NotApplied", because: "Signer" } })
    }),
    { signingTakes: "11 seconds" }
  )
})

describe("E: commits", () => {
  /** How many commits a call costs. */
  const commits = <A, E>(call: Effect.Effect<A, E, Shop.World>) =>
    Effect.gen(function*() {
      let count = 0
      const { close, run } = yield* Shop.pod({
        log: (log) => ({
          ...log,
          append: (append) => {
            count++
            return log.append(append)
          }
        })
      })
      const exit = yield* run(Effect.exit(call))
      yield* close
      return { count, isSuccess: Exit.isSuccess(exit) }
    })
  const two = { count: 2, isSuccess: true }

  Shop.shop(
    "E: two for each of the six calls",
    Effect.gen(function*() {
      const asked = yield* Shop.authenticated({ orderId: "confirm" })
      const held = yield* Shop.authorised({ orderId: "capture" })
      const freed = yield* Shop.authorised({ orderId: "void" })
      const paid = yield* Shop.captured({ orderId: "refund" })
      const regKey = yield* Shop.regKey
      assert.deepStrictEqual(yield* commits(Shop.confirm(asked)), two)
      assert.deepStrictEqual(yield* commits(Shop.capture(held)), two)
      assert.deepStrictEqual(yield* commits(Shop.release(freed)), two)
      assert.deepStrictEqual(yield* commits(Shop.refund(paid, 10)), two)
      assert.deepStrictEqual(yield* commits(Shop.refundUpTo(paid, 30, "refund-2")), two)
      assert.deepStrictEqual(yield* commits(Shop.charge(regKey)), two)
    })
  )

  Shop.shop(
    "E: none for a confirmUrl that is opened too early, however often",
    Effect.gen(function*() {
      const payment = yield* Shop.requested()
      assert.deepStrictEqual(yield* commits(Shop.confirm(payment)), { count: 0, isSuccess: false })
      assert.deepStrictEqual(yield* commits(Shop.confirm(payment)), { count: 0, isSuccess: false })
      assert.isUndefined(yield* Shop.attemptIfAny(key(payment)))
    })
  )
})

describe("C5: the answer is noted, and its acknowledgement is lost", () => {
  Shop.shop(
    "C5: the caller gets the answer, and the history holds it once",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      let notes = 0
      const lost = new AttemptLogError({ verb: "append", reason: "the connection was reset" })
      const { run } = yield* Shop.pod({
        log: appending(has("Answered"), (append) => ++notes === 1 ? Effect.zipRight(append, lost) : append)
      })
      assert.strictEqual((yield* run(Shop.confirm(payment))).settledBy, "Answer")
      yield* Effect.sleep("5 minutes")
      assert.strictEqual(yield* Shop.story(key(payment)), "Opened Sent Answered Closed")
    })
  )
})
