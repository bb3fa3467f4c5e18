import { assert, describe } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { LinePay, Reconciliation, Stated, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "../settlement/support/shop.ts"
import { names, only, order, orderOf, reconcile, shop, showing, shownOf } from "./support/orders.ts"

const unknownId = TransactionId.make("2023042201206549310")

describe("orders that agree", () => {
  shop(
    "a shop and a LINE Pay that agree in everything have no difference",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const paid = yield* Shop.captured({ orderId: "paid" })
      const inDollars = yield* Shop.captured({ orderId: "dollars", amount: 0.3, currency: "USD" })
      const refunded = yield* Shop.captured({ orderId: "refunded" })
      yield* sandbox.merchantCentre.refund(refunded.transactionId, 30)
      yield* sandbox.merchantCentre.refund(refunded.transactionId, 20)
      const held = yield* Shop.authorised({ orderId: "held" })
      const voided = yield* Shop.authorised({ orderId: "voided" })
      yield* sandbox.merchantCentre.void(voided.transactionId)
      const requested = yield* Shop.requested({ orderId: "requested" })
      assert.deepStrictEqual(
        yield* reconcile([
          orderOf(paid),
          order({ orderId: "paid" }),
          orderOf(inDollars),
          orderOf(refunded, { refunded: 50 }),
          orderOf(held, { payStatus: "AUTHORIZATION" }),
          orderOf(voided, { payStatus: "VOIDED_AUTHORIZATION" }),
          orderOf(voided, { payStatus: "NOT_PAID" }),
          orderOf(requested, { payStatus: "NOT_PAID" }),
          order({ orderId: "never seen", payStatus: "NOT_PAID" }),
          order({ orderId: "never seen", payStatus: "UNKNOWN" }),
          order({ orderId: "never seen", payStatus: "EXPIRED_AUTHORIZATION" })
        ]),
        []
      )
    })
  )

  shop(
    "a capture of a part agrees in each of its two possible forms",
    Effect.gen(function*() {
      const { transactionId } = yield* Shop.captured({ orderId: "part", amount: 60 })
      const whole = yield* Shop.captured({ orderId: "whole" })
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.merchantCentre.refund(whole.transactionId, 40))
      assert.deepStrictEqual(
        yield* reconcile([
          order({ orderId: "part", transactionId, amount: 60 }),
          order({ orderId: "whole", transactionId: whole.transactionId, amount: 60 })
        ]),
        []
      )
    })
  )

  shop(
    "an amount and a status that LINE Pay leaves out are no difference",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayInfo"))
      assert.deepStrictEqual(yield* reconcile([orderOf(payment)]), [])
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayStatus"))
      assert.deepStrictEqual(yield* reconcile([orderOf(payment)]), [])
    })
  )

  shop(
    "a payment that was refunded in full is not paid",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.merchantCentre.refund(payment.transactionId, "full"))
      assert.deepStrictEqual(yield* reconcile([orderOf(payment, { payStatus: "NOT_PAID" })]), [])
    })
  )
})

describe("each kind of difference", () => {
  for (const payStatus of ["NOT_PAID", "UNKNOWN"] as const) {
    shop(
      `PaidButNotInShop, where the shop says ${payStatus}`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        const asked = order({ payStatus })
        const found = only(yield* reconcile([asked]), "PaidButNotInShop")
        assert.deepStrictEqual(found.order, asked)
        assert.deepStrictEqual(found.payment, shownOf(payment.transactionId))
      })
    )
  }

  shop(
    "NotAtLinePay, with and without a transaction id",
    Effect.gen(function*() {
      const requested = yield* Shop.requested({ orderId: "requested" })
      assert.deepStrictEqual(
        names(
          yield* reconcile([
            orderOf(requested),
            order({ orderId: "never seen" }),
            order({ orderId: "held", payStatus: "AUTHORIZATION", transactionId: unknownId })
          ])
        ),
        ["requested NotAtLinePay", "never seen NotAtLinePay", "held NotAtLinePay"]
      )
    })
  )

  shop(
    "OtherAmount, exact to the last decimal",
    Effect.gen(function*() {
      const payment = yield* Shop.captured({ amount: 0.3, currency: "USD" })
      const found = only(yield* reconcile([orderOf(payment, { amount: 0.31 })]), "OtherAmount")
      assert.deepStrictEqual(found.payment, shownOf(payment.transactionId, { paid: 0.3, currency: "USD" }))
    })
  )

  shop(
    "OtherCurrency, and the amounts are not compared",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      only(yield* reconcile([orderOf(payment, { currency: "THB", amount: 115 })]), "OtherCurrency")
    })
  )

  shop(
    "OtherRefund, too much and too little",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.merchantCentre.refund(payment.transactionId, 30))
      const found = only(yield* reconcile([orderOf(payment)]), "OtherRefund")
      assert.deepStrictEqual(found.payment, shownOf(payment.transactionId, { refunded: 30, refundedAtLeast: 30 }))
      only(yield* reconcile([orderOf(payment, { refunded: 60 })]), "OtherRefund")
    })
  )

  shop(
    "two refunds under one id agree with a shop that has made both, and differ from one that has made one",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const sandbox = yield* Sandbox
      yield* sandbox.merchantCentre.refund(payment.transactionId, 30)
      yield* sandbox.merchantCentre.refund(payment.transactionId, 30)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("RepeatedRefundId"), Infinity)
      assert.deepStrictEqual(yield* reconcile([orderOf(payment, { refunded: 60 })]), [])
      const found = only(yield* reconcile([orderOf(payment, { refunded: 30 })]), "OtherRefund")
      assert.deepStrictEqual(found.payment, shownOf(payment.transactionId, { refunded: 60, refundedAtLeast: 30 }))
      assert.include(Reconciliation.describe(found), "30 only")
    })
  )

  shop(
    "OtherPayStatus: held, taken, and not released",
    Effect.gen(function*() {
      const held = yield* Shop.authorised({ orderId: "held" })
      const taken = yield* Shop.captured({ orderId: "taken" })
      assert.deepStrictEqual(
        names(
          yield* reconcile([
            orderOf(held),
            orderOf(taken, { payStatus: "AUTHORIZATION" }),
            orderOf(held, { payStatus: "VOIDED_AUTHORIZATION" })
          ])
        ),
        ["held OtherPayStatus", "taken OtherPayStatus", "held OtherPayStatus"]
      )
    })
  )

  shop(
    "Released, by hand and by time",
    Effect.gen(function*() {
      const voided = yield* Shop.authorised({ orderId: "voided" })
      const expired = yield* Shop.authorised({ orderId: "expired" })
      const sandbox = yield* Sandbox
      yield* sandbox.merchantCentre.void(voided.transactionId)
      yield* sandbox.advance("60 days")
      const found = yield* reconcile([orderOf(voided), orderOf(expired, { payStatus: "AUTHORIZATION" })])
      assert.deepStrictEqual(names(found), ["voided Released", "expired Released"])
      assert.deepStrictEqual(
        found.flatMap((difference) => difference._tag === "Released" ? [difference.payment.payStatus] : []),
        ["VOIDED_AUTHORIZATION", "EXPIRED_AUTHORIZATION"]
      )
    })
  )

  // LINE Pay refuses a second payment of an order, the API for pre-approved payments perhaps not.
  const twice = showing((details) => details.flatMap((one) => [one, { ...one, transactionId: unknownId }]))

  shop(
    "TwoPayments, whatever the shop believes",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      for (const changes of [{}, { transactionId: undefined }, { payStatus: "NOT_PAID" } as const]) {
        const found = only(yield* twice(reconcile([orderOf(payment, changes)])), "TwoPayments")
        assert.deepStrictEqual(found.payments, [shownOf(payment.transactionId), shownOf(unknownId)])
      }
    })
  )

  shop(
    "two payments of which one was refunded in full are one payment",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.merchantCentre.refund(payment.transactionId, "full"))
      const second = showing((details) =>
        details.flatMap((one) => [one, { ...one, transactionId: unknownId, refundList: [] }])
      )
      assert.deepStrictEqual(yield* second(reconcile([order()])), [])
      assert.deepStrictEqual(yield* second(reconcile([order({ transactionId: unknownId })])), [])
      // The shop has refunded its payment, and knows nothing of the other one.
      only(yield* second(reconcile([orderOf(payment, { refunded: 100 })])), "TwoPayments")
    })
  )

  shop(
    "OtherTransaction",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const found = only(yield* reconcile([orderOf(payment, { transactionId: unknownId })]), "OtherTransaction")
      assert.strictEqual(found.payment.transactionId, payment.transactionId)
    })
  )

  shop(
    "OtherOrder is found by a look at the transaction, and confirmed by the next one",
    Effect.gen(function*() {
      const payment = yield* Shop.captured({ orderId: "theirs" })
      const found = only(yield* reconcile([orderOf(payment, { orderId: "ours" })]), "OtherOrder")
      assert.strictEqual(found.orderId, "theirs")
      assert.strictEqual(found.payment.transactionId, payment.transactionId)
    })
  )

  for (const path of ["payStatus", "payInfo", "currency", "refundList", "transactionType"]) {
    shop(
      `Unread, where ${path} cannot be read`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        yield* Shop.next("getPaymentDetails", Fault.odd(`[0].${path}`, "{}"), Infinity)
        const found = only(yield* reconcile([orderOf(payment)]), "Unread")
        assert.include(found.paths.join(), path)
      })
    )
  }

  shop(
    "Unread, where the released payment has no status",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayStatus"), Infinity)
      const found = only(yield* reconcile([orderOf(payment, { payStatus: "VOIDED_AUTHORIZATION" })]), "Unread")
      assert.deepStrictEqual(found.paths, ["payStatus"])
    })
  )

  shop(
    "NotAnswered, with the error",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("getPaymentDetails", Fault.badGateway(), Infinity)
      const found = only(yield* reconcile([orderOf(payment)]), "NotAnswered")
      assert.strictEqual(found.error._tag, "ResponseError")
    })
  )

  shop(
    "an order can have several",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.merchantCentre.refund(payment.transactionId, 30))
      assert.deepStrictEqual(
        names(yield* reconcile([orderOf(payment, { payStatus: "AUTHORIZATION", amount: 120 })])),
        ["order-1 OtherPayStatus", "order-1 OtherAmount", "order-1 OtherRefund"]
      )
    })
  )
})

describe("the transaction file", () => {
  const row = (transactionId: TransactionId, orderId?: string): Reconciliation.TransactionRow => ({
    transactionId,
    amount: 100,
    currency: "TWD",
    ...(orderId === undefined ? {} : { orderId })
  })

  shop(
    "OnlyInFile is a payment that no order names, by transaction or else by order",
    Effect.gen(function*() {
      const one = yield* Shop.captured({ orderId: "by transaction" })
      const two = yield* Shop.captured({ orderId: "by order" })
      const young = yield* Shop.captured({ orderId: "young" })
      const second = TransactionId.make("2023042201206549311")
      const stranger = row(unknownId, "by transaction")
      const found = yield* reconcile(
        [
          orderOf(one),
          orderOf(two, { transactionId: undefined }),
          orderOf(young, { changedAt: new Date(0) })
        ],
        {
          file: Stream.make(
            row(one.transactionId),
            stranger,
            row(two.transactionId, "by order"),
            row(young.transactionId),
            row(second)
          )
        }
      )
      assert.deepStrictEqual(found, [
        Reconciliation.Difference.OnlyInFile({ row: stranger }),
        Reconciliation.Difference.OnlyInFile({ row: row(second) })
      ])
    })
  )

  shop(
    "a payment of the file is reported once, and where details do not show it, too",
    Effect.gen(function*() {
      const shown = yield* Shop.captured({ orderId: "shown" })
      const file = [row(shown.transactionId, "shown"), row(unknownId, "not shown")]
      const found = yield* reconcile(
        [order({ orderId: "shown", payStatus: "NOT_PAID" }), order({ orderId: "not shown", payStatus: "NOT_PAID" })],
        { file: Stream.fromIterable(file) }
      )
      assert.deepStrictEqual(names(found), ["shown PaidButNotInShop", `${unknownId} OnlyInFile`])
    })
  )

  shop(
    "a file that cannot be read fails the stream, and LINE Pay is not asked",
    Effect.gen(function*() {
      const error = yield* Effect.flip(reconcile([order()], { file: Stream.fail("no such file") }))
      assert.strictEqual(error, "no such file")
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [])
    })
  )
})

describe("describe", () => {
  shop(
    "says every kind of difference with the order and the numbers",
    Effect.gen(function*() {
      yield* LinePay
      const payment = shownOf(unknownId, { paid: 80, refunded: 30, refundedAtLeast: 30 })
      const asked = order({ refunded: 7 })
      const { Difference } = Reconciliation
      const texts = [
        Difference.PaidButNotInShop({ order: asked, payment }),
        Difference.OtherAmount({ order: asked, payment }),
        Difference.OtherCurrency({ order: asked, payment }),
        Difference.OtherRefund({ order: asked, payment }),
        Difference.OtherPayStatus({ order: asked, payment }),
        Difference.Released({ order: asked, payment }),
        Difference.OtherTransaction({ order: asked, payment }),
        Difference.OtherOrder({ order: asked, payment, orderId: "order-2" })
      ].map(Reconciliation.describe)
      for (const text of texts) {
        for (const part of ["order-1", "80 TWD", "30 refunded", "100 TWD", "7 refunded", unknownId]) {
          assert.include(text, part)
        }
      }
      assert.include(Reconciliation.describe(Difference.NotAtLinePay({ order: asked })), "order-1")
      assert.include(
        Reconciliation.describe(Difference.TwoPayments({ order: asked, payments: [payment, payment] })),
        "paid 2 times"
      )
      assert.include(Reconciliation.describe(Difference.Unread({ order: asked, paths: ["payInfo"] })), "payInfo")
      assert.isFalse(Stated.isUnreadable(payment.paid))
    })
  )
})
