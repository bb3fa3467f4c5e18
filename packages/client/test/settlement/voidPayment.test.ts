import { assert, describe } from "@effect/vitest"
import { Effect } from "effect"
import type { Verdict } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const always = Infinity
const voided = (by: "Answer" | "Details", evidence?: Verdict.Evidence) =>
  Shop.applied(by, evidence, { payStatus: "VOIDED_AUTHORIZATION" })
const byDetails = voided("Details", "Details:VOIDED_AUTHORIZATION")
const onceVoided = (sends = 1) => ({ ledger: ["Authorize 100", "Void 100"], sends })
const untouched = (sends: number) => ({ ledger: ["Authorize 100"], sends })

describe("void: VOIDED", () => {
  Shop.shop(
    "answered -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), voided("Answer"))
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), onceVoided())
    })
  )

  const lost: ReadonlyArray<readonly [string, Fault.Fault]> = [
    ["no answer", Fault.commitThenLose],
    ["the read timeout runs out", Fault.hang({ applied: true })],
    ...["1150", "1155", "1165", "1179", "1198", "1199", "1902", "1999", "9000", "7777"].map((code) =>
      [`answered ${code}`, Fault.resultCode(code, { applied: true })] as const
    )
  ]
  for (const [name, fault] of lost) {
    Shop.shop(
      `-> Applied: ${name}`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("voidPayment", fault)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), byDetails)
        assert.deepStrictEqual(yield* Shop.books("voidPayment"), onceVoided())
      })
    )
  }

  Shop.shop(
    "by hand before -> Applied: 1165 is looked into",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* sandbox.merchantCentre.void(payment.transactionId)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), byDetails)
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), onceVoided())
    })
  )
})

describe("void: other states", () => {
  Shop.shop(
    "EXPIRED -> Applied, by expiry",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authorised()
      yield* sandbox.advance("31 days")
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.release(payment)),
        Shop.applied("Details", "Expiry", { payStatus: "EXPIRED_AUTHORIZATION" })
      )
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), { ledger: ["Authorize 100", "Expire 100"], sends: 1 })
    })
  )

  Shop.shop(
    "CAPTURE -> NotApplied: to be refunded, but never by itself",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), Shop.notApplied("Captured"))
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), { ledger: ["Capture 100"], sends: 1 })
      assert.deepStrictEqual(yield* Shop.sends("refundPayment"), [])
    })
  )

  Shop.shop(
    "CAPTURE in one look, and AUTHORIZATION in the next -> look again",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("voidPayment", Fault.commitLate("10 seconds"))
      let looks = 0
      const { run } = yield* Shop.pod({
        details: (all) => looks++ === 0 ? Shop.differing({ payStatus: "CAPTURE" })(all) : all
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.release(payment))), byDetails)
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [2_000, 3_000, 5_000, 15_000])
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), onceVoided())
    })
  )

  Shop.shop(
    "AUTHORIZATION before the quiet time -> look again: LINE Pay applies it late",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("voidPayment", Fault.commitLate("80 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), byDetails)
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [2_000, 5_000, 15_000, 45_000, 105_000])
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), onceVoided())
    })
  )

  Shop.shop(
    "AUTHORIZATION after it -> void again",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("voidPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), voided("Answer"))
      // 30 s of read timeout, 60 s of margin, and the two looks that follow.
      assert.deepStrictEqual(yield* Shop.sends("voidPayment"), [0, 106_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100", "Void 100"])
    })
  )

  Shop.shop(
    "AUTHORIZATION to the end -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("voidPayment", Fault.resetBefore, always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), untouched(3))
    })
  )

  for (const code of ["1900", "1902"]) {
    Shop.shop(
      `AUTHORIZATION after ${code} -> void again at once, and later each time`,
      Effect.gen(function*() {
        const payment = yield* Shop.authorised()
        yield* Shop.next("voidPayment", Fault.resultCode(code), 2)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), voided("Answer"))
        assert.deepStrictEqual(yield* Shop.sends("voidPayment"), [0, 3_000, 9_000])
        assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100", "Void 100"])
      })
    )
  }

  Shop.shop(
    "unstated -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("voidPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayStatus"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), onceVoided())
    })
  )

  Shop.shop(
    "absent -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), { ledger: [], sends: 1 })
    })
  )

  Shop.shop(
    "a rejection of the merchant -> the typed rejection at once",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("voidPayment", Fault.resultCode("1104"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), Shop.error("MerchantNotFound"))
      assert.deepStrictEqual(yield* Shop.books("voidPayment"), untouched(1))
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [])
    })
  )
})
