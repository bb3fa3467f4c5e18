import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { LinePay, type Verdict } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { ResultCode } from "line-pay-protocol"
import * as Shop from "./support/shop.ts"

const always = Infinity
const key = ({ transactionId }: Shop.Payment, refundId = "refund-1") => `refundPayment ${transactionId} ${refundId}`

/** A refund carries no status of its own when it was answered. */
const answered = (refunded: number) => Shop.applied("Answer", "Answer", { payStatus: undefined, refunded })
const byEntry = (refunded: number) => Shop.applied("Details", "NewRefundEntry", { refunded })
const byTotal = (evidence: Verdict.Evidence, refunded = 100) => Shop.applied("Details", evidence, { refunded })
const books = (sends: number, ...refunds: ReadonlyArray<number>) => ({
  ledger: ["Capture 100", ...refunds.map((amount) => `Refund ${amount}`)],
  sends
})

/** Refunds, and what happens at the merchant centre a second later. */
const meanwhile = <A, E, E2>(
  settling: Effect.Effect<A, E, Shop.World>,
  act: (centre: Sandbox.MerchantCentre) => Effect.Effect<unknown, E2>
) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const fiber = yield* Effect.fork(settling)
    yield* Effect.sleep("1 second")
    yield* act(sandbox.merchantCentre)
    return yield* Fiber.join(fiber)
  })

describe("refund: looked at first", () => {
  Shop.shop(
    "answered -> Applied, in part and in full",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), answered(30))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full", "refund-2")), answered(100))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 30, 70))
    })
  )

  Shop.shop(
    "less is left than asked for -> NotApplied, nothing sent",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.refund(payment, 80)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30, "refund-2")), Shop.notApplied("LessLeft"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 80))
    })
  )

  Shop.shop(
    "nothing is left -> NotApplied, nothing sent",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.refund(payment, "full")
      for (const amount of [30, "full"] as const) {
        const id = `refund of ${amount}`
        assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, amount, id)), Shop.notApplied("NothingLeft"))
      }
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 100))
    })
  )

  Shop.shop(
    "no such payment -> NotApplied, nothing sent",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.notApplied("PaymentNotFound"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), { ledger: [], sends: 0 })
    })
  )

  Shop.shop(
    "no such payment, says one look, meant for somebody else -> not believed: it is refunded",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("getPaymentDetails", Fault.resultCode("1150"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), answered(30))
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0, 1_000])
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
    })
  )

  Shop.shop(
    "details fail -> their error, nothing sent, and the payment is free for another refund",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("getPaymentDetails", Fault.resultCode("9000"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.error("InternalError"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(0))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30, "refund-2")), answered(30))
    })
  )
})

describe("refund: one open refund per payment", () => {
  Shop.shop(
    "another one is open -> RefundInFlight, nothing sent; free when it is settled",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const other = yield* Shop.captured({ orderId: "order-2" })
      yield* Shop.next("refundPayment", Fault.commitLate("30 seconds"))
      const first = yield* Effect.fork(Shop.outcome(Shop.refund(payment, 30)))
      yield* Effect.sleep("10 seconds")
      const refused = yield* Effect.flip(Shop.refund(payment, 20, "refund-2"))
      assert.strictEqual(refused._tag, "RefundInFlight")
      assert.include(refused.message, key(payment))
      // Another payment has nothing to do with it.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(other, 20)), answered(20))
      assert.deepStrictEqual(yield* Fiber.join(first), byEntry(30))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 20, "refund-2")), answered(50))
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [0, 10_000, 45_000])
    })
  )

  Shop.shop(
    "one whose outcome is unknown keeps the payment locked",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30, "refund-2")), Shop.error("RefundInFlight"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1))
    })
  )

  Shop.shop(
    "the same refundId is the same refund, another one another refund",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), answered(30))
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.refund(payment, 30)),
        Shop.applied("AnsweredBefore", "Answer", { payStatus: undefined, refunded: 30 })
      )
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 40)), Shop.error("KeyTaken"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30, "refund-2")), answered(60))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 30, 30))
    })
  )

  Shop.shop(
    "a refused refund may be tried again under its refundId",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.error("RefundReserveInsufficient"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), answered(30))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 30))
    })
  )
})

describe("refund: exactly one candidate", () => {
  const lost: ReadonlyArray<readonly [string, Fault.Fault]> = [
    ["no answer", Fault.commitThenLose],
    ["the read timeout runs out", Fault.hang({ applied: true })],
    ...["1165", "1198", "1199", "1902", "1999", "9000", "7777"].map((code) =>
      [`answered ${code}`, Fault.resultCode(code, { applied: true })] as const
    )
  ]
  for (const [name, fault] of lost) {
    Shop.shop(
      `-> Applied, and claimed: ${name}`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        yield* Shop.refund(payment, 30, "earlier")
        yield* Shop.next("refundPayment", fault)
        const settled = yield* Shop.refund(payment, 30)
        assert.deepStrictEqual(yield* Shop.outcome(Effect.succeed(settled)), byEntry(60))
        assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 30, 30))
        const sandbox = yield* Sandbox
        const { refunds } = yield* sandbox.payment(payment.transactionId)
        assert.strictEqual(settled.refundTransactionId, refunds[1]?.refundTransactionId)
        assert.isDefined(settled.date)
        assert.strictEqual(yield* Shop.holderOf(`refund ${settled.refundTransactionId} 30`), key(payment))
      })
    )
  }

  Shop.shop(
    "before the quiet time -> look again: LINE Pay applies it late",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitLate("80 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), byEntry(30))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
    })
  )

  Shop.shop(
    "a date that cannot be read narrows nothing -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("OddDate"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), byEntry(30))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
    })
  )

  Shop.shop(
    "an id that stands twice, with two amounts -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.refund(payment, 20, "earlier")
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("RepeatedRefundId"), always)
      yield* Effect.flatMap(Sandbox, ({ merchantCentre }) => merchantCentre.refund(payment.transactionId, 5))
      // The id proves the earlier refund; with this amount, it proves ours.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), byEntry(55))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 20, 5, 30))
    })
  )

  Shop.shop(
    "another amount, or another time, is no candidate -> Unknown",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const settling = Shop.outcome(Shop.refund(payment, 30))
      const found = yield* meanwhile(settling, (centre) =>
        Effect.zipRight(
          centre.refund(payment.transactionId, 20),
          // The quiet time ends after 90 s, and the window five minutes later.
          Effect.zipRight(sandbox.advance("7 minutes"), centre.refund(payment.transactionId, 30))
        ))
      assert.deepStrictEqual(found, Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 20, 30))
    })
  )

  Shop.shop(
    "a refund that proves another attempt is no candidate, although the snapshot missed it",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.sleep("1 second")
      yield* Shop.refund(payment, 30, "earlier")
      yield* Effect.sleep("10 seconds")
      // Details as of before the first refund.
      yield* Shop.next("getPaymentDetails", Fault.lag("10500 millis"))
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), byEntry(60))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 30, 30))
    })
  )

  Shop.shop(
    "the honest limit: a colleague's refund of the same amount is taken for ours, and `evidence` says how little that is",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const settling = Shop.outcome(Shop.refund(payment, 30))
      const found = yield* meanwhile(settling, (centre) => centre.refund(payment.transactionId, 30))
      assert.deepStrictEqual(found, byEntry(30))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
    })
  )

  Shop.shop(
    "more candidates than attempts -> Mismatch: somebody else refunded the same amount",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      const settling = Shop.outcome(Shop.refund(payment, 30))
      const found = yield* meanwhile(settling, (centre) => centre.refund(payment.transactionId, 30))
      assert.deepStrictEqual(found, Shop.mismatch("SameAmountRefundedByOthers"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30, 30))
      // Closed, so that the payment is free, and refunded no further under this id.
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.refund(payment, 30)),
        Shop.mismatch("SameAmountRefundedByOthers")
      )
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 20, "refund-2")), answered(80))
    })
  )
})

describe("refund: no candidate, in part", () => {
  Shop.shop(
    "after the quiet time -> Unknown, not sent again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0, 2_000, 5_000, 15_000, 45_000, 105_000])
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1))
      assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
    })
  )

  Shop.shop(
    "answered 1902 -> Unknown, not sent again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1902"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1))
    })
  )

  Shop.shop(
    "a refund that is applied after the last look is found by a later call",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitLate("6 minutes"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      yield* Effect.sleep("10 minutes")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), byEntry(30))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
    })
  )

  const byChoice = { resendPartialRefund: "AfterQuietTime" } as const

  Shop.shop(
    "by choice, after 1902 -> sent again, once",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1902"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), answered(30))
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [0, 106_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 30"])
    }),
    byChoice
  )

  Shop.shop(
    "by choice, after 1902 twice -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1902"), 2)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2))
    }),
    byChoice
  )

  Shop.shop(
    "by choice, after 1902 that was applied: the look comes first -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1902", { applied: true }))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), byEntry(30))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 30))
    }),
    byChoice
  )

  Shop.shop(
    "by choice, without an answer -> Unknown: only 190X is LINE Pay's own advice",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 30)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1))
    }),
    byChoice
  )

  for (const flawed of ["before", "after"]) {
    Shop.shop(
      `a colleague's refund of the same amount from before, shown under another id ${flawed} sending -> not ours`,
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const payment = yield* Shop.captured()
        yield* Shop.refund(payment, 10, "earlier")
        yield* sandbox.merchantCentre.refund(payment.transactionId, 30)
        yield* Shop.forget
        yield* Shop.next("refundPayment", Fault.resetBefore)
        if (flawed === "before") yield* Shop.next("getPaymentDetails", Fault.flawedDetails("RepeatedRefundId"))
        const settling = yield* Effect.fork(Shop.outcome(Shop.refund(payment, 30)))
        yield* Effect.sleep("1 second")
        if (flawed === "after") yield* Shop.next("getPaymentDetails", Fault.flawedDetails("RepeatedRefundId"), 3)
        assert.deepStrictEqual(yield* Fiber.join(settling), Shop.unknown)
        assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 10, 30))
      })
    )
  }

  Shop.shop(
    "nothing is left any more -> NotApplied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const settling = Shop.outcome(Shop.refund(payment, 30))
      const found = yield* meanwhile(settling, (centre) => centre.refund(payment.transactionId, "full"))
      assert.deepStrictEqual(found, Shop.notApplied("NothingLeft"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 100))
    })
  )
})

describe("refund: in full", () => {
  Shop.shop(
    "lost, and the new entry is all that was left -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.refund(payment, 30, "earlier")
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), byEntry(100))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 30, 70))
    })
  )

  Shop.shop(
    "lost, and payInfo is absent now: counted from what was left -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.refund(payment, "full")))
      yield* Effect.sleep("1 second")
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayInfo"), always)
      assert.deepStrictEqual(yield* Fiber.join(fiber), byEntry(100))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 100))
    })
  )

  Shop.shop(
    "no candidate after the quiet time -> sent again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), answered(100))
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [0, 106_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 100"])
    })
  )

  Shop.shop(
    "no candidate after the quiet time -> sent again once, then Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore, always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2))
    })
  )

  for (const code of ["1900", "1902"]) {
    Shop.shop(
      `answered ${code} -> sent again at once: it converges`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        yield* Shop.next("refundPayment", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), answered(100))
        assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [0, 3_000])
        assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 100"])
      })
    )
  }

  Shop.shop(
    "sent again, and the first is applied after it: one of them finds nothing left",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitLate("110 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), answered(100))
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 100))
    })
  )

  Shop.shop(
    "1165 to the second is evidence for the first -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      // Until the second is sent.
      yield* Effect.sleep("200 seconds")
      yield* Shop.next("getPaymentDetails", Fault.lag("107 seconds"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), byEntry(100))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 100))
    })
  )

  Shop.shop(
    "refunded by others in parts, ours never arrived -> Applied: nothing is left",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const settling = Shop.outcome(Shop.refund(payment, "full"))
      const found = yield* meanwhile(
        settling,
        (centre) =>
          Effect.zipRight(centre.refund(payment.transactionId, 40), centre.refund(payment.transactionId, "full"))
      )
      assert.deepStrictEqual(found, byTotal("RefundedInParts"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 40, 60))
    })
  )

  Shop.shop(
    "nothing was left already, by others -> Applied, by others",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.captured()
      yield* Effect.sleep("1 minute")
      yield* sandbox.merchantCentre.refund(payment.transactionId, "full")
      // The snapshot knows the refund, but not that it was all: 1165 is the answer.
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayInfo"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, "full")), byTotal("RefundedByOthers"))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 100))
    })
  )
})

describe("refund: rejections", () => {
  const plain = ResultCode.errorCodes.filter((code) =>
    ResultCode.meaning(code, "refundPayment")?.outcome === "NotApplied" && code !== "1164"
  )
  for (const code of plain) {
    Shop.shop(
      `${code} -> the typed rejection at once`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        yield* Shop.next("refundPayment", Fault.resultCode(code))
        assert.deepStrictEqual(
          yield* Shop.outcome(Shop.refund(payment, 30)),
          Shop.error(ResultCode.row(code).tag ?? "")
        )
        assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1))
        assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0])
      })
    )
  }
})

describe("B5: 1164 against our own snapshot", () => {
  Shop.shop(
    "the refund is there -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1164", { applied: true }))
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.refund(payment, 30)),
        Shop.applied("Details", "NewRefundEntry", { refunded: 30 })
      )
    })
  )

  Shop.shop(
    "somebody else has refunded meanwhile, and less is left than asked -> NotApplied LessLeft, with the numbers",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const sandbox = yield* Sandbox
      const linePay = yield* LinePay
      const { run } = yield* Effect.provideService(Shop.pod(), LinePay, {
        ...linePay,
        refundPayment: (request: Parameters<LinePay.Service["refundPayment"]>[0]) =>
          Effect.zipRight(
            Effect.ignore(sandbox.merchantCentre.refund(payment.transactionId, 80)),
            linePay.refundPayment(request)
          )
      })
      const error = yield* run(Effect.flip(Shop.refund(payment, 30)))
      assert.deepInclude(error, { _tag: "NotApplied", because: "LessLeft", asked: 30, left: 20 })
      assert.include(error.message, "30 asked, 20 left")
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 80"])
    })
  )
})

describe("refundUpTo", () => {
  Shop.shop(
    "refunds what is missing, whoever refunded the rest",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.captured()
      yield* sandbox.merchantCentre.refund(payment.transactionId, 20)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 50)), answered(50))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 20, 30))
    })
  )

  Shop.shop(
    "nothing is missing -> Applied, nothing sent",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.captured()
      yield* sandbox.merchantCentre.refund(payment.transactionId, 60)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 50)), byTotal("RefundedUpTo", 60))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(0, 60))
    })
  )

  Shop.shop(
    "more than was paid -> NotApplied; nothing, or less -> InvalidRequest; nothing sent",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 101)), Shop.notApplied("LessLeft"))
      for (const total of [0, -1, NaN]) {
        assert.deepStrictEqual(
          yield* Shop.outcome(Shop.refundUpTo(payment, total, "refund-2")),
          Shop.error("InvalidRequest")
        )
      }
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(0))
    })
  )

  Shop.shop(
    "lost and applied -> Applied, by the total",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 50)), byTotal("RefundedUpTo", 50))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 50))
    })
  )

  Shop.shop(
    "lost, and others refund a part meanwhile: what is missing by then is sent, guarded by what is left",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const settling = Shop.outcome(Shop.refundUpTo(payment, 90))
      const found = yield* meanwhile(settling, (centre) => centre.refund(payment.transactionId, 20))
      assert.deepStrictEqual(found, answered(90))
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [0, 106_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Refund 20", "Refund 70"])
    })
  )

  Shop.shop(
    "lost, sent again, and the first is applied after it: less is left than both, so one is refused",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitLate("110 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 60)), answered(60))
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 60))
    })
  )

  Shop.shop(
    "lost, and enough is left for both -> Unknown, not sent again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.commitLate("110 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 50)), Shop.unknown)
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 50)), byTotal("RefundedUpTo", 50))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(1, 50))
    })
  )

  Shop.shop(
    "answered 1902, enough is left for both, by choice -> sent again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("1902"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refundUpTo(payment, 50)), answered(50))
      assert.deepStrictEqual(yield* Shop.books("refundPayment"), books(2, 50))
    }),
    { resendPartialRefund: "AfterQuietTime" }
  )
})
