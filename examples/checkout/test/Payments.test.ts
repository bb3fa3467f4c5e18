import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import type { TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { Payments } from "../src/Payments.ts"
import * as Shop from "./support/shop.ts"

/** What the page at `confirmUrl` shows, with the clock run on until it is there. */
const shown = (transactionId: TransactionId) =>
  Effect.gen(function*() {
    const payments = yield* Payments
    const page = yield* Effect.fork(payments.progress({ transactionId }))
    yield* TestClock.adjust("3 seconds")
    return (yield* Fiber.join(page))._tag
  })

const captures = Effect.flatMap(
  Sandbox,
  (sandbox) => Effect.map(sandbox.ledger, (movements) => movements.filter(({ kind }) => kind === "Capture").length)
)

describe("Payments", () => {
  it.scoped("an order that was approved in two tabs is paid once", () =>
    Effect.gen(function*() {
      const { first, id, second } = yield* Shop.approvedTwice
      const tabs = [first, second]
      const pages = yield* Effect.all(tabs.map(shown), { concurrency: "unbounded" })
      assert.strictEqual(yield* captures, 1)
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "Paid")
      assert.include(pages, "Paid")
      assert.deepStrictEqual((yield* Effect.all(tabs.map(shown))).sort(), ["NotPaid", "Paid"])
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "Paid")
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("the other tab has its turn when the first cannot be paid", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { first, id, second } = yield* Shop.approvedTwice
      yield* sandbox.faults.next("confirmPayment", Fault.resultCode("1142"), { transactionId: first })
      assert.strictEqual(yield* shown(first), "NotPaid")
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "NotPaid", reason: "Customer" })
      assert.strictEqual(yield* shown(second), "Paid")
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "Paid")
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("no second payment is confirmed while it is not known whether the first was", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { first, id, second } = yield* Shop.approvedTwice
      yield* sandbox.faults.next("confirmPayment", Fault.hang({ applied: true }))
      assert.strictEqual(yield* shown(first), "Checking")
      assert.strictEqual(yield* shown(second), "Checking")
      yield* TestClock.adjust("70 seconds")
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "Paid")
      assert.strictEqual(yield* shown(second), "NotPaid")
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a page that is opened early neither ends the payment nor keeps the order", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id } = yield* Shop.placed
      const [early, other] = [yield* Shop.sentToLinePay(id), yield* Shop.sentToLinePay(id)]
      assert.strictEqual(yield* shown(early), "Waiting")
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "AwaitingPayment" })
      yield* sandbox.approve({ transactionId: other })
      assert.strictEqual(yield* shown(other), "Paid")
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a payment of which the customer was told that it took no money never takes any", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { transactionId } = yield* Shop.approved
      // Not a code that ends the payment at LINE Pay: a second confirm would go through.
      yield* sandbox.faults.next("confirmPayment", Fault.resultCode("1150"))
      assert.strictEqual(yield* shown(transactionId), "NotPaid")
      assert.strictEqual(yield* shown(transactionId), "NotPaid")
      assert.strictEqual(yield* captures, 0)
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("what somebody has refunded before it was noticed is not shipped", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id, transactionId } = yield* Shop.approved
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      const payments = yield* Payments
      const page = yield* Effect.fork(payments.progress({ transactionId }))
      yield* TestClock.adjust("1 second")
      yield* sandbox.merchantCentre.refund({ transactionId }, "full")
      yield* TestClock.adjust("2 seconds")
      yield* Fiber.join(page)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Refunded", transactionId })
    }).pipe(Effect.provide(Shop.layer)))
})
