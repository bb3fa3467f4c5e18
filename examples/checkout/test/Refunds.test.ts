import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { Orders } from "../src/Orders.ts"
import { Payments } from "../src/Payments.ts"
import { Refunds } from "../src/Refunds.ts"
import * as Sweeper from "../src/Sweeper.ts"
import * as Shop from "./support/shop.ts"

const paid = Effect.gen(function*() {
  const order = yield* Shop.approved
  yield* (yield* Payments).progress({ transactionId: order.transactionId })
  return order
})

const refunds = Effect.flatMap(
  Sandbox,
  (sandbox) =>
    Effect.map(sandbox.ledger, (all) => all.filter(({ kind }) => kind === "Refund").map(({ amount }) => amount))
)

describe("Refunds", () => {
  it.scoped("a button that is pressed twice refunds once", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* paid
      const { refund } = yield* Refunds
      yield* Effect.all([refund(id, "refund-1"), refund(id, "refund-1")], { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* refunds, [480])
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Refunded", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("of two pages with the button, one refunds", () =>
    Effect.gen(function*() {
      const { id } = yield* paid
      const { refund } = yield* Refunds
      const exits = yield* Effect.all([Effect.exit(refund(id, "refund-1")), Effect.exit(refund(id, "refund-2"))], {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(exits.map(({ _tag }) => _tag).sort(), ["Failure", "Success"])
      assert.deepStrictEqual(yield* refunds, [480])
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a refund whose answer is lost is found out, though the shopkeeper has left", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* paid
      yield* (yield* Sandbox).faults.next("refundPayment", Fault.commitThenLose)
      const page = yield* Effect.fork((yield* Refunds).refund(id, "refund-1"))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(page)
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "Refunding")
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Refunded", transactionId })
      assert.deepStrictEqual(yield* refunds, [480])
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("what was refunded in the merchant centre is not refunded again", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* paid
      yield* (yield* Sandbox).merchantCentre.refund({ transactionId }, 80)
      yield* (yield* Refunds).refund(id, "refund-1")
      assert.deepStrictEqual(yield* refunds, [80, 400])
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a refund that is refused leaves the order paid, and says why", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* paid
      yield* (yield* Sandbox).faults.next("refundPayment", Fault.resultCode("1163"))
      yield* (yield* Refunds).refund(id, "refund-1")
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId, refundRefused: "Expired" })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("what a killed process has left of a refund is taken up", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* paid
      // As far as it gets before it is killed: the order says which refund it wants.
      yield* (yield* Orders).take(id, { _tag: "RefundBegun", refundId: "refund-1" })
      yield* Sweeper.sweep
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Refunded", transactionId })
      assert.deepStrictEqual(yield* refunds, [480])
    }).pipe(Effect.provide(Shop.layer)))
})
