import { assert, describe } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber, Option } from "effect"
import { type Attempt, type AttemptEvent, AttemptLog, Policy, type Settled } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const always = Infinity
const key = ({ transactionId }: Shop.Payment) => `confirmPayment ${transactionId}`
const onceCaptured = { ledger: ["Capture 100"], sends: 1 }
const pickedUp = Shop.applied("AnsweredBefore")

/** A process that dies while it writes to the log: nothing comes after, not even an end in good order. */
const dyingAt = (
  dies: (events: ReadonlyArray<AttemptEvent.AttemptEvent>) => boolean,
  options: { readonly written: boolean }
) =>
(log: AttemptLog.Service): AttemptLog.Service => {
  let isDead = false
  const alive = <A, E>(verb: Effect.Effect<A, E>) => Effect.suspend(() => isDead ? Effect.never : verb)
  return {
    ...log,
    get: (...given) => alive(log.get(...given)),
    append: (append) =>
      alive(Effect.suspend(() => {
        if (!dies(append.events)) return log.append(append)
        isDead = true
        return options.written ? Effect.zipRight(log.append(append), Effect.never) : Effect.never
      }))
  }
}

const marks = (events: ReadonlyArray<AttemptEvent.AttemptEvent>) => events.some(({ _tag }) => _tag === "Sent")
const answers = (events: ReadonlyArray<AttemptEvent.AttemptEvent>) => events.some(({ _tag }) => _tag === "Answered")

/** What another process writes. */
const written = (key: string, event: AttemptEvent.AttemptEvent) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const result = yield* log.append({ attempt: yield* Shop.attempt(key), events: [event], tell: false })
    assert.strictEqual(result._tag, "Appended")
  })

/** What another process writes when it sends an attempt again. */
const sentAgain = (key: string, send: Attempt.Send) => written(key, { _tag: "Sent", at: send.at, send })

describe("concurrent callers", () => {
  Shop.shop(
    "50 callers of one key send once, and all get the same",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
      yield* Shop.next("confirmPayment", Fault.delay("5 seconds"))
      const settled = yield* Effect.all(Array.from({ length: 50 }, () => Shop.confirm(payment)), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      for (const each of settled) assert.deepStrictEqual(each, settled[0])
      assert.strictEqual(settled[0]?.settledBy, "Answer")
      assert.strictEqual((yield* Shop.sends("checkPaymentStatus")).length, 1)
    })
  )

  Shop.shop(
    "50 callers of one key get the same error",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      const errors = yield* Effect.all(Array.from({ length: 50 }, () => Effect.flip(Shop.refund(payment, 30))), {
        concurrency: "unbounded"
      })
      assert.strictEqual(new Set(errors).size, 1)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100"], sends: 1 })
    })
  )

  Shop.shop(
    "callers of different keys do not wait for each other",
    Effect.gen(function*() {
      const payments = yield* Effect.forEach(["a", "b", "c"], (orderId) => Shop.authenticated({ orderId }))
      yield* Shop.next("confirmPayment", Fault.delay("5 seconds"), 3)
      yield* Effect.forEach(payments, Shop.confirm, { concurrency: "unbounded" })
      assert.strictEqual(yield* Clock.currentTimeMillis, 5_000)
    })
  )

  Shop.shop(
    "a defect below reaches every caller, and the key is free after it",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      let broken = true
      const { run } = yield* Shop.pod({
        log: (log) => ({
          ...log,
          get: (...given) => Effect.suspend(() => broken ? Effect.die("a bug in a log") : log.get(...given))
        })
      })
      const exits = yield* Effect.all([run(Shop.confirm(payment)), run(Shop.confirm(payment))].map(Effect.exit), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(exits, [Exit.die("a bug in a log"), Exit.die("a bug in a log")])
      broken = false
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.applied("Answer"))
    })
  )
})

describe("a caller that goes away", () => {
  /** A confirm whose answer takes ten seconds, and a caller of it. */
  const slow = Effect.gen(function*() {
    const payment = yield* Shop.authenticated()
    yield* Shop.next("confirmPayment", Fault.delay("10 seconds"))
    return payment
  })

  Shop.shop(
    "interrupted while it waits for the answer: at once, and a later call joins",
    Effect.gen(function*() {
      const payment = yield* slow
      const fiber = yield* Effect.fork(Shop.confirm(payment))
      yield* Effect.sleep("1 second")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* Clock.currentTimeMillis, 1_000)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      assert.strictEqual(yield* Clock.currentTimeMillis, 10_000)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "interrupted, and a call after the answer gets the result",
    Effect.gen(function*() {
      const payment = yield* slow
      const fiber = yield* Effect.fork(Shop.confirm(payment))
      yield* Effect.sleep("1 second")
      yield* Fiber.interrupt(fiber)
      yield* Effect.sleep("10 seconds")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), pickedUp)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "interrupted before it waits: in the instant in which it calls",
    Effect.gen(function*() {
      const payment = yield* slow
      yield* Fiber.interrupt(yield* Effect.fork(Shop.confirm(payment)))
      yield* Effect.sleep("20 seconds")
      const outcome = yield* Shop.outcome(Shop.confirm(payment))
      assert.strictEqual(outcome.verdict, "Applied")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "interrupted while it looks: the looking goes on",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitLate("100 seconds"))
      const fiber = yield* Effect.fork(Shop.confirm(payment))
      yield* Effect.sleep("10 seconds")
      yield* Fiber.interrupt(fiber)
      yield* Effect.sleep("110 seconds")
      assert.deepStrictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "one of two is interrupted: the other gets the answer",
    Effect.gen(function*() {
      const payment = yield* slow
      const first = yield* Effect.fork(Shop.confirm(payment))
      const second = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* Fiber.interrupt(first)
      assert.deepStrictEqual(yield* Fiber.join(second), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "its own timeout, and its own race",
    Effect.gen(function*() {
      const payment = yield* slow
      assert.isTrue(Option.isNone(yield* Effect.timeoutOption(Shop.confirm(payment), "1 second")))
      assert.strictEqual(yield* Effect.race(Effect.as(Shop.confirm(payment), "slow"), Effect.succeed("fast")), "fast")
      assert.strictEqual(yield* Clock.currentTimeMillis, 1_000)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "its own retry repeats nothing that may have happened",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const outcome = yield* Shop.outcome(Effect.retry(Shop.refund(payment, 30), { times: 3 }))
      assert.deepStrictEqual(outcome, Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100"], sends: 1 })
    })
  )
})

describe("closing the layer", () => {
  Shop.shop(
    "waits for the answer, records it and gives it to whoever waits",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.delay("10 seconds"))
      const first = yield* Shop.pod()
      const waiting = yield* Effect.fork(first.run(Shop.outcome(Shop.confirm(payment))))
      yield* Effect.sleep("1 second")
      yield* first.close
      assert.strictEqual(yield* Clock.currentTimeMillis, 10_000)
      assert.deepStrictEqual(yield* Fiber.join(waiting), Shop.applied("Answer"))

      const second = yield* Shop.pod()
      assert.deepStrictEqual(yield* second.run(Shop.outcome(Shop.confirm(payment))), pickedUp)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "waits for a rejection, records it and gives it to whoever waits",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.flatMap(Sandbox, ({ setContract }) => setContract({ refundReserve: 0 }))
      yield* Shop.next("refundPayment", Fault.delay("10 seconds"))
      const { close, run } = yield* Shop.pod()
      const waiting = yield* Effect.fork(run(Shop.outcome(Shop.refund(payment, 30))))
      yield* Effect.sleep("1 second")
      yield* close
      assert.strictEqual(yield* Clock.currentTimeMillis, 10_000)
      assert.deepStrictEqual(yield* Fiber.join(waiting), Shop.error("RefundReserveInsufficient"))
      const { verdict } = yield* Shop.attempt(`refundPayment ${payment.transactionId} refund-1`)
      assert.deepStrictEqual(verdict, { _tag: "NotApplied", because: "2042" })
    })
  )

  Shop.shop(
    "gives a rejection to whoever waits, although it was looking once more",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1142"))
      const { close, run } = yield* Shop.pod()
      const waiting = yield* Effect.fork(run(Shop.outcome(Shop.confirm(payment))))
      yield* Effect.sleep("500 millis")
      yield* close
      assert.deepStrictEqual(yield* Fiber.join(waiting), Shop.error("InsufficientBalance"))
      assert.strictEqual(yield* Clock.currentTimeMillis, 500)
    })
  )

  Shop.shop(
    "waits for all answers at once",
    Effect.gen(function*() {
      const { close, run } = yield* Shop.pod()
      for (const [orderId, seconds] of [["a", 10], ["b", 20], ["c", 15]] as const) {
        const payment = yield* Shop.authenticated({ orderId })
        yield* Shop.next("confirmPayment", Fault.delay(`${seconds} seconds`))
        yield* Effect.fork(run(Shop.confirm(payment)))
        yield* Effect.yieldNow()
      }
      yield* Effect.sleep("1 second")
      yield* close
      assert.strictEqual(yield* Clock.currentTimeMillis, 20_000)
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Capture 100", "Capture 100"])
    })
  )

  Shop.shop(
    "ends although no answer comes and the policy would wait for ever",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.hang({ applied: true }))
      const first = yield* Shop.pod({ policy: Policy.none })
      const waiting = yield* Effect.fork(first.run(Shop.outcome(Shop.confirm(payment))))
      yield* Effect.sleep("1 second")
      yield* first.close
      assert.strictEqual(yield* Clock.currentTimeMillis, 60_000)
      assert.deepStrictEqual(yield* Fiber.join(waiting), Shop.interrupted)
      const second = yield* Shop.pod()
      assert.deepStrictEqual(
        yield* second.run(Shop.outcome(Shop.confirm(payment))),
        Shop.applied("Details", "Details:CAPTURE")
      )
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "ends the looking at once: the attempt stays open, and a new layer goes on with it",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const first = yield* Shop.pod()
      const waiting = yield* Effect.fork(first.run(Shop.outcome(Shop.confirm(payment))))
      yield* Effect.sleep("1 second")
      yield* first.close
      assert.strictEqual(yield* Clock.currentTimeMillis, 1_000)
      assert.deepStrictEqual(yield* Fiber.join(waiting), Shop.interrupted)
      assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
      const second = yield* Shop.pod()
      assert.deepStrictEqual(
        yield* second.run(Shop.outcome(Shop.confirm(payment))),
        Shop.applied("Details", "Details:CAPTURE")
      )
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "before anything was sent: nothing is",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("checkPaymentStatus", Fault.delay("5 seconds"))
      const first = yield* Shop.pod()
      const waiting = yield* Effect.fork(first.run(Shop.outcome(Shop.confirm(payment))))
      yield* Effect.sleep("1 second")
      yield* first.close
      assert.deepStrictEqual(yield* Fiber.join(waiting), Shop.interrupted)
      yield* Effect.sleep("1 minute")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
      const second = yield* Shop.pod()
      assert.deepStrictEqual(yield* second.run(Shop.outcome(Shop.confirm(payment))), Shop.applied("Answer"))
    })
  )

  Shop.shop(
    "a call after it neither sends nor hangs",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { close, run } = yield* Shop.pod()
      yield* close
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.interrupted)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
    })
  )
})

describe("two processes with one log", () => {
  const both = <A, E extends { readonly _tag: string }>(settling: Effect.Effect<Settled<A>, E, Shop.World>) =>
    Effect.gen(function*() {
      const [first, second] = yield* Effect.all([Shop.pod(), Shop.pod()])
      return yield* Effect.all([first.run(Shop.outcome(settling)), second.run(Shop.outcome(settling))], {
        concurrency: "unbounded"
      })
    })

  Shop.shop(
    "confirm at once: one sends, both get the result",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.delay("3 seconds"))
      assert.deepStrictEqual(yield* both(Shop.confirm(payment)), [
        Shop.applied("Answer"),
        // It looks at two seconds, and does not wait for the other's answer.
        Shop.applied("Details", "Details:CAPTURE")
      ])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "confirm at once, and the answer is lost: both look, both get the result",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const outcomes = yield* both(Shop.confirm(payment))
      assert.deepStrictEqual(outcomes.map(({ verdict }) => verdict), ["Applied", "Applied"])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "confirm at once, and it never arrived: one sends it again",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      const outcomes = yield* both(Shop.confirm(payment))
      assert.deepStrictEqual(outcomes.map(({ verdict }) => verdict), ["Applied", "Applied"])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  Shop.shop(
    "confirm at once, and it is rejected: one gets the rejection, the other that it was not applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1180"))
      assert.deepStrictEqual(yield* both(Shop.confirm(payment)), [
        Shop.error("PaymentExpired"),
        Shop.notApplied("1180")
      ])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 1 })
    })
  )

  Shop.shop(
    "refund at once: one sends, both get the result",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.delay("3 seconds"))
      const outcomes = yield* both(Shop.refund(payment, 30))
      assert.deepStrictEqual(outcomes.map(({ verdict }) => verdict), ["Applied", "Applied"])
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 30"], sends: 1 })
    })
  )

  Shop.shop(
    "two refunds of one payment at once: one is sent, the other is refused",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.delay("3 seconds"))
      const [first, second] = yield* Effect.all([Shop.pod(), Shop.pod()])
      const outcomes = yield* Effect.all([
        first.run(Shop.outcome(Shop.refund(payment, 30, "a"))),
        second.run(Shop.outcome(Shop.refund(payment, 30, "b")))
      ], { concurrency: "unbounded" })
      assert.deepStrictEqual(outcomes.map(({ verdict }) => verdict), ["Applied", "Error"])
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 30"], sends: 1 })
    })
  )

  Shop.shop(
    "charge at once: one sends, both get the result",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.delay("3 seconds"))
      const outcomes = yield* both(Shop.charge(regKey))
      assert.deepStrictEqual(outcomes.map(({ verdict }) => verdict), ["Applied", "Applied"])
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), { ledger: ["Capture 100", "Capture 50"], sends: 1 })
    })
  )

  Shop.shop(
    "the second waits as long as the first said it would wait for the answer",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.hang())
      const patient = Policy.withReadTimeout(Policy.timeouts, "confirmPayment", "10 minutes")
      const [first, second] = yield* Effect.all([Shop.pod({ policy: patient }), Shop.pod()])
      yield* Effect.fork(first.run(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* second.run(Shop.outcome(Shop.confirm(payment)))
      const [, again = 0] = yield* Shop.sends("confirmPayment")
      assert.isAtLeast(again, 660_000)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  Shop.shop(
    "two stale looks before the first request do not deny what the other has confirmed meanwhile",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const [first, second] = yield* Effect.all([Shop.pod(), Shop.pod()])
      // Shows the time before the customer had authenticated.
      yield* Shop.next("checkPaymentStatus", Fault.lag("1 hour"))
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.lag("1 hour"))
      const stale = yield* Effect.fork(first.run(Shop.outcome(Shop.confirm(payment))))
      yield* Effect.sleep("500 millis")
      assert.deepStrictEqual(yield* second.run(Shop.outcome(Shop.confirm(payment))), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Fiber.join(stale), pickedUp)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "an answer outranks what the other has concluded from looking",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.delay("10 seconds"))
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* written(key(payment), { _tag: "Closed", at: 1_000, verdict: { _tag: "NotApplied", because: "Failed" } })
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.applied("Answer"))
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )

  Shop.shop(
    "a rejection does not close what the other has sent again",
    Effect.gen(function*() {
      // LINE Pay refuses the amount with 1153.
      const payment = { ...(yield* Shop.authenticated()), amount: 90 }
      yield* Shop.next("confirmPayment", Fault.delay("10 seconds"))
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* sentAgain(key(payment), { id: "theirs", at: 1_000, quietUntil: 131_000 })
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.unknown)
      const { sends, verdict } = yield* Shop.attempt(key(payment))
      assert.isUndefined(verdict)
      assert.deepStrictEqual(sends.map(({ answered }) => answered), ["1153", undefined, "1153"])
    })
  )

  Shop.shop(
    "a verdict from looking is not written onto what was sent while it looked",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.lag("1 hour"), always)
      yield* Shop.next("getPaymentDetails", Fault.delay(0), 10)
      yield* Shop.next("getPaymentDetails", Fault.delay("10 seconds"), 2)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      // At 165 s it looks, and sees that the customer has not authenticated.
      yield* Effect.sleep("170 seconds")
      const again = { id: "theirs", at: 170_000, quietUntil: 300_000 }
      yield* sentAgain(key(payment), again)
      yield* Effect.sleep("50 seconds")
      assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied("WaitingForCustomer"))
      assert.isAtLeast(yield* Clock.currentTimeMillis, again.quietUntil)
    })
  )
})

describe("a process that dies", () => {
  Shop.shop(
    "between the mark and the sending: the sweeper takes over, and sends",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const dead = yield* Shop.pod({ log: dyingAt(marks, { written: true }) })
      yield* Effect.fork(dead.run(Shop.confirm(payment)))
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
      assert.deepStrictEqual(yield* Shop.sweep, [`${key(payment)}: Settled`])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), pickedUp)
    })
  )

  Shop.shop(
    "between the sending and the answer: the sweeper takes over, and looks",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const dead = yield* Shop.pod({
        log: dyingAt(answers, { written: false })
      })
      yield* Effect.fork(dead.run(Shop.confirm(payment)))
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(yield* Shop.sweep, [`${key(payment)}: Settled`])
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "before the mark: a later call sends, the sweeper does not",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const dead = yield* Shop.pod({ log: dyingAt(() => true, { written: false }) })
      yield* Effect.fork(dead.run(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)

      const second = yield* Shop.authenticated({ orderId: "order-2" })
      yield* Effect.fork(dead.run(Shop.confirm(second)))
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(yield* Shop.sweep, [])
      assert.isUndefined(yield* Shop.attemptIfAny(key(second)))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "between the mark and the sending of a refund: nobody knows, and nobody sends it again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const dead = yield* Shop.pod({ log: dyingAt(marks, { written: true }) })
      yield* Effect.fork(dead.run(Shop.refund(payment, 30)))
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30, "another")), Shop.error("RefundInFlight"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100"], sends: 0 })
    })
  )
})
