import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream, TestClock } from "effect"
import { type TransactionId } from "effect-line-pay"
import { LinePayTest } from "effect-line-pay-sandbox"
import { type OrderRow, reconcile } from "../src/reconcile.ts"
import * as Shop from "./support/shop.ts"

describe("reconcile", () => {
  it.effect("posts what is paid at LINE Pay only, and what the file has only", () =>
    Effect.gen(function*() {
      yield* TestClock.adjust("2 hours")
      const row = (id: string, status: OrderRow["status"], transactionId: TransactionId | null): OrderRow => ({
        id,
        status,
        amount: 100,
        refunded: 0,
        transactionId,
        updatedAt: new Date(0)
      })
      const { transactionId: first } = yield* Shop.confirmed({ orderId: "order-1" })
      const { transactionId: second } = yield* Shop.confirmed({ orderId: "order-2" })
      const { transactionId: third } = yield* Shop.confirmed({ orderId: "order-3" })
      const rows = [row("order-1", "paid", first), row("order-2", "unpaid", null), row("order-4", "unpaid", null)]

      const posted: Array<string> = []
      const job = yield* Effect.fork(reconcile({
        orders: Stream.fromIterable(rows),
        find: (ids) => Effect.succeed(rows.filter(({ id }) => ids.includes(id))),
        post: (text) => Effect.sync(() => void posted.push(text)),
        file: Stream.make(
          { transactionId: first, amount: 100, currency: "TWD" },
          { transactionId: second, orderId: "order-2", amount: 100, currency: "TWD" },
          { transactionId: third, orderId: "order-3", amount: 100, currency: "TWD" }
        )
      }))
      yield* TestClock.adjust("9 minutes")
      assert.deepStrictEqual(posted, [])
      yield* TestClock.adjust("1 minutes")
      yield* Fiber.join(job)

      assert.deepStrictEqual(posted, [
        "Order order-2 is paid, but not in your shop. LINE Pay shows CAPTURE, 100 TWD, 0 refunded (transaction " +
        `${second}), and your shop says NOT_PAID, 100 TWD, 0 refunded.`,
        `No paid order of your shop names transaction ${third} of the file, 100 TWD, order order-3.`
      ])
    }).pipe(Effect.provide(LinePayTest.layer())))
})
