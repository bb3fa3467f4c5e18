import { assert, describe } from "@effect/vitest"
import { Effect } from "effect"
import { LinePay, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

// Nothing to settle here: what these calls leave open moves no money, and the table says what to do next.

describe("a payment request that timed out", () => {
  Shop.shop(
    "no money can have moved; a new request with the same order id is accepted, and the orphan is never confirmed",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      yield* Shop.next("requestPayment", Fault.hang({ applied: true }))
      const error = yield* Effect.flip(Shop.requested())
      assert.deepInclude(error, {
        _tag: "OutcomeUnknown",
        money: "CannotHaveMoved",
        orderId: "order-1",
        lookup: { _tag: "NotObservable" }
      })
      const [orphan] = yield* sandbox.payments

      const payment = yield* Shop.authenticated()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      // Should somebody approve the orphan all the same, LINE Pay refuses it: the order is paid.
      const transactionId = TransactionId.make(orphan?.transactionId ?? "")
      yield* sandbox.approve(transactionId)
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm({ ...payment, transactionId })),
        Shop.notApplied("OrderPaidByOther", payment.transactionId)
      )
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100"])
    })
  )
})

describe("the expiry of a regKey that timed out", () => {
  Shop.shop(
    "no money can have moved; sent again, it is answered that the key is gone",
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const regKey = yield* Shop.regKey
      yield* Shop.next("expireRegKey", Fault.hang({ applied: true }))
      const error = yield* Effect.flip(linePay.expireRegKey({ regKey }))
      assert.deepInclude(error, { _tag: "OutcomeUnknown", money: "CannotHaveMoved" })
      const again = yield* Effect.flip(linePay.expireRegKey({ regKey: regKey }))
      assert.deepInclude(again, { _tag: "RegKeyNotFound", outcome: "AlreadyApplied" })
    })
  )
})
