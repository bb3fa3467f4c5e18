import { assert, describe } from "@effect/vitest"
import { Effect, Either, Fiber } from "effect"
import { LinePay, type PayPreapprovedIntent, RegKey, Settlement, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { ResultCode } from "line-pay-protocol"
import { untyped } from "../support/untyped.ts"
import * as Shop from "./support/shop.ts"

const always = Infinity
const key = "payPreapproved shop charge-1"
const byDetails = (payStatus: "CAPTURE" | "AUTHORIZATION" | undefined = "CAPTURE") =>
  Shop.applied("Details", `Details:${payStatus ?? "unstated"}`, { payStatus })

/** The enrolment is a payment, too. */
const books = (sends: number, ...moves: ReadonlyArray<string>) => ({ ledger: ["Capture 100", ...moves], sends })
const onceCharged = books(1, "Capture 50")

/** A charge from elsewhere, past settlement. */
const chargeByHand = (regKey: Effect.Effect.Success<typeof Shop.regKey>, amount = 50) =>
  Effect.flatMap(
    LinePay,
    (linePay) => linePay.payPreapproved({ regKey, orderId: "charge-1", productName: "Tea", amount, currency: "TWD" })
  )

describe("pay by regKey: one charge per order id", () => {
  Shop.shop(
    "answered -> Applied",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const settled = yield* Shop.charge(regKey)
      assert.strictEqual(settled.settledBy, "Answer")
      assert.strictEqual(settled.orderId, "charge-1")
      assert.strictEqual(yield* Shop.holderOf(`payment ${settled.transactionId}`), key)
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
      // No regKey is in the log.
      assert.notInclude(JSON.stringify(yield* Shop.attempt(key)), "RK")
    })
  )

  Shop.shop(
    "capture: false, answered -> Applied, authorised",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.charge(regKey, { capture: false })),
        Shop.applied("Answer", "Answer", { payStatus: "AUTHORIZATION" })
      )
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1, "Authorize 50"))
    })
  )

  Shop.shop(
    "the order id was charged before -> NotApplied, nothing sent: last month's charge is not this month's",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const { transactionId } = yield* chargeByHand(regKey)
      yield* Shop.forget
      yield* Effect.sleep("30 days")
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.charge(regKey)),
        Shop.notApplied("OrderIdReused", transactionId)
      )
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(0, "Capture 50"))
    })
  )

  Shop.shop(
    "details fail -> their error, nothing sent; the key is as good as new",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("getPaymentDetails", Fault.resultCode("9000"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.error("InternalError"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(0))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.applied("Answer"))
    })
  )

  Shop.shop(
    "the same order id for another charge -> KeyTaken, nothing sent",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.charge(regKey)
      for (const other of [{ amount: 60 }, { capture: false }]) {
        assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey, other)), Shop.error("KeyTaken"))
      }
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )
})

describe("pay by regKey: one record", () => {
  const lost: ReadonlyArray<readonly [string, Fault.Fault]> = [
    ["no answer", Fault.commitThenLose],
    ["the read timeout runs out", Fault.hang({ applied: true })],
    ...["1145", "1152", "1172", "1197", "1198", "1199", "1902", "9000", "7777"].map((code) =>
      [`answered ${code}`, Fault.resultCode(code, { applied: true })] as const
    )
  ]
  for (const [name, fault] of lost) {
    Shop.shop(
      `the same amount and currency, CAPTURE -> Applied, and claimed: ${name}`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", fault)
        const settled = yield* Shop.charge(regKey)
        assert.deepStrictEqual(yield* Shop.outcome(Effect.succeed(settled)), byDetails())
        assert.isDefined(settled.date)
        assert.strictEqual(yield* Shop.holderOf(`payment ${settled.transactionId}`), key)
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
      })
    )
  }

  Shop.shop(
    "AUTHORIZATION, for capture: false -> Applied",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.charge(regKey, { capture: false })),
        byDetails("AUTHORIZATION")
      )
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1, "Authorize 50"))
    })
  )

  for (
    const [flaw, payStatus] of [["MissingPayStatus", undefined], ["MissingPayInfo", "CAPTURE"], [
      "OddDate",
      "CAPTURE"
    ]] as const
  ) {
    Shop.shop(
      `${flaw} -> Applied`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.commitThenLose)
        const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey)))
        yield* Effect.sleep("1 second")
        yield* Shop.next("getPaymentDetails", Fault.flawedDetails(flaw), always)
        assert.deepStrictEqual(
          yield* Fiber.join(fiber),
          Shop.applied("Details", `Details:${payStatus ?? "unstated"}`, { payStatus })
        )
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
      })
    )
  }

  Shop.shop(
    "refunded in the merchant centre since -> Applied, and says so",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey)))
      yield* Effect.sleep("1 second")
      yield* sandbox.merchantCentre.refund({ orderId: "charge-1" }, 10)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.applied("Details", "Details:CAPTURE", { refunded: 10 }))
    })
  )

  Shop.shop(
    "dated before -> NotApplied: details lagged when the order id was looked up",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const { transactionId } = yield* chargeByHand(regKey)
      yield* Shop.forget
      yield* Effect.sleep("6 minutes")
      yield* Shop.next("getPaymentDetails", Fault.lag("7 minutes"))
      // Answered 1172.
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.charge(regKey)),
        Shop.notApplied("OrderIdReused", transactionId)
      )
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  Shop.shop(
    "dated a month before, and no answer -> NotApplied: last month's charge under the same order id",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const { transactionId } = yield* chargeByHand(regKey)
      yield* Shop.forget
      yield* Effect.sleep("30 days")
      yield* Shop.next("getPaymentDetails", Fault.lag("31 days"))
      yield* Shop.next("payPreapproved", Fault.resetBefore)
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.charge(regKey)),
        Shop.notApplied("OrderIdReused", transactionId)
      )
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  Shop.shop(
    "another amount -> Mismatch",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resetBefore)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey)))
      yield* Effect.sleep("1 second")
      yield* chargeByHand(regKey, 60)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.mismatch("OtherAmount"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 60"))
    })
  )

  // The sandbox charges what it was asked to, so details are altered on the way.
  const others = [
    ["another currency", "OtherCurrency", { currency: "JPY" }, undefined],
    ["CAPTURE where AUTHORIZATION was asked", "OtherPayStatus", { payStatus: "CAPTURE" }, false],
    ["AUTHORIZATION where CAPTURE was asked", "OtherPayStatus", { payStatus: "AUTHORIZATION" }, undefined]
  ] as const
  for (const [name, because, difference, capture] of others) {
    Shop.shop(
      `${name} -> Mismatch`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.commitThenLose)
        const { run } = yield* Shop.pod({ details: Shop.differing(difference) })
        const charge = Shop.charge(regKey, capture === undefined ? {} : { capture })
        assert.deepStrictEqual(yield* run(Shop.outcome(charge)), Shop.mismatch(because))
        assert.deepStrictEqual(yield* Shop.sends("payPreapproved"), [0])
      })
    )
  }

  Shop.shop(
    "a record that proves another attempt -> Mismatch",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey)))
      yield* Effect.sleep("1 second")
      const { transactionId } = yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.payment({ orderId: "charge-1" }))
      assert.strictEqual(yield* Shop.holderOf(`payment ${transactionId}`, "another"), "another")
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.mismatch("EvidenceTaken"))
    })
  )

  for (
    const [name, act] of [
      ["VOIDED", (sandbox: Sandbox.Service) => sandbox.merchantCentre.void({ orderId: "charge-1" })],
      ["EXPIRED", (sandbox: Sandbox.Service) => sandbox.advance("31 days")]
    ] as const
  ) {
    Shop.shop(
      `${name} -> Mismatch: released`,
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.commitThenLose)
        const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey, { capture: false })))
        yield* Effect.sleep("1 second")
        yield* act(sandbox)
        assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.mismatch("Released"))
        assert.deepStrictEqual(yield* Shop.sends("payPreapproved"), [0])
      })
    )
  }
})

describe("pay by regKey: two records", () => {
  Shop.shop(
    // The sandbox guards the order id.
    "-> Mismatch",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      const { run } = yield* Shop.pod({
        details: (all) => [...all, ...all.map((one) => ({ ...one, transactionId: TransactionId.make("1") }))]
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.charge(regKey))), Shop.mismatch("TwoRecords"))
      assert.deepStrictEqual(yield* Shop.sends("payPreapproved"), [0])
    })
  )
})

describe("pay by regKey: absent", () => {
  Shop.shop(
    "before the quiet time -> look again: LINE Pay applies it late",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitLate("100 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), byDetails())
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0, 2_000, 5_000, 15_000, 45_000, 105_000])
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  Shop.shop(
    "after it -> Unknown, not sent again",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1))
      assert.isUndefined((yield* Shop.attempt(key)).verdict)
    })
  )

  for (const code of ["1145", "1197", "1198"]) {
    Shop.shop(
      `answered ${code} -> look again: it was an earlier charge of ours`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.commitLate("50 seconds"))
        yield* Effect.fork(Effect.ignore(chargeByHand(regKey)))
        yield* Shop.next("payPreapproved", Fault.resultCode(code))
        yield* Effect.sleep("1 second")
        assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), byDetails())
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 50"))
      })
    )
  }

  Shop.shop(
    "by choice, after ten minutes, by a later call -> sent again, once",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.sends("payPreapproved"), [0])
      yield* Effect.sleep("10 minutes")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 50"))
    }),
    { resendPreapproved: "AfterQuietTime" }
  )

  Shop.shop(
    "by choice, and the first was applied after all: 1172 guards it, one charge",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.lag("20 minutes"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      yield* Effect.sleep("10 minutes")
      const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey)))
      yield* Effect.sleep("10 seconds")
      yield* Effect.flatMap(Sandbox, ({ faults }) => faults.clear)
      assert.deepStrictEqual(yield* Fiber.join(fiber), byDetails())
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 50"))
    }),
    { resendPreapproved: "AfterQuietTime" }
  )
})

describe("pay by regKey: rejections", () => {
  const plain = ResultCode.errorCodes.filter((code) =>
    ResultCode.meaning(code, "payPreapproved")?.outcome === "NotApplied"
  )
  for (const code of plain) {
    Shop.shop(
      `${code} -> the typed rejection at once`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.error(ResultCode.row(code).tag ?? ""))
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1))
        assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0])
      })
    )
  }
})

describe("pay by regKey: refused with a code of the Offline API", () => {
  for (const code of Shop.offlineCodes("payPreapproved")) {
    Shop.shop(
      `${code}, absent after the quiet time in two looks -> NotApplied, because ${code}; open until then`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.resultCode(code))
        const fiber = yield* Effect.fork(Shop.outcome(Shop.charge(regKey)))
        yield* Effect.sleep("165500 millis")
        assert.isUndefined((yield* Shop.attempt(key)).verdict)
        assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied(code))
        assert.deepStrictEqual(
          yield* Shop.sends("getPaymentDetails"),
          [0, 2_000, 5_000, 15_000, 45_000, 105_000, 165_000, 166_000]
        )
        assert.deepStrictEqual((yield* Shop.attempt(key)).verdict, { _tag: "NotApplied", because: code })
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1))
      })
    )

    Shop.shop(
      `${code}, and details show the payment -> Applied by details`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        yield* Shop.next("payPreapproved", Fault.resultCode(code, { applied: true }))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), byDetails())
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
      })
    )
  }

  /** The look before the charge, and those up to the first after the quiet time. */
  const toTheQuietTime = 7

  Shop.shop(
    "one stale look after the quiet time -> not believed: the second shows the payment",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resultCode("2022", { applied: true }))
      yield* Shop.next("getPaymentDetails", Fault.lag("10 minutes"), toTheQuietTime)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), byDetails())
      assert.strictEqual((yield* Shop.sends("getPaymentDetails")).at(-1), 166_000)
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  Shop.shop(
    "a second look that cannot be read -> Unknown; the sweeper looks twice, and believes the code",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resultCode("2022"))
      yield* Shop.next("getPaymentDetails", Fault.delay(0), toTheQuietTime)
      yield* Shop.next("getPaymentDetails", Fault.resultCode("9000"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      assert.isUndefined((yield* Shop.attempt(key)).verdict)
      yield* Effect.sleep("5 minutes")
      yield* Shop.forget
      assert.deepStrictEqual(yield* Shop.sweep, [`${key}: Settled`])
      assert.deepStrictEqual((yield* Shop.attempt(key)).verdict, { _tag: "NotApplied", because: "2022" })
      const [first = 0, second = 0, ...more] = yield* Shop.sends("getPaymentDetails")
      assert.deepStrictEqual([second - first, more], [1_000, []])
    })
  )

  Shop.shop(
    "not sent again, whatever was chosen; a later call charges",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resultCode("2022"))
      // The quiet time is as long as it takes to be sent again.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.notApplied("2022"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 50"))
    }),
    { resendPreapproved: "AfterQuietTime", margin: "10 minutes" }
  )

  Shop.shop(
    "after a sending without an answer -> Unknown: it says nothing of that one",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resetBefore)
      yield* Shop.next("payPreapproved", Fault.resultCode("2022"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2))
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.unknown)
      assert.isUndefined((yield* Shop.attempt(key)).verdict)
    }),
    { resendPreapproved: "AfterQuietTime", margin: "10 minutes" }
  )
})

/** A charge whose key comes from an effect. */
const chargeBy = <E = never>(regKey: PayPreapprovedIntent<E>["regKey"]) =>
  Effect.flatMap(
    Settlement,
    (settlement) =>
      settlement.payPreapproved({ regKey, orderId: "charge-1", productName: "Tea", amount: 50, currency: "TWD" })
  )

class VaultClosed {
  readonly _tag = "VaultClosed"
}
const closed = Effect.fail(new VaultClosed())

describe("pay by regKey: a key that is fetched", () => {
  Shop.shop(
    "once, for a request that leaves, and not for a call that finds the verdict",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      let fetched = 0
      const fetching = Effect.sync(() => {
        fetched++
        return regKey
      })
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(fetching)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(fetching)), Shop.applied("AnsweredBefore"))
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(closed)), Shop.applied("AnsweredBefore"))
      assert.strictEqual(fetched, 1)
      assert.notInclude(JSON.stringify(yield* Shop.attempt(key)), "RK")
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  Shop.shop(
    "not for an order id that was charged before",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const { transactionId } = yield* chargeByHand(regKey)
      yield* Shop.forget
      assert.deepStrictEqual(
        yield* Shop.outcome(chargeBy(Effect.dieMessage("fetched"))),
        Shop.notApplied("OrderIdReused", transactionId)
      )
    })
  )

  Shop.shop(
    "the effect fails -> its error, nothing sent and no record; the key is as good as new",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      assert.deepStrictEqual(yield* Effect.flip(chargeBy(closed)), new VaultClosed())
      assert.isUndefined(yield* Shop.attemptIfAny(key))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(0))
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(Effect.succeed(regKey))), Shop.applied("Answer"))
    })
  )

  Shop.shop(
    "the effect hangs -> TransportError, nothing sent and no record",
    Effect.gen(function*() {
      const error = yield* Effect.flip(chargeBy(Effect.never))
      assert.deepInclude(error, { _tag: "TransportError", reason: "Timeout", sent: false })
      assert.isUndefined(yield* Shop.attemptIfAny(key))
    })
  )

  Shop.shop(
    "the effect gives no key, as in a program without types -> InvalidRequest, nothing sent and no record",
    Effect.gen(function*() {
      for (const odd of ["RK2AE3519XTFXHM", undefined]) {
        const error = yield* Effect.flip(chargeBy(Effect.succeed(untyped(odd))))
        assert.deepInclude(error, { _tag: "InvalidRequest", path: "regKey" })
        assert.notInclude(error.message, "RK2AE3519XTFXHM")
      }
      assert.isUndefined(yield* Shop.attemptIfAny(key))
    })
  )

  Shop.shop(
    "neither a key nor an effect -> InvalidRequest, nothing sent",
    Effect.gen(function*() {
      const error = yield* Effect.flip(chargeBy(untyped("RK2AE3519XTFXHM")))
      assert.strictEqual(error._tag, "InvalidRequest")
    })
  )

  Shop.shop(
    "a call that joins another one needs no key",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const results = yield* Effect.all(
        [
          Shop.outcome(chargeBy(regKey)),
          Shop.outcome(chargeBy(closed)),
          Shop.outcome(chargeBy(Effect.dieMessage("fetched")))
        ],
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(results, [Shop.applied("Answer"), Shop.applied("Answer"), Shop.applied("Answer")])
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  Shop.shop(
    "the error of an effect goes to its own call; one that has joined fetches its own key",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const [first, second] = yield* Effect.all(
        [Effect.either(chargeBy(Effect.delay(closed, "1 second"))), Shop.outcome(chargeBy(Effect.succeed(regKey)))],
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(first, Either.left(new VaultClosed()))
      assert.deepStrictEqual(second, Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), onceCharged)
    })
  )

  for (
    const [name, keyOf] of [
      ["an effect", (key: RegKey) => Effect.succeed(key)],
      ["a key", (key: RegKey) => key]
    ] as const
  ) {
    Shop.shop(
      `a live key from ${name} is not called dead, because it joined a call with a dead one`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        const dead = Effect.succeed(RegKey.make("RKDEADDEADDEAD1"))
        const [first, second] = yield* Effect.all(
          [Shop.outcome(chargeBy(dead)), Shop.outcome(chargeBy(keyOf(regKey)))],
          {
            concurrency: "unbounded"
          }
        )
        assert.deepStrictEqual(first, Shop.error("RegKeyNotFound"))
        assert.deepStrictEqual(second, Shop.applied("Answer"))
        assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 50"))
      })
    )
  }

  Shop.shop(
    "for a retry after ten minutes, too; without it nothing is retried, and the outcome stays unknown",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      yield* Shop.next("payPreapproved", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(Effect.succeed(regKey))), Shop.unknown)
      yield* Effect.sleep("10 minutes")
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(closed)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(1))
      assert.deepStrictEqual(yield* Shop.outcome(chargeBy(Effect.succeed(regKey))), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("payPreapproved"), books(2, "Capture 50"))
    }),
    { resendPreapproved: "AfterQuietTime" }
  )
})
