import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Cause, Effect, Exit, Fiber, Option, Schedule, TestClock } from "effect"
import { LinePayError, Policy } from "effect-line-pay"
import { calls } from "../support/calls.ts"
import * as Script from "./support/script.ts"

const confirmed = Script.always("0000", calls.confirmPayment.info)

describe("a user's own combinators", () => {
  it.effect("Effect.retry repeats whole calls, each attempt under its own nonce and signature", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.refused)
      const error = yield* calls.confirmPayment.run(linePay).pipe(
        Effect.retry({ times: 4, while: LinePayError.isSafeToRetry }),
        Effect.flip
      )
      assert.strictEqual(error._tag, "TransportError")
      assert.lengthOf(sent, 5)
      assert.lengthOf(Arr.dedupe(sent.map(({ nonce }) => nonce)), 5)
      assert.lengthOf(Arr.dedupe(sent.map(({ signature }) => signature)), 5)
      assert.lengthOf(Arr.dedupe(sent.map(({ body }) => body)), 1)
    }))

  it.effect("Effect.retry around a policy that repeats multiplies, within the budget", () =>
    Effect.gen(function*() {
      const policy = Policy.withRetry(Policy.timeouts, {
        schedule: Schedule.recurs(1),
        budget: { tokens: 2, earnedPerSuccess: 0 }
      })
      const { linePay, sent } = yield* Script.make(Script.refused, policy)
      yield* Effect.flip(Effect.retry(calls.getPaymentDetails.run(linePay), { times: 3 }))
      // Four calls, of which the budget lets two be repeated.
      assert.lengthOf(sent, 4 + 2)
    }))

  it.effect("Effect.timeout around a confirm ends the waiting without a word about the money", () =>
    Effect.gen(function*() {
      let charged = false
      const commitThenHang: Script.Script = () => Effect.zipRight(Effect.sync(() => charged = true), Effect.never)
      const { linePay } = yield* Script.make(commitThenHang)
      const confirm = calls.confirmPayment.run(linePay)
      const fiber = yield* Effect.fork(Effect.exit(Effect.timeout(confirm, "10 seconds")))
      yield* TestClock.adjust("10 seconds")
      const exit = yield* Fiber.join(fiber)
      const error = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
      // Not `OutcomeUnknown`: the caller has thrown it away, and does not learn that the customer may have paid.
      assert.strictEqual(error?._tag, "TimeoutException")
      assert.isTrue(charged)
      // The policy's own timeout says it.
      const patient = yield* Effect.fork(Effect.flip(confirm))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* Fiber.join(patient))._tag, "OutcomeUnknown")
    }))

  it.effect("an interruption bypasses OutcomeUnknown, too, and closes the connection", () =>
    Effect.gen(function*() {
      let closed = 0
      const { linePay, sent } = yield* Script.make(() =>
        Effect.onInterrupt(Effect.never, () => Effect.sync(() => closed++))
      )
      const fiber = yield* Effect.fork(calls.confirmPayment.run(linePay))
      yield* TestClock.adjust("1 second")
      const exit = yield* Fiber.interrupt(fiber)
      assert.isTrue(Exit.isInterrupted(exit))
      assert.deepStrictEqual([sent.length, closed], [1, 1])
    }))

  it.effect("an interruption between two attempts sends nothing more", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.refused, Policy.recommended)
      const fiber = yield* Effect.fork(calls.getPaymentDetails.run(linePay))
      yield* TestClock.adjust("100 millis")
      yield* Fiber.interrupt(fiber)
      yield* TestClock.adjust("1 minute")
      assert.lengthOf(sent, 1)
    }))

  it.effect("Effect.race: the loser is interrupted, the winner's answer stands", () =>
    Effect.gen(function*() {
      const lost = yield* Script.make(Script.hang)
      const won = yield* Script.make((sent) =>
        Effect.delay(Script.always("0000", calls.getPaymentDetails.info)(sent), "1 second")
      )
      const fiber = yield* Effect.fork(
        Effect.race(calls.getPaymentDetails.run(lost.linePay), calls.getPaymentDetails.run(won.linePay))
      )
      yield* TestClock.adjust("1 second")
      assert.isArray(yield* Fiber.join(fiber))
      assert.deepStrictEqual([lost.sent.length, won.sent.length], [1, 1])
    }))

  it.effect("in an uninterruptible region an interruption waits for the answer", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Script.make((sent) => Effect.delay(confirmed(sent), "5 seconds"))
      const answers: Array<unknown> = []
      const fiber = yield* calls.confirmPayment.run(linePay).pipe(
        Effect.tap((answer) => Effect.sync(() => answers.push(answer))),
        Effect.uninterruptible,
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      const interrupting = yield* Effect.fork(Fiber.interrupt(fiber))
      yield* TestClock.adjust("1 second")
      assert.isEmpty(answers)
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(interrupting)
      assert.lengthOf(answers, 1)
    }))
})
