import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TransactionId } from "effect-line-pay"
import { ExactJson } from "line-pay-protocol"
import * as Merchant from "./support/merchant.ts"

/** Answers a lookup as LINE Pay does: of these payments those that were asked for, by both lists when both are given. */
const ledger =
  (payments: ReadonlyArray<{ readonly transactionId: string; readonly orderId: string }>) =>
  ({ target }: Merchant.Sent) => {
    const query = new URL(target, "https://host").searchParams
    const transactionIds = query.getAll("transactionId")
    const orderIds = query.getAll("orderId")
    const found = payments.filter(({ orderId, transactionId }) =>
      (transactionIds.length === 0 || transactionIds.includes(transactionId)) &&
      (orderIds.length === 0 || orderIds.includes(orderId))
    )
    const info = found.map(({ orderId, transactionId }) => `{"transactionId":${transactionId},"orderId":"${orderId}"}`)
    return found.length === 0
      ? Merchant.answer("1150", undefined, "Transaction record not found.")
      : Merchant.answer("0000", `[${info.join(",")}]`)
  }

const transactionIdOf = (index: number) => TransactionId.make(2_023_042_201_206_549_000n + BigInt(index))
/** 100 Chinese characters: 900 bytes in a query. */
const longOrderIdOf = (index: number) => `${String(index).padStart(3, "0")}${"訂".repeat(97)}`
const payments = Array.from({ length: 100 }, (_, index) => ({
  transactionId: transactionIdOf(index),
  orderId: longOrderIdOf(index)
}))
/** Payments as they are given: all of them was read. */
const given = (payments: ReadonlyArray<{ readonly transactionId: TransactionId; readonly orderId: string }>) =>
  payments.map((payment) => ({ ...payment, unread: [] }))
const orderIds = payments.map(({ orderId }) => orderId)
const lengths = (sent: ReadonlyArray<Merchant.Sent>) => sent.map(({ target }) => target.length)

describe("getPaymentDetails", () => {
  it.effect("a list that fits into a URL is one request", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Merchant.makeWith(ledger(payments))
      const transactionIds = payments.map(({ transactionId }) => transactionId)
      const found = yield* linePay.getPaymentDetails({ transactionIds })
      assert.deepStrictEqual(found, given(payments))
      assert.strictEqual(sent.length, 1)
    }))

  it.effect("a list that does not is asked for in parts, and answered in order", () =>
    Effect.gen(function*() {
      const { linePay, sent, signed } = yield* Merchant.makeWith(ledger(payments))
      const found = yield* linePay.getPaymentDetails({ orderIds })
      assert.deepStrictEqual(found, given(payments))
      assert.isAbove(sent.length, 1)
      assert.isBelow(Math.max(...lengths(sent)), 8_000)
      // Each order once, over all parts.
      assert.deepStrictEqual(
        sent.flatMap(({ target }) => new URL(target, "https://host").searchParams.getAll("orderId")),
        orderIds
      )
      assert.deepStrictEqual(signed.map(({ payload }) => payload), sent.map(({ target }) => target.split("?")[1] ?? ""))
    }))

  it.effect("a part without payments is no failure when another has some", () =>
    Effect.gen(function*() {
      const last = payments.slice(-1)
      const { linePay } = yield* Merchant.makeWith(ledger(last))
      assert.deepStrictEqual(yield* linePay.getPaymentDetails({ orderIds }), given(last))
    }))

  it.effect("no part with payments is TransactionNotFound", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Merchant.makeWith(ledger([]))
      const error = yield* Effect.flip(Effect.asVoid(linePay.getPaymentDetails({ orderIds })))
      assert.strictEqual(error._tag, "TransactionNotFound")
      assert.isAbove(sent.length, 1)
    }))

  it.effect("a part that fails otherwise fails the call, and no more are asked for", () =>
    Effect.gen(function*() {
      let answered = 0
      const { linePay, sent } = yield* Merchant.makeWith((sent) =>
        answered++ === 0 ? ledger(payments)(sent) : Merchant.answer("9000")
      )
      const error = yield* Effect.flip(Effect.asVoid(linePay.getPaymentDetails({ orderIds })))
      assert.strictEqual(error._tag, "InternalError")
      assert.strictEqual(sent.length, 2)
    }))

  it.effect("both lists together mean what is in both, in parts too", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Merchant.makeWith(ledger(payments))
      // Pairs that cross, so that most parts of one list meet parts of the other that they share nothing with.
      const transactionIds = payments.slice(40, 60).map(({ transactionId }) => transactionId).reverse()
      const found = yield* linePay.getPaymentDetails({ transactionIds, orderIds: orderIds.slice(0, 50) })
      assert.deepStrictEqual(
        [...found].sort((a, b) => a.transactionId < b.transactionId ? -1 : 1),
        given(payments.slice(40, 50))
      )
      assert.isAbove(sent.length, 1)
    }))

  it.effect("exactly 100 ids are asked for, 101 are not, and not in parts either", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Merchant.makeWith(ledger(payments))
      const all = payments.map(({ transactionId }) => transactionId)
      yield* linePay.getPaymentDetails({ transactionIds: all.slice(50), orderIds: orderIds.slice(0, 50) }).pipe(
        Effect.exit
      )
      const before = sent.length
      assert.isAbove(before, 0)
      for (
        const request of [
          { transactionIds: [...all, transactionIdOf(100)] },
          { orderIds: [...orderIds, "101"] },
          { transactionIds: all, orderIds: ["101"] }
        ]
      ) {
        const error = yield* Effect.flip(Effect.asVoid(linePay.getPaymentDetails(request)))
        assert.deepStrictEqual(
          error._tag === "InvalidRequest" && error.problems.map(({ actual }) => actual),
          ["an array of 101"]
        )
      }
      assert.strictEqual(sent.length, before)
    }))

  it.effect("the ids of a hundred payments lose no digit", () =>
    Effect.gen(function*() {
      const answer = ledger(payments)
      const { linePay } = yield* Merchant.makeWith(answer)
      const transactionIds = payments.map(({ transactionId }) => transactionId)
      const found = yield* linePay.getPaymentDetails({ transactionIds })
      assert.strictEqual(new Set(found.map(({ transactionId }) => transactionId)).size, 100)
      // What JSON.parse alone would have made of the same text.
      const text = answer({ method: "GET", origin: "", target: "/v3/payments", headers: {}, body: undefined })
      const rounded = JSON.stringify(JSON.parse(text)).match(/"transactionId":\d+/g)
      assert.isBelow(new Set(rounded).size, 10)
      assert.include(JSON.stringify(ExactJson.parse(text)), `"2023042201206549099"`)
    }))
})
