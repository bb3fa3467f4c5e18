import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { LinePay, type TransactionId } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { Fused, inHandler, patient, reconcile, shown } from "../src/policies.ts"
import * as Shop from "./support/shop.ts"

/** Runs it while time passes. */
const later = <A, E, R>(duration: "10 seconds" | "20 seconds" | "1 hour", effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust(duration)
    return yield* Fiber.join(fiber)
  })

const status = (transactionId: TransactionId) =>
  Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId }))

/** How many of the faults were met. */
const met = (of: number) =>
  Effect.map(Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.pending), ([fault]) => of - (fault?.remaining ?? 0))

const badGateways = (operation: "checkPaymentStatus" | "getPaymentDetails", times: number) =>
  Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next(operation, Fault.badGateway(), { times }))

describe("policies", () => {
  it.effect("a job at night repeats for minutes", () =>
    Effect.gen(function*() {
      const { transactionId } = yield* Shop.approved()
      yield* badGateways("checkPaymentStatus", 7)
      const answer = yield* later("1 hour", LinePay.withPolicy(patient)(status(transactionId)))
      assert.strictEqual(answer, "Authenticated")
      assert.strictEqual(yield* met(7), 7)
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("a request handler asks once, and gives up after 20 seconds", () =>
    Effect.gen(function*() {
      const { transactionId } = yield* Shop.approved()
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next("checkPaymentStatus", Fault.hang()))
      const error = yield* later("20 seconds", Effect.flip(inHandler(status(transactionId))))
      assert.strictEqual(error._tag, "TransportError")
      assert.strictEqual(yield* inHandler(status(transactionId)), "Authenticated")
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("a batch repeats quickly, twenty times", () =>
    Effect.gen(function*() {
      yield* Shop.confirmed()
      yield* badGateways("getPaymentDetails", 20)
      const [payment] = yield* later("10 seconds", reconcile(["order-1"]))
      assert.strictEqual(payment?.orderId, "order-1")
      yield* badGateways("getPaymentDetails", 21)
      const error = yield* later("10 seconds", Effect.flip(reconcile(["order-1"])))
      assert.strictEqual(error._tag, "ResponseError")
    }).pipe(Effect.provide(LinePayTest.layer())))

  it.effect("a fuse stops repeating after five in vain, until there is an answer", () =>
    Effect.gen(function*() {
      const { transactionId } = yield* Shop.approved()
      const call = later("10 seconds", Effect.either(status(transactionId)))
      yield* badGateways("checkPaymentStatus", 100)
      yield* Effect.replicateEffect(call, 10)
      assert.strictEqual(yield* met(100), 10 + 5)
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.clear)
      yield* call
      yield* badGateways("checkPaymentStatus", 100)
      yield* Effect.replicateEffect(call, 10)
      assert.strictEqual(yield* met(100), 10 + 1)
    }).pipe(Effect.provide(Layer.provideMerge(Fused, Shop.parts()))))

  it.effect("a page shows what is known within ten seconds", () =>
    Effect.gen(function*() {
      const { transactionId } = yield* Shop.approved()
      assert.strictEqual(yield* shown(transactionId), "Authenticated")
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next("checkPaymentStatus", Fault.hang()))
      assert.strictEqual(yield* later("10 seconds", shown(transactionId)), "Unknown")
    }).pipe(Effect.provide(LinePayTest.layer())))
})
