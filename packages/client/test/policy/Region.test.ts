import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Schedule, Scope } from "effect"
import { LinePay, Policy } from "effect-line-pay"
import * as Script from "./support/script.ts"

/** A policy that shows in how often a call is sent. */
const sending = (times: number): Policy.Policy =>
  Policy.withRetry(Policy.timeouts, {
    schedule: Schedule.recurs(times - 1),
    budget: { tokens: Infinity, earnedPerSuccess: 0 }
  })

/** A read that never gets through, and how often each call of it was sent. */
const make = (layerPolicy?: Policy.Policy) =>
  Effect.map(Script.make(Script.refused, layerPolicy), ({ linePay, sent }) => {
    const sends: Array<number> = []
    let orders = 0
    const call = Effect.suspend(() => {
      const order = `order-${++orders}-`
      return Effect.ignore(linePay.getPaymentDetails({ orderIds: [order] })).pipe(
        Effect.ensuring(Effect.sync(() => sends.push(sent.filter(({ target }) => target.endsWith(order)).length)))
      )
    })
    return { call, sends }
  })

describe("LinePay.withPolicy", () => {
  it.effect("the innermost region decides, and the layer outside of all", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make(sending(2))
      yield* call
      yield* Effect.gen(function*() {
        yield* call
        yield* call.pipe(LinePay.withPolicy(sending(5)), LinePay.withPolicy(sending(6)))
        yield* call
      }).pipe(LinePay.withPolicy(sending(3)))
      yield* call
      assert.deepStrictEqual(sends, [2, 3, 5, 3, 2])
    }))

  it.effect("without a layer's policy nothing is repeated", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make()
      yield* call
      yield* call.pipe(LinePay.withPolicy(sending(2)))
      assert.deepStrictEqual(sends, [1, 2])
    }))

  it.effect("a region can switch the layer's repetitions off", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make(sending(4))
      yield* call.pipe(LinePay.withPolicy(Policy.timeouts))
      yield* call.pipe(LinePay.withPolicy(Policy.none))
      assert.deepStrictEqual(sends, [1, 1])
    }))

  it.effect("forked fibers and daemons take it along, and keep it when the region is over", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make(sending(2))
      const over = yield* Deferred.make<void>()
      const later = Effect.zipRight(Deferred.await(over), call)
      const fibers = yield* Effect.all([
        Effect.forkDaemon(later),
        Effect.forkDaemon(Effect.flatten(Effect.fork(later).pipe(Effect.map(Fiber.join)))),
        Effect.forkDaemon(later.pipe(LinePay.withPolicy(sending(4))))
      ]).pipe(LinePay.withPolicy(sending(3)))
      const outside = yield* Effect.fork(later)
      yield* Deferred.succeed(over, undefined)
      yield* Fiber.joinAll(fibers)
      yield* Fiber.join(outside)
      assert.deepStrictEqual(sends.toSorted(), [2, 3, 3, 4])
    }))

  it.effect("two regions that run at the same time do not meet", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make()
      yield* Effect.all(
        [1, 2, 3, 4].map((times) => Effect.zipRight(Effect.yieldNow(), call).pipe(LinePay.withPolicy(sending(times)))),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual(sends.toSorted(), [1, 2, 3, 4])
    }))

  it.effect("a finalizer has the policy of the region that added it, whoever closes the scope", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make(sending(2))
      const scope = yield* Scope.make()
      const add = Effect.zipRight(Effect.addFinalizer(() => call), Effect.acquireRelease(Effect.void, () => call))
      yield* add.pipe(LinePay.withPolicy(sending(3)), Scope.extend(scope))
      yield* add.pipe(Scope.extend(scope))
      yield* Scope.close(scope, Exit.void).pipe(LinePay.withPolicy(sending(5)))
      // Finalizers run in reverse order.
      assert.deepStrictEqual(sends, [2, 2, 3, 3])
    }))

  it.effect("an interrupted region's finalizers have its policy", () =>
    Effect.gen(function*() {
      const { call, sends } = yield* make(sending(2))
      const fiber = yield* Effect.never.pipe(
        Effect.onInterrupt(() => call),
        Effect.ensuring(call),
        LinePay.withPolicy(sending(3)),
        Effect.fork
      )
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(sends, [3, 3])
    }))
})

describe("Policy.layer", () => {
  it.effect("is the default of the layer that it is provided to, and of no other", () =>
    Effect.gen(function*() {
      const one = yield* make(sending(3))
      const other = yield* make()
      yield* one.call
      yield* other.call
      assert.deepStrictEqual([...one.sends, ...other.sends], [3, 1])
    }))

  it.effect("a layer that is built inside a region takes its policy as the default", () =>
    Effect.gen(function*() {
      const merchant = yield* Script.make(Script.refused).pipe(LinePay.withPolicy(sending(3)))
      yield* Effect.ignore(merchant.linePay.getPaymentDetails({ orderIds: ["A"] }))
      assert.lengthOf(merchant.sent, 3)
    }))
})
