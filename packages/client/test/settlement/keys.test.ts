import { assert, describe } from "@effect/vitest"
import { Effect, Fiber, Layer, Option } from "effect"
import {
  AttemptLog,
  AttemptLogError,
  ConfirmHandler,
  type ConfirmIntent,
  type HandRefused,
  LinePay,
  RegKey,
  Settlement
} from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

/** Another merchant's settlement on the same log. */
const merchant = (merchant: string) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const log = yield* AttemptLog
    const settlement = yield* Layer.build(
      Settlement.layerWith({}).pipe(
        Layer.provide([Layer.succeed(LinePay, { ...linePay, merchant }), Layer.succeed(AttemptLog, log)])
      )
    )
    return <A, E, R>(program: Effect.Effect<A, E, R | Settlement>) => Effect.provide(program, settlement)
  })

describe("B1: two merchants on one log", () => {
  Shop.shop(
    "B1: the same order id is two charges",
    Effect.scoped(Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const other = yield* merchant("other")
      assert.strictEqual((yield* Shop.charge(regKey)).settledBy, "Answer")
      // Their payments are at two channels. In the sandbox there is one, so details of the first have to be away.
      yield* Shop.next("getPaymentDetails", Fault.resultCode("1150"), 2)
      const settled = yield* other(Effect.either(Shop.charge(regKey)))
      // The order id is used at LINE Pay, but the other's record answered for nothing.
      assert.notStrictEqual(settled._tag === "Right" ? settled.right.settledBy : undefined, "AnsweredBefore")
      const keys = yield* Effect.forEach(["shop", "other"], (name) => Shop.attempt(`payPreapproved ${name} charge-1`))
      assert.deepStrictEqual(keys.map(({ merchant }) => merchant), ["shop", "other"])
    }))
  )

  Shop.shop(
    "B1: a transaction that is in the log under another merchant is refused, for each call",
    Effect.scoped(Effect.gen(function*() {
      const authorised = yield* Shop.authorised({ orderId: "a" })
      const held = yield* Shop.authorised({ orderId: "h" })
      const captured = yield* Shop.captured({ orderId: "c" })
      const asked = yield* Shop.authenticated({ orderId: "d" })
      const calls = Effect.all([
        Effect.either(Shop.capture(authorised)),
        Effect.either(Shop.release(held)),
        Effect.either(Shop.refund(captured, 10)),
        Effect.either(Shop.refundUpTo(captured, 30, "refund-2")),
        Effect.either(Shop.confirm(asked))
      ])
      const first = yield* calls
      assert.isTrue(first.every(({ _tag }) => _tag === "Right"))
      const before = yield* Shop.ledger
      const other = yield* merchant("other")
      for (const result of yield* other(calls)) {
        assert.deepInclude(result._tag === "Left" ? result.left : {}, { _tag: "KeyTaken", differs: "Merchant" })
      }
      assert.deepStrictEqual(yield* Shop.ledger, before)
    }))
  )

  Shop.shop(
    "B1: a sweeper touches the attempts of its merchant only",
    Effect.scoped(Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.lag("10 minutes"), Infinity)
      yield* Effect.ignore(Shop.confirm(payment))
      yield* Effect.sleep("3 hours")
      yield* Effect.flatMap(Sandbox, ({ faults }) => faults.clear)
      const other = yield* merchant("other")
      yield* Shop.forget
      assert.deepStrictEqual(yield* other(Shop.sweep), [])
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [])
      const key = `confirmPayment ${payment.transactionId}`
      const { version } = yield* Shop.attempt(key)
      const acts: ReadonlyArray<
        (service: Settlement.Service) => Effect.Effect<unknown, HandRefused | AttemptLogError>
      > = [
        (service) => service.inspect(key),
        (service) => service.lookAgain(key),
        (service) => service.reopen({ key, version, by: "x", why: "" }),
        (service) => service.closeByHand({ key, version, by: "x", why: "", verdict: { _tag: "NotApplied" } })
      ]
      for (const act of acts) {
        const refused = yield* other(Effect.flip(Effect.flatMap(Settlement, act)))
        assert.deepInclude(refused, { _tag: "HandRefused", because: "OtherMerchant" })
      }
      assert.deepStrictEqual(yield* Shop.sweep, [`${key}: Settled`])
    }))
  )

  Shop.shop(
    "B1: a charge that an earlier version recorded under its order id alone is the same charge",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const log = yield* AttemptLog
      yield* Shop.charge(regKey, { orderId: "template" })
      const { form: _, closedAt: __, ...template } = yield* Shop.attempt("payPreapproved shop template")
      const key = "payPreapproved charge-1"
      const sandbox = yield* Sandbox
      yield* log.append({
        events: [{
          _tag: "Carried",
          at: 0,
          record: { ...template, form: 2, key, orderId: "charge-1", closedAt: 0 }
        }],
        tell: false
      })
      yield* Shop.forget
      const settled = yield* Shop.charge(regKey)
      assert.strictEqual(settled.settledBy, "AnsweredBefore")
      assert.deepStrictEqual(yield* Shop.sends("payPreapproved"), [])
      assert.isUndefined(yield* Shop.attemptIfAny("payPreapproved shop charge-1"))
      assert.strictEqual((yield* sandbox.ledger).length, 2)
    })
  )
})

describe("B2: the page of a payment whose stored amount has changed", () => {
  for (const amount of [90, 0, 99.5, Number.NaN]) {
    Shop.shop(
      `B2: it was paid, and the amount is ${amount} now -> NeedsHuman, never "not paid"`,
      Effect.scoped(Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        let intent: ConfirmIntent = payment
        const handler = yield* ConfirmHandler.make({ find: () => Effect.sync(() => Option.some(intent)) })
        const { transactionId } = payment
        assert.strictEqual((yield* handler.progress({ transactionId }))._tag, "Paid")
        intent = { ...payment, amount }
        assert.strictEqual((yield* handler.progress({ transactionId }))._tag, "NeedsHuman")
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
      }))
    )
  }
})

describe("B6: two calls with different regKeys", () => {
  /** A regKey that LINE Pay no longer knows, and one that it does. */
  const keys = Effect.map(Shop.regKey, (live) => ({ live, dead: RegKey.make("DEADDEADDEADDEA") }))

  Shop.shop(
    "B6: at once in one process: the live one charges, and is never called dead",
    Effect.gen(function*() {
      const { dead, live } = yield* keys
      const first = yield* Effect.fork(Effect.flip(Shop.charge(dead)))
      yield* Effect.yieldNow()
      const settled = yield* Shop.charge(live)
      assert.strictEqual(settled.settledBy, "Answer")
      assert.notStrictEqual((yield* Fiber.join(first))._tag, "NotApplied")
      assert.deepStrictEqual((yield* Shop.books("payPreapproved")).sends, 2)
    })
  )

  Shop.shop(
    "B6: at once in two processes: the live one charges, and is never called dead",
    Effect.gen(function*() {
      const { dead, live } = yield* keys
      const [old, fresh] = yield* Effect.all([Shop.pod(), Shop.pod()])
      const [rejected, settled] = yield* Effect.all([
        old.run(Effect.either(Shop.charge(dead))),
        fresh.run(Effect.either(Shop.charge(live)))
      ], { concurrency: "unbounded" })
      assert.strictEqual(rejected._tag, "Left")
      // The dead one was faster, and the live one is not judged by its rejection.
      assert.strictEqual(settled._tag, "Right")
    })
  )

  Shop.shop(
    "B6: the same regKey joins, and no record holds it",
    Effect.gen(function*() {
      const { live } = yield* keys
      yield* Effect.all([Shop.charge(live), Shop.charge(live)], { concurrency: "unbounded" })
      assert.strictEqual((yield* Shop.sends("payPreapproved")).length, 1)
      assert.notInclude(JSON.stringify(yield* Shop.history("payPreapproved shop charge-1")), "regKey")
    })
  )
})

describe("B4: nothing is denied before the quiet time", () => {
  for (const code of ["0121", "0122", "0000"]) {
    Shop.shop(
      `B4: the status says ${code} twice, and LINE Pay applies the confirm after that -> Applied`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.commitLate("50 seconds"))
        const call = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
        yield* Effect.sleep("1 second")
        yield* Shop.next("checkPaymentStatus", Fault.resultCode(code), 5)
        assert.strictEqual((yield* Fiber.join(call)).verdict, "Applied")
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
      })
    )
  }
})

describe("B8: a capture that failed, and the authorisation stands", () => {
  Shop.shop(
    "B8: the same call again is not sent, not even after the quiet time nor by the sweeper",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      // LINE Pay does not cancel it, as it should.
      yield* Shop.next("capturePayment", Fault.raw(JSON.stringify({ returnCode: "1199", returnMessage: "" })))
      const first = yield* Shop.outcome(Shop.capture(payment))
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(first, Shop.notApplied("AuthorizationStands"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.notApplied("AuthorizationStands"))
      yield* Shop.sweep
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), { ledger: ["Authorize 100"], sends: 1 })
      assert.strictEqual((yield* Shop.release(payment)).settledBy, "Answer")
    })
  )
})

describe("B9: answered now, answered before, found out by looking", () => {
  Shop.shop(
    "B9: each says which",
    Effect.gen(function*() {
      const [answered, lost] = yield* Effect.all([
        Shop.authenticated({ orderId: "answered" }),
        Shop.authenticated({ orderId: "lost" })
      ])
      assert.strictEqual((yield* Shop.confirm(answered)).settledBy, "Answer")
      assert.strictEqual((yield* Shop.confirm(answered)).settledBy, "AnsweredBefore")
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      assert.strictEqual((yield* Shop.confirm(lost)).settledBy, "Details")
      assert.strictEqual((yield* Shop.confirm(lost)).settledBy, "Details")
    })
  )
})

describe("C5: the mark is committed, and its acknowledgement is lost", () => {
  /** The log as the process sees it: its first mark is answered as `then` says. */
  const losing = (
    then: Effect.Effect<never, AttemptLogError>,
    options: { readonly written: boolean; readonly isBlind?: () => boolean }
  ) => {
    let marks = 0
    return (log: AttemptLog.Service): AttemptLog.Service => ({
      ...log,
      get: (...given) => options.isBlind?.() === true ? then : log.get(...given),
      append: (append) =>
        append.events.some(({ _tag }) => _tag === "Sent") && ++marks === 1
          ? options.written ? Effect.zipRight(log.append(append), then) : then
          : log.append(append)
    })
  }

  for (
    const [what, then] of [
      ["fails", Effect.fail(new AttemptLogError({ verb: "append", reason: "the connection was reset" }))],
      ["hangs", Effect.never]
    ] as const
  ) {
    Shop.shop(
      `C5: it ${what} -> read back, and sent once`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        const { run } = yield* Shop.pod({ log: losing(then, { written: true }) })
        assert.strictEqual((yield* run(Shop.refund(payment, 30))).settledBy, "Answer")
        assert.deepStrictEqual((yield* Shop.books("refundPayment")).ledger, ["Capture 100", "Refund 30"])
      })
    )

    Shop.shop(
      `C5: it ${what}, and so does reading back -> nothing sent; the next call takes the mark back, and sends once`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        let isBlind = false
        const { run } = yield* Shop.pod({
          log: (log) => {
            const lost = losing(then, { written: true, isBlind: () => isBlind })(log)
            return {
              ...lost,
              append: (append) =>
                Effect.suspend(() => {
                  isBlind = append.events.some(({ _tag }) => _tag === "Sent")
                  return lost.append(append)
                })
            }
          }
        })
        assert.strictEqual((yield* run(Effect.exit(Shop.refund(payment, 30))))._tag, "Failure")
        assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [])
        isBlind = false
        assert.strictEqual((yield* run(Shop.refund(payment, 30))).settledBy, "Answer")
        assert.deepStrictEqual((yield* Shop.books("refundPayment")).ledger, ["Capture 100", "Refund 30"])
        assert.include(yield* Shop.story(`refundPayment ${payment.transactionId} refund-1`), "TakenBack")
      })
    )
  }

  Shop.shop(
    "C5: a mark that was never written on a record that exists blocks nothing",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      yield* Effect.ignore(Shop.refund(payment, 30))
      let reads = 0
      const { run } = yield* Shop.pod({
        log: (log) => {
          const lost = losing(Effect.never, { written: false })(log)
          // Without a limit, a loop would never end.
          return { ...lost, get: (...given) => ++reads > 100 ? Effect.die("asked a hundred times") : log.get(...given) }
        }
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.refund(payment, 30))), Shop.error("AttemptLogError"))
      assert.deepStrictEqual(
        yield* run(Shop.outcome(Shop.refund(payment, 30))),
        Shop.applied("Answer", "Answer", { payStatus: undefined, refunded: 30 })
      )
      assert.deepStrictEqual((yield* Shop.books("refundPayment")).ledger, ["Capture 100", "Refund 30"])
    })
  )
})
