import { assert, describe } from "@effect/vitest"
import { Clock, Effect, Fiber, Schedule } from "effect"
import { type AttemptLog, AttemptLogError, LinePay, Policy, Settlement, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import type { PaymentDetails } from "effect-line-pay/operations/getPaymentDetails"
import * as Shop from "./support/shop.ts"

const always = Infinity
const key = ({ transactionId }: Shop.Payment) => `confirmPayment ${transactionId}`

const failing = (verb: AttemptLogError["verb"]) => new AttemptLogError({ verb, reason: "the database is gone" })

/** A log that cannot be written from the nth time on, for so many times. What looks show does not count. */
const failingFrom = (nth: number, times = always) => (log: AttemptLog.Service): AttemptLog.Service => {
  let calls = 0
  return {
    ...log,
    append: (append) =>
      Effect.suspend(() => {
        if (append.events.every(({ _tag }) => _tag === "Saw")) return log.append(append)
        calls++
        return calls >= nth && calls < nth + times ? failing("append") : log.append(append)
      })
  }
}

describe("R0: the key is recorded durably, then the request is sent", () => {
  Shop.shop(
    "the sending is in the log before it leaves",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const before: Array<number> = []
      const wire = yield* Shop.Wire
      const { run } = yield* Shop.pod({
        log: (log) => ({
          ...log,
          append: (append) =>
            Effect.zipLeft(
              log.append(append),
              Effect.sync(() => before.push(wire.filter(({ operation }) => operation === "confirmPayment").length))
            )
        })
      })
      yield* run(Shop.confirm(payment))
      // The mark, and the answer.
      assert.deepStrictEqual(before, [0, 1])
      const { sends } = yield* Shop.attempt(key(payment))
      const id = sends[0]?.id ?? ""
      assert.deepStrictEqual(sends, [{ id, at: 0, quietUntil: 130_000, answered: "0000" }])
      assert.deepStrictEqual(wire.filter(({ operation }) => operation === "confirmPayment").map(({ nonce }) => nonce), [
        id
      ])
    })
  )

  Shop.shop(
    "the log cannot be read -> AttemptLogError, nothing sent",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({ log: (log) => ({ ...log, get: () => failing("get") }) })
      assert.deepInclude(yield* Effect.flip(run(Shop.confirm(payment))), { _tag: "AttemptLogError", verb: "get" })
      assert.deepInclude(yield* Effect.flip(run(Shop.release(payment))), { _tag: "AttemptLogError", verb: "get" })
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
      assert.deepStrictEqual(yield* Shop.sends("voidPayment"), [])
    })
  )

  Shop.shop(
    "the sending cannot be marked -> AttemptLogError, nothing sent",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({ log: failingFrom(1) })
      assert.deepInclude(yield* Effect.flip(run(Shop.confirm(payment))), { _tag: "AttemptLogError", verb: "append" })
      assert.deepInclude(yield* Effect.flip(run(Shop.release(payment))), { _tag: "AttemptLogError", verb: "append" })
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
      assert.deepStrictEqual(yield* Shop.sends("voidPayment"), [])
    })
  )

  Shop.shop(
    "the answer cannot be recorded -> it stands; the sweeper settles the record",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({ log: failingFrom(2) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.applied("Answer"))
      assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(yield* Shop.sweep, [`${key(payment)}: Settled`])
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
    })
  )

  Shop.shop(
    "a rejection cannot be recorded -> it stands",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1153"))
      const { run } = yield* Shop.pod({ log: failingFrom(2) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.error("AmountMismatch"))
    })
  )

  Shop.shop(
    "the log fails after a lost answer -> OutcomeUnknown, and not that nothing was sent",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const { run } = yield* Shop.pod({ log: failingFrom(2) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.unknown)
    })
  )

  Shop.shop(
    "the log fails for a while after a lost answer -> the looking goes on",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const { run } = yield* Shop.pod({ log: failingFrom(2, 3) })
      assert.deepStrictEqual(
        yield* run(Shop.outcome(Shop.confirm(payment))),
        Shop.applied("Details", "Details:CAPTURE")
      )
    })
  )

  Shop.shop(
    "the log fails when a confirm is to be sent again -> it is not, and the looking goes on",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      const { run } = yield* Shop.pod({ log: failingFrom(3) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 1 })
    })
  )

  Shop.shop(
    "the log fails when a second confirm is rejected -> OutcomeUnknown: the first may have been applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* Shop.next("confirmPayment", Fault.resultCode("1153"))
      const { run } = yield* Shop.pod({ log: failingFrom(4) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 2 })
    })
  )

  Shop.shop(
    "a key with another body -> KeyTaken, nothing sent: under way, settled, or left open",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const other = { ...payment, amount: 90 }
      yield* Shop.next("confirmPayment", Fault.delay("5 seconds"))
      const fiber = yield* Effect.fork(Shop.confirm(payment))
      yield* Effect.sleep("1 second")
      const refused = yield* Effect.flip(Shop.confirm(other))
      assert.strictEqual(refused._tag, "KeyTaken")
      assert.include(refused.message, key(payment))
      yield* Fiber.join(fiber)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(other)), Shop.error("KeyTaken"))
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm({ ...payment, orderId: "order-2" })),
        Shop.error("KeyTaken")
      )

      const second = yield* Shop.authenticated({ orderId: "order-2" })
      yield* Shop.next("confirmPayment", Fault.resetBefore, always)
      yield* Shop.outcome(Shop.confirm(second))
      yield* Shop.forget
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm({ ...second, amount: 90 })),
        Shop.error("KeyTaken")
      )
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 0 })
    })
  )

  Shop.shop(
    "a request that is refused before it leaves does not use its key up",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment, 99.5)), Shop.error("InvalidRequest"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), { ledger: ["Authorize 100"], sends: 0 })
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.applied("Answer"))
    })
  )

  Shop.shop(
    "a request that certainly did not leave is over, and may be tried again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const linePay = yield* LinePay
      let offline = true
      const cut = {
        ...linePay,
        refundPayment: (request: Parameters<LinePay.Service["refundPayment"]>[0]) =>
          Effect.suspend(() => offline ? Shop.unsent("refundPayment") : linePay.refundPayment(request))
      }
      const { run } = yield* Effect.provideService(Shop.pod(), LinePay, cut)
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.refund(payment, 30))), Shop.error("TransportError"))
      offline = false
      assert.deepStrictEqual(
        yield* run(Shop.outcome(Shop.refund(payment, 30))),
        Shop.applied("Answer", "Answer", { payStatus: undefined, refunded: 30 })
      )
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 30"], sends: 1 })
    })
  )
})

describe("R2: the quiet time", () => {
  const lostOnce = Effect.gen(function*() {
    const payment = yield* Shop.authenticated()
    yield* Shop.next("confirmPayment", Fault.resetBefore)
    return payment
  })

  Shop.shop(
    "is the read timeout and a margin, which can be chosen",
    Effect.gen(function*() {
      const payment = yield* lostOnce
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      // 60 s and 10 minutes, and the two looks that follow.
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 706_000])
    }),
    { margin: "10 minutes" }
  )

  const patient = Policy.withReadTimeout(Policy.timeouts, "confirmPayment", "10 minutes")

  Shop.shop(
    "follows the policy of the region",
    Effect.gen(function*() {
      const payment = yield* lostOnce
      yield* Shop.outcome(Shop.confirm(payment)).pipe(LinePay.withPolicy(patient))
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 706_000])
    })
  )

  Shop.shop(
    "follows the policy that the layer was given, and the region's over it",
    Effect.gen(function*() {
      const payment = yield* lostOnce
      const { run } = yield* Shop.pod({ policy: patient })
      yield* run(Shop.outcome(Shop.confirm(payment)))
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 706_000])
      yield* Shop.forget
      const second = yield* Shop.authenticated({ orderId: "order-2" })
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* run(Shop.outcome(Shop.confirm(second))).pipe(LinePay.withPolicy(Policy.timeouts))
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [706_000, 872_000])
    })
  )

  Shop.shop(
    "begins anew with each answer that says nothing",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.hang())
      yield* Shop.outcome(Shop.confirm(payment)).pipe(
        LinePay.withPolicy(Policy.withReadTimeout(Policy.timeouts, "confirmPayment", "3 minutes"))
      )
      // Timed out at 180 s, quiet at 240 s.
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 286_000])
    })
  )

  Shop.shop(
    "ends although the policy would wait for ever",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.hang())
      yield* Shop.next("getPaymentDetails", Fault.hang())
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm(payment)).pipe(LinePay.withPolicy(Policy.none)),
        Shop.applied("Answer")
      )
      assert.strictEqual((yield* Shop.sends("confirmPayment")).length, 2)
    })
  )

  Shop.shop(
    "is never cut short by a policy that repeats: one mark, one sending",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1902", { applied: true }))
      const eager = Policy.withRetry(Policy.timeouts, {
        schedule: Schedule.recurs(3),
        budget: { tokens: 10, earnedPerSuccess: 0 }
      })
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.refund(payment, "full")).pipe(LinePay.withPolicy(eager)),
        Shop.applied("Details", "NewRefundEntry", { refunded: 100 })
      )
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: ["Capture 100", "Refund 100"], sends: 1 })
    })
  )
})

describe("R3: the schedule", () => {
  Shop.shop(
    "looks at +2, +5, +15, +45 s, then each minute to a minute after the quiet time; then Unsettled, and open",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.hang())
      const error = yield* Effect.flip(Shop.confirm(payment))
      assert.strictEqual(yield* Clock.currentTimeMillis, 285_000)
      // Nothing came for 60 s. Quiet at 120 s.
      assert.deepStrictEqual(
        yield* Shop.sends("getPaymentDetails"),
        [62, 62, 65, 65, 75, 75, 105, 105, 165, 165, 225, 225, 285, 285].map((seconds) => seconds * 1_000)
      )
      assert.deepInclude(error, {
        _tag: "OutcomeUnknown",
        reason: "Unsettled",
        operation: "confirmPayment",
        money: "MayHaveMoved",
        transactionId: payment.transactionId,
        orderId: payment.orderId,
        lookup: { _tag: "ByTransaction", transactionId: payment.transactionId }
      })
      // What LINE Pay's support asks for.
      const sent = (yield* Shop.Wire).find(({ operation }) => operation === "confirmPayment")
      assert.isDefined(sent?.nonce)
      assert.strictEqual("nonce" in error ? error.nonce : undefined, sent?.nonce)
      const { looks, sends, verdict } = yield* Shop.attempt(key(payment))
      assert.deepStrictEqual({ looks, sends, verdict }, {
        looks: 0,
        sends: [{ id: sends[0]?.id ?? "", at: 0, quietUntil: 250_000, answered: "Timeout" }],
        verdict: undefined
      })
    }),
    { resendConfirm: "Never", margin: "3 minutes" }
  )

  Shop.shop(
    "a later call goes on looking",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitLate("10 minutes"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      yield* Effect.sleep("10 minutes")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
    }),
    { resendConfirm: "Never" }
  )

  Shop.shop(
    "never checks more than once a second",
    Effect.gen(function*() {
      for (const [index, code] of ["1142", "1169", "1172", "9000"].entries()) {
        const payment = yield* Shop.authenticated({ orderId: `order-${index}` })
        yield* Shop.next("confirmPayment", Fault.resultCode(code))
        yield* Shop.outcome(Shop.confirm(payment))
      }
      assert.deepStrictEqual(yield* Effect.flatMap(Sandbox, ({ lint }) => lint), [])
    })
  )
})

/** Three calls whose answer is lost, each settled under what details show instead. */
const settlings: ReadonlyArray<{
  readonly name: string
  readonly settle: (details: (all: ReadonlyArray<PaymentDetails>) => ReadonlyArray<PaymentDetails>) => Effect.Effect<
    Shop.Outcome,
    unknown,
    Exclude<Shop.World, Settlement>
  >
}> = [
  {
    name: "confirm",
    settle: (details) =>
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.commitThenLose)
        const { run } = yield* Shop.pod({ details })
        return yield* run(Shop.outcome(Shop.confirm(payment)))
      })
  },
  {
    name: "capture",
    settle: (details) =>
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.commitThenLose)
        const { run } = yield* Shop.pod({ details })
        return yield* run(Shop.outcome(Shop.capture(payment)))
      })
  },
  {
    name: "pay by regKey",
    settle: (details) =>
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.commitThenLose)
        const { run } = yield* Shop.pod({ details })
        return yield* run(Shop.outcome(Shop.charge(regKey)))
      })
  }
]

describe("R6: only payments count", () => {
  const refundOf = (payment: PaymentDetails): PaymentDetails => ({
    ...payment,
    transactionId: TransactionId.make("1"),
    originalTransactionId: payment.transactionId,
    transactionType: "PARTIAL_REFUND"
  })
  const byDetails = Shop.applied("Details", "Details:CAPTURE")

  for (const { name, settle } of settlings) {
    Shop.shop(
      `${name}: refund transactions beside the payment are passed over`,
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* settle((all) => [...all.map(refundOf), ...all]), byDetails)
      })
    )

    Shop.shop(
      `${name}: refund transactions alone prove nothing`,
      Effect.gen(function*() {
        assert.deepStrictEqual(yield* settle((all) => all.map(refundOf)), Shop.unknown)
      })
    )

    Shop.shop(
      `${name}: a record without a type is a payment`,
      Effect.gen(function*() {
        const untyped = ({ transactionType: _, ...payment }: PaymentDetails): PaymentDetails => payment
        assert.deepStrictEqual(yield* settle((all) => all.map(untyped)), byDetails)
      })
    )

    Shop.shop(
      `${name}: one payment in two records is never Applied`,
      Effect.gen(function*() {
        assert.deepStrictEqual(
          yield* settle((all) => [...all, ...all]),
          name === "capture" ? Shop.unknown : Shop.mismatch("TwoRecords")
        )
      })
    )

    Shop.shop(
      `${name}: a payStatus that nobody knows is not Applied`,
      Effect.gen(function*() {
        assert.deepStrictEqual(
          yield* settle(Shop.differing({ payStatus: "SETTLING" })),
          name === "pay by regKey" ? Shop.mismatch("OtherPayStatus") : Shop.unknown
        )
      })
    )
  }
})

describe("R7: sums run over all methods, in exact decimals", () => {
  for (
    const [name, payInfo] of [
      ["card and points", [{ method: "CREDIT_CARD", amount: 0.2 }, { method: "POINT", amount: 0.1 }]],
      ["a legacy discount", [{ method: "DISCOUNT", amount: 0.1 }, { method: "BALANCE", amount: 0.2 }]]
    ] as const
  ) {
    Shop.shop(
      `${name}: 0.1 and 0.2 are 0.3`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated({ amount: 0.3, currency: "USD", payInfo })
        yield* Shop.next("confirmPayment", Fault.commitThenLose)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
        // What is left and what is refunded, too.
        for (const [id, part] of [["a", 0.1], ["b", 0.1], ["c", "full"]] as const) {
          yield* Shop.next("refundPayment", Fault.commitThenLose)
          assert.strictEqual((yield* Shop.outcome(Shop.refund(payment, part, id))).verdict, "Applied")
        }
        assert.deepStrictEqual(yield* Shop.ledger, ["Capture 0.3", "Refund 0.1", "Refund 0.1", "Refund 0.1"])
      })
    )
  }
})

describe("R8: what is refunded since, and what the payment is now", () => {
  Shop.shop(
    "a lost confirm that was refunded in the merchant centre meanwhile -> Applied, and must not ship",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.merchantCentre.refund(payment.transactionId, 30)
      yield* sandbox.merchantCentre.refund(payment.transactionId, "full")
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.applied("Details", "Details:CAPTURE", { refunded: 100 }))
    })
  )
})

describe("intents", () => {
  Shop.shop(
    "what is no intent is refused before anything else -> InvalidRequest, not recorded",
    Effect.gen(function*() {
      const settlement = yield* Settlement
      const intent = { transactionId: TransactionId.make("2023042201206549310"), refundAmount: 30 }
      for (const refundId of ["", "x".repeat(101)]) {
        assert.deepStrictEqual(
          yield* Shop.outcome(settlement.refundPayment({ ...intent, refundId })),
          Shop.error("InvalidRequest")
        )
      }
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [])
    })
  )
})
