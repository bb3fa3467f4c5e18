import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Option, Ref, TestClock } from "effect"
import { ConfirmHandler, type ConfirmIntent, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { captures, shop, World } from "./support/shop.ts"

/** The tag of what a page shows, with the clock run on until it is there. */
const shown = (progress: Effect.Effect<ConfirmHandler.Progress>) =>
  Effect.gen(function*() {
    const page = yield* Effect.fork(progress)
    yield* TestClock.adjust("3 seconds")
    return (yield* Fiber.join(page))._tag
  })

describe("ConfirmHandler", () => {
  it.scoped("charges once, however often the page is opened", () =>
    Effect.gen(function*() {
      const { handler, request, told } = yield* shop
      const transactionId = yield* request("order-1")
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(transactionId))
      const pages = yield* Effect.all(
        Array.from({ length: 10 }, () => handler.progress({ transactionId, orderId: "order-1" })),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(pages.map(({ _tag }) => _tag), Array.from({ length: 10 }, () => "Paid" as const))
      assert.strictEqual(yield* captures, 1)
      assert.deepStrictEqual(yield* Ref.get(told), ["order-1 Applied"])
    }).pipe(Effect.provide(World)))

  it.scoped("waits for a customer whose page was opened early, and charges when there is something to charge", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { handler, request } = yield* shop
      const transactionId = yield* request("order-1")
      assert.strictEqual(yield* shown(handler.progress({ transactionId })), "Waiting")
      yield* sandbox.approve(transactionId)
      assert.strictEqual(yield* shown(handler.progress({ transactionId })), "Paid")
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(World)))

  it.scoped("sends nothing for an id that was not stored, nor for another order's", () =>
    Effect.gen(function*() {
      const { handler, request } = yield* shop
      const transactionId = yield* request("order-1")
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(transactionId))
      const forged = TransactionId.make(BigInt(transactionId) + 1n)
      assert.strictEqual(yield* shown(handler.progress({ transactionId: forged })), "NotOurs")
      assert.strictEqual(yield* shown(handler.progress({ transactionId, orderId: "order-2" })), "NotOurs")
      assert.strictEqual(yield* captures, 0)
    }).pipe(Effect.provide(World)))

  it.scoped("says that it is checking while the answer is lost, and finds out", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { handler, request, told } = yield* shop
      const transactionId = yield* request("order-1")
      yield* sandbox.approve(transactionId)
      yield* sandbox.faults.next("confirmPayment", Fault.hang({ applied: true }))
      assert.strictEqual(yield* shown(handler.progress({ transactionId })), "Checking")
      assert.deepStrictEqual(yield* Ref.get(told), [])
      yield* TestClock.adjust("65 seconds")
      assert.deepStrictEqual(yield* Ref.get(told), ["order-1 Applied"], "found out behind the page's back")
      assert.strictEqual(yield* shown(handler.progress({ transactionId })), "Paid")
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(World)))

  it.scoped("goes on when the browser leaves", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { handler, request, told } = yield* shop
      const transactionId = yield* request("order-1")
      yield* sandbox.approve(transactionId)
      yield* sandbox.faults.next("confirmPayment", Fault.delay("30 seconds"))
      const page = yield* Effect.fork(handler.progress({ transactionId }))
      yield* TestClock.adjust("1 second")
      yield* Fiber.interrupt(page)
      yield* TestClock.adjust("30 seconds")
      assert.deepStrictEqual(yield* Ref.get(told), ["order-1 Applied"])
    }).pipe(Effect.provide(World)))

  it.scoped("says why nothing was charged, and takes the customer's second try", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { handler, request, told } = yield* shop
      const transactionId = yield* request("order-1")
      yield* sandbox.approve(transactionId)
      yield* sandbox.faults.next("confirmPayment", Fault.resultCode("1150"))
      const progress = yield* handler.progress({ transactionId })
      assert.strictEqual(progress._tag === "NotPaid" ? progress.error._tag : progress._tag, "TransactionNotFound")
      assert.strictEqual(yield* shown(handler.progress({ transactionId })), "Paid")
      assert.deepStrictEqual(yield* Ref.get(told), ["order-1 NotApplied", "order-1 Applied"])
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(World)))

  it.scoped("is admitted once for all who ask at the same time, and sends nothing when it is not", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const transactionId = yield* (yield* shop).request("order-1")
      yield* sandbox.approve(transactionId)
      const intent: ConfirmIntent = { transactionId, orderId: "order-1", amount: 100, currency: "TWD" }
      const log: Array<string> = []
      let admits = false
      const handler = yield* ConfirmHandler.make({
        find: () => Effect.succeed(Option.some(intent)),
        around: (intent, confirm) =>
          admits
            ? Effect.zipRight(Effect.sync(() => log.push("admitted")), confirm)
            : Effect.succeed({ _tag: "Checking", intent })
      })
      const ask = Effect.map(handler.progress({ transactionId }), ({ _tag }) => _tag)
      assert.strictEqual(yield* ask, "Checking")
      assert.strictEqual(yield* captures, 0)
      admits = true
      assert.deepStrictEqual(yield* Effect.all([ask, ask, ask], { concurrency: "unbounded" }), ["Paid", "Paid", "Paid"])
      assert.deepStrictEqual(log, ["admitted"])
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(World)))
})
