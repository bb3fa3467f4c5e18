import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber, pipe, Schedule, TestClock } from "effect"
import { type LinePay, type LinePayError, Policy } from "effect-line-pay"
import { Operation, ReadTimeout } from "line-pay-protocol"
import { all, calls } from "../support/calls.ts"
import * as Script from "./support/script.ts"

/** What a call that is never answered ends in, and after how many milliseconds. */
const hung = (
  run: (linePay: LinePay.Service) => Effect.Effect<unknown, LinePayError.LinePayError>,
  policy?: Policy.Policy
) =>
  Effect.flatMap(Script.make(Script.hang, policy), ({ linePay }) => Effect.flip(run(linePay))).pipe(
    Effect.zip(Clock.currentTimeMillis),
    Effect.fork
  )

const secondsOf = (policy: Policy.Policy, operation: Operation.Operation): number =>
  Duration.toSeconds(policy.readTimeouts[operation])

const minima: { readonly [O in Operation.Operation]: number } = {
  requestPayment: 10,
  checkPaymentStatus: 20,
  confirmPayment: 40,
  capturePayment: 60,
  voidPayment: 20,
  refundPayment: 20,
  getPaymentDetails: 20,
  checkRegKey: 20,
  payPreapproved: 20,
  expireRegKey: 20
}

const defaults: { readonly [O in Operation.Operation]: number } = {
  requestPayment: 15,
  checkPaymentStatus: 30,
  confirmPayment: 60,
  capturePayment: 90,
  voidPayment: 30,
  refundPayment: 30,
  getPaymentDetails: 30,
  checkRegKey: 30,
  payPreapproved: 60,
  expireRegKey: 30
}

describe("read timeouts", () => {
  it.effect("without a policy, each operation has its default: a read says so, a write is unknown", () =>
    Effect.gen(function*() {
      const fibers = yield* Effect.forEach(all, ({ run }) => hung(run))
      yield* TestClock.adjust("2 minutes")
      const ends = yield* Fiber.joinAll(fibers)
      assert.deepStrictEqual(
        ends.map(([error, at]) => [error._tag, "reason" in error ? error.reason : undefined, at]),
        all.map(({ access, operation }) => [
          access === "Read" ? "TransportError" : "OutcomeUnknown",
          "Timeout",
          Script.seconds(defaults[operation])
        ])
      )
    }))

  it.effect("they hold in uninterruptible regions, such as a finalizer", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Script.make(Script.hang)
      const fiber = yield* Effect.void.pipe(
        Effect.ensuring(Effect.ignore(calls.voidPayment.run(linePay))),
        Effect.fork
      )
      yield* TestClock.adjust("30 seconds")
      yield* Fiber.join(fiber)
    }))

  it.effect("`none` has neither timeout nor repetition", () =>
    Effect.gen(function*() {
      const waiting = yield* hung(calls.getPaymentDetails.run, Policy.none)
      yield* TestClock.adjust("365 days")
      assert.isNull(waiting.unsafePoll())
      yield* Fiber.interrupt(waiting)
      const { linePay, sent } = yield* Script.make(Script.reset, Policy.none)
      yield* Effect.flip(calls.getPaymentDetails.run(linePay))
      assert.lengthOf(sent, 1)
    }))

  it.effect("a timeout counts for each attempt by itself", () =>
    Effect.gen(function*() {
      const twice = Policy.withRetry(Policy.timeouts, {
        schedule: Schedule.addDelay(Schedule.recurs(1), () => "5 seconds"),
        budget: { tokens: 1, earnedPerSuccess: 0 }
      })
      const fiber = yield* hung(calls.getPaymentDetails.run, twice)
      yield* TestClock.adjust("2 minutes")
      const [error, at] = yield* Fiber.join(fiber)
      assert.strictEqual(error._tag, "TransportError")
      assert.strictEqual(at, 65_000)
    }))
})

describe("Policy.withReadTimeout", () => {
  it("no default is below LINE Pay's minimum", () => {
    for (const operation of Operation.operations) {
      assert.strictEqual(ReadTimeout.readTimeouts[operation].minimum, minima[operation])
      for (const policy of [Policy.timeouts, Policy.recommended]) {
        assert.strictEqual(secondsOf(policy, operation), defaults[operation])
        assert.isAbove(secondsOf(policy, operation), minima[operation])
      }
    }
  })

  it("raises to LINE Pay's minimum, lowers nothing, and leaves the other operations alone", () => {
    for (const operation of Operation.operations) {
      const minimum = minima[operation]
      for (
        const [asked, given] of [[0, minimum], [minimum - 1, minimum], [minimum + 1, minimum + 1], [
          3_600,
          3_600
        ]] as const
      ) {
        const policy = Policy.withReadTimeout(Policy.timeouts, operation, Duration.seconds(asked))
        assert.deepStrictEqual(
          Operation.operations.map((each) => secondsOf(policy, each)),
          Operation.operations.map((each) => each === operation ? given : defaults[each])
        )
      }
    }
  })

  it("`unsafeWithReadTimeout` takes what it is given", () => {
    const policy = pipe(
      Policy.timeouts,
      Policy.unsafeWithReadTimeout("confirmPayment", "5 seconds"),
      Policy.withReadTimeout("capturePayment", "2 minutes")
    )
    assert.strictEqual(secondsOf(policy, "confirmPayment"), 5)
    assert.strictEqual(secondsOf(policy, "capturePayment"), 120)
  })

  it.effect("what is set is what is waited", () =>
    Effect.gen(function*() {
      const policy = Policy.unsafeWithReadTimeout(Policy.timeouts, "confirmPayment", "5 seconds")
      const fiber = yield* hung(calls.confirmPayment.run, policy)
      yield* TestClock.adjust("1 minute")
      const [, at] = yield* Fiber.join(fiber)
      assert.strictEqual(at, 5_000)
    }))
})
