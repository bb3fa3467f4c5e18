import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { ResultCode } from "line-pay-protocol"
import * as Shop from "./support/shop.ts"

const always = Infinity
const key = ({ transactionId }: Shop.Payment) => `capturePayment ${transactionId}`
const byDetails = (refunded = 0) => Shop.applied("Details", "Details:CAPTURE", { refunded })
const onceCaptured = { ledger: ["Authorize 100", "Capture 100"], sends: 1 }
const untouched = (sends: number) => ({ ledger: ["Authorize 100"], sends })

/** Codes after which LINE Pay has to be asked; a rejection of 1150 or 1155 may be about a capture that went through. */
const doubtful = ["1150", "1155", "1172", "1179", "1198", "1199", "9000", "1902", "7777"]

/** LINE Pay cancels the payment by itself. */
const cancelling = ResultCode.errorCodes.filter((code) => /^12(8\d|9[0-8])$/.test(code))

/** An answer with a code, of which nothing follows in the sandbox. */
const idle = (code: string) => Fault.raw(JSON.stringify({ returnCode: code, returnMessage: "-" }))

describe("capture: CAPTURE", () => {
  Shop.shop(
    "answered -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
      // A later call gets what is known, and sends nothing.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.applied("AnsweredBefore"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
    })
  )

  const lost: ReadonlyArray<readonly [string, Fault.Fault]> = [
    ["no answer", Fault.commitThenLose],
    ["the read timeout runs out", Fault.hang({ applied: true })],
    ...doubtful.map((code) => [`answered ${code}`, Fault.resultCode(code, { applied: true })] as const)
  ]
  for (const [name, fault] of lost) {
    Shop.shop(
      `the sum is the amount -> Applied: ${name}`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", fault)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
        assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
      })
    )
  }

  Shop.shop(
    "the sum over all methods is the amount -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised({ amount: 0.3, currency: "USD", points: 0.1 })
      yield* Shop.next("capturePayment", Fault.commitThenLose)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
      assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 0.3", "Capture 0.3"])
    })
  )

  Shop.shop(
    "a part, shown as its sum -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.commitThenLose)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment, 60)), byDetails())
      assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100", "Capture 60", "Void 40"])
    })
  )

  Shop.shop(
    // Not documented, and not how the sandbox shows it.
    "a part, shown as the whole with the rest as a refund -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.commitThenLose)
      const rest = { refundTransactionId: TransactionId.make("1"), refundAmount: -40 }
      const { run } = yield* Shop.pod({
        details: Shop.differing({ payInfo: [{ method: "CREDIT_CARD", amount: 100 }], refundList: [rest] })
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.capture(payment, 60))), byDetails(40))
      assert.deepStrictEqual(yield* Shop.sends("capturePayment"), [0])
    })
  )

  Shop.shop(
    "and refunded in the merchant centre since -> Applied, and says so",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.capture(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.merchantCentre.refund(payment.transactionId, 30)
      assert.deepStrictEqual(yield* Fiber.join(fiber), byDetails(30))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), {
        ledger: ["Authorize 100", "Capture 100", "Refund 30"],
        sends: 1
      })
    })
  )

  Shop.shop(
    "payInfo absent -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayInfo"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
    })
  )

  Shop.shop(
    "another sum -> Mismatch: somebody else has captured a part",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resetBefore)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.capture(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.merchantCentre.capture(payment.transactionId, 60)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.mismatch("OtherAmount"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), {
        ledger: ["Authorize 100", "Capture 60", "Void 40"],
        sends: 1
      })
    })
  )
})

describe("capture: AUTHORIZATION", () => {
  Shop.shop(
    "before the quiet time -> look again: LINE Pay applies it late",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.commitLate("140 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [2_000, 5_000, 15_000, 45_000, 105_000, 165_000])
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
    })
  )

  Shop.shop(
    "after it -> capture again, the same amount",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment, 60)), Shop.applied("Answer"))
      // 90 s of read timeout, 60 s of margin, and the look that follows.
      assert.deepStrictEqual(yield* Shop.sends("capturePayment"), [0, 166_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100", "Capture 60", "Void 40"])
    })
  )

  Shop.shop(
    "after it -> capture again, at most twice; then Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resetBefore, always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), untouched(3))
      assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
    })
  )

  Shop.shop(
    "a first capture that is applied after the second: the state guards it, one capture",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.commitLate("170 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.applied("Answer"))
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), {
        ledger: ["Authorize 100", "Capture 100"],
        sends: 2
      })
    })
  )

  Shop.shop(
    "after 1198 -> not before some minutes",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resultCode("1198"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.sends("capturePayment"), [0, 346_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100", "Capture 100"])
    })
  )
})

describe("capture: the authorisation is gone", () => {
  Shop.shop(
    "VOIDED, cancelled by LINE Pay with 1199 -> NotApplied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resultCode("1199"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.notApplied("Voided"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), { ledger: ["Authorize 100", "Void 100"], sends: 1 })
    })
  )

  Shop.shop(
    "VOIDED, by hand -> NotApplied",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* sandbox.merchantCentre.void(payment.transactionId)
      // The sandbox answers 1179, which says as little as it says after a capture.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.notApplied("Voided"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), { ledger: ["Authorize 100", "Void 100"], sends: 1 })
    })
  )

  Shop.shop(
    "EXPIRED -> NotApplied",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resetBefore)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.capture(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.advance("31 days")
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied("Expired"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), { ledger: ["Authorize 100", "Expire 100"], sends: 1 })
    })
  )

  Shop.shop(
    "1180 -> the typed rejection",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* sandbox.advance("31 days")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.error("PaymentExpired"))
      assert.deepStrictEqual(yield* Shop.sends("capturePayment"), [0])
    })
  )
})

describe("capture: details that do not say", () => {
  for (
    const [name, fault] of [
      ["payStatus unstated", Fault.flawedDetails("MissingPayStatus")],
      ["absent", Fault.lag("1 hour")],
      ["an error", Fault.resultCode("9000")]
    ] as const
  ) {
    Shop.shop(
      `${name} -> look again, and Applied when they do`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.commitThenLose)
        yield* Shop.next("getPaymentDetails", fault, 3)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
        assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [2_000, 5_000, 15_000, 45_000])
        assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
      })
    )

    Shop.shop(
      `${name} -> look again, then Unknown`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.commitThenLose)
        yield* Shop.next("getPaymentDetails", fault, always)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.unknown)
        assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
        assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
      })
    )
  }
})

describe("capture: 1199 and 1280 to 1298, after which LINE Pay cancels the payment", () => {
  for (const code of cancelling) {
    Shop.shop(
      `${code} -> the typed rejection after one look; never sent again`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.error(ResultCode.row(code).tag ?? ""))
        assert.strictEqual((yield* Shop.sends("getPaymentDetails")).length, 1)
        assert.strictEqual((yield* Shop.sends("capturePayment")).length, 1)
        assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "NotApplied")
      })
    )
  }

  Shop.shop(
    "1281, and one look shows a capture -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resultCode("1281", { applied: true }))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )

  Shop.shop(
    "1199, and AUTHORIZATION after the quiet time -> NotApplied: to be voided, not captured",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", idle("1199"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.notApplied("AuthorizationStands"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), untouched(1))
      assert.strictEqual((yield* Shop.sends("getPaymentDetails")).at(-1), 166_000)
    })
  )

  Shop.shop(
    "a second capture that is refused with 1280 closes nothing, and is the last",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.resetBefore)
      yield* Shop.next("capturePayment", idle("1280"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.notApplied("AuthorizationStands"))
      assert.deepStrictEqual(yield* Shop.books("capturePayment"), untouched(2))
    })
  )
})

describe("capture: other rejections", () => {
  const plain = ResultCode.errorCodes.filter((code) =>
    ResultCode.meaning(code, "capturePayment")?.outcome === "NotApplied" &&
    !doubtful.includes(code) && !cancelling.includes(code)
  )
  for (const code of plain) {
    Shop.shop(
      `${code} -> the typed rejection at once`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.error(ResultCode.row(code).tag ?? ""))
        assert.deepStrictEqual(yield* Shop.books("capturePayment"), untouched(1))
        assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [])
      })
    )
  }
})

describe("capture: refused with a code of the Offline API", () => {
  for (const code of Shop.offlineCodes("capturePayment")) {
    Shop.shop(
      `${code}, and AUTHORIZATION after the quiet time in two looks -> NotApplied, because ${code}; sent once`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.notApplied(code))
        assert.deepStrictEqual(
          yield* Shop.sends("getPaymentDetails"),
          [2_000, 5_000, 15_000, 45_000, 105_000, 165_000, 166_000]
        )
        assert.deepStrictEqual(yield* Shop.books("capturePayment"), untouched(1))
      })
    )

    Shop.shop(
      `${code}, and CAPTURE -> Applied by details`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("capturePayment", Fault.resultCode(code, { applied: true }))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), byDetails())
        assert.deepStrictEqual(yield* Shop.books("capturePayment"), onceCaptured)
      })
    )
  }
})
