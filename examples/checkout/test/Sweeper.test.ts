import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, TestClock } from "effect"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { Orders } from "../src/Orders.ts"
import { Payments } from "../src/Payments.ts"
import { Refunds } from "../src/Refunds.ts"
import * as Sweeper from "../src/Sweeper.ts"
import * as Shop from "./support/shop.ts"

/** Lets time pass for the shop's sweeper. */
const sweepFor = (minutes: number) =>
  Effect.gen(function*() {
    for (let minute = 0; minute < minutes; minute++) {
      const sweep = yield* Effect.fork(Sweeper.sweep)
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(sweep)
    }
  })

/** Sweeps whenever an open attempt is due, until no look is left. */
const sweepUntilGivenUp = Effect.gen(function*() {
  for (const pause of ["5 minutes", "30 minutes", "2 hours", "25 hours", "1 hour"] as const) {
    yield* TestClock.adjust(pause)
    yield* Sweeper.sweep
  }
})

describe("Sweeper", () => {
  it.scoped("a customer who approved, and whose browser never came back, has paid", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id } = yield* Shop.placed
      const transactionId = yield* Shop.sentToLinePay(id)
      yield* sweepFor(2)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "AwaitingPayment" })
      yield* sandbox.approve({ transactionId })
      yield* sweepFor(1)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
      assert.deepStrictEqual((yield* sandbox.ledger).map(({ kind }) => kind), ["Capture"])
      assert.deepStrictEqual(yield* sandbox.lint, [])
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("an order that nobody paid in time can be paid again", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id } = yield* Shop.placed
      yield* Shop.sentToLinePay(id)
      yield* sweepFor(22)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "NotPaid", reason: "Unstated" })
      assert.deepStrictEqual(yield* (yield* Orders).openPayments, [])
      const transactionId = yield* Shop.sentToLinePay(id)
      yield* sandbox.approve({ transactionId })
      yield* sweepFor(1)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("what LINE Pay shows late is found, and written to the order", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id, transactionId } = yield* Shop.approved
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      yield* Effect.fork((yield* Payments).progress({ transactionId }))
      yield* TestClock.adjust("1 second")
      yield* sandbox.faults.script(Fault.badGateway(), { times: Infinity })
      yield* TestClock.adjust("4 minutes")
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "Checking")
      yield* sandbox.faults.clear
      // The log gives an attempt to one sweeper for five minutes.
      yield* sweepFor(6)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a customer who came back while LINE Pay was down is asked for again", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id, transactionId } = yield* Shop.approved
      yield* sandbox.faults.next("checkPaymentStatus", Fault.badGateway())
      yield* (yield* Payments).progress({ transactionId })
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Checking", transactionId })
      const resumed = yield* Effect.fork(Sweeper.sweep)
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(resumed)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("what no look can settle waits for the shopkeeper", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { id, transactionId } = yield* Shop.approved
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      yield* sandbox.faults.script(Fault.badGateway(), { operation: "getPaymentDetails", times: Infinity })
      yield* Effect.fork((yield* Payments).progress({ transactionId }))
      yield* TestClock.adjust("4 minutes")
      yield* sweepUntilGivenUp
      assert.deepStrictEqual(yield* Shop.stateOf(id), {
        _tag: "PaymentNeedsHuman",
        transactionId,
        because: "NoEvidence"
      })
      const waiting = yield* (yield* Orders).latest
      assert.deepStrictEqual(waiting.map((order) => order.id), [id])
    }).pipe(Effect.provide(Shop.layer)))

  /** A refund whose answer was lost, while LINE Pay shows nothing of the payment. */
  const refundInTheDark = Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { id, transactionId } = yield* Shop.approved
    yield* (yield* Payments).progress({ transactionId })
    yield* sandbox.faults.next("refundPayment", Fault.commitThenLose)
    const page = yield* Effect.fork((yield* Refunds).refund(id, "refund-1"))
    yield* TestClock.adjust("1 second")
    yield* sandbox.faults.script(Fault.badGateway(), { operation: "getPaymentDetails", times: Infinity })
    yield* TestClock.adjust("4 minutes")
    yield* Fiber.join(page)
    assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Refunding", transactionId, refundId: "refund-1" })
    return { id, transactionId }
  })

  it.scoped("a refund of which LINE Pay shows nothing is found out when it does", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* refundInTheDark
      yield* (yield* Sandbox).faults.clear
      yield* sweepFor(6)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Refunded", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a refund that no look can settle waits for the shopkeeper", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* refundInTheDark
      yield* sweepUntilGivenUp
      assert.deepStrictEqual(yield* Shop.stateOf(id), {
        _tag: "RefundNeedsHuman",
        transactionId,
        refundId: "refund-1",
        because: "CouldNotLook"
      })
    }).pipe(Effect.provide(Shop.layer)))
})
