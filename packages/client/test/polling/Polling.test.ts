import { assert, describe, it } from "@effect/vitest"
import { Chunk, Clock, Duration, Effect, Either, Fiber, Layer, Stream, TestClock } from "effect"
import { LinePay, Policy, Polling, PollingTimedOut } from "effect-line-pay"
import * as Script from "../policy/support/script.ts"
import { transactionId } from "../support/calls.ts"

const waiting = Script.always("0000")
const authenticated = Script.always("0110")

/** How a poll ends and when, and when the checks were. */
const run = <A, E>(script: Script.Script, poll: Effect.Effect<A, E, LinePay>, policy?: Policy.Policy) =>
  Effect.gen(function*() {
    const { linePay, sent } = yield* Script.make(script, policy)
    const fiber = yield* Effect.either(poll).pipe(
      Effect.zip(Clock.currentTimeMillis),
      Effect.provide(Layer.succeed(LinePay, linePay)),
      Effect.fork
    )
    yield* TestClock.adjust("1 hour")
    const [exit, at] = yield* Fiber.join(fiber)
    return { exit, at, checks: sent.map(({ at }) => at) }
  })

const until = (options: Omit<Polling.PollingRequest, "transactionId"> = {}) =>
  Polling.untilAuthenticated({ transactionId, ...options })

const collected = (options: Omit<Polling.PollingRequest, "transactionId"> = {}) =>
  Effect.map(Stream.runCollect(Polling.statuses({ transactionId, ...options })), Chunk.toReadonlyArray)

const timedOut = (window: Duration.DurationInput) =>
  Either.left(new PollingTimedOut({ transactionId, window: Duration.decode(window) }))

describe("Polling", () => {
  it.effect("asks at once, then a second after each answer, until there is something to do", () =>
    Effect.gen(function*() {
      const { at, checks, exit } = yield* run(Script.inTurn(waiting, waiting, authenticated), until())
      assert.deepStrictEqual(exit, Either.right("Authenticated"))
      assert.deepStrictEqual(checks, [0, 1_000, 2_000])
      assert.strictEqual(at, 2_000)
    }))

  it.effect("every status but waiting is final, for the effect and for the stream", () =>
    Effect.gen(function*() {
      for (
        const [code, status] of [
          ["0110", "Authenticated"],
          ["0121", "CanceledOrExpired"],
          ["0122", "Failed"],
          ["0123", "Completed"]
        ] as const
      ) {
        const effect = yield* run(Script.inTurn(waiting, Script.always(code)), until())
        assert.deepStrictEqual(effect.exit, Either.right(status))
        const stream = yield* run(Script.inTurn(waiting, Script.always(code)), collected())
        assert.deepStrictEqual(stream.exit, Either.right(["WaitingForCustomer", status]))
        assert.deepStrictEqual([effect.checks.length, stream.checks.length], [2, 2])
      }
    }))

  it.effect("a shorter interval is raised to LINE Pay's second, a longer one kept", () =>
    Effect.gen(function*() {
      for (
        const [interval, second] of [[0, 1_000], [999, 1_000], [-5, 1_000], [1_001, 1_001], [
          "1 minute",
          60_000
        ]] as const
      ) {
        const { checks } = yield* run(Script.inTurn(waiting, authenticated), until({ interval }))
        assert.deepStrictEqual(checks.map((at) => at - (checks[0] ?? 0)), [0, second])
      }
    }))

  it.effect("the interval begins when the answer has come", () =>
    Effect.gen(function*() {
      const slow: Script.Script = (sent) => Effect.delay(waiting(sent), "3 seconds")
      const { checks } = yield* run(Script.inTurn(slow, slow, authenticated), until())
      assert.deepStrictEqual(checks, [0, 4_000, 8_000])
    }))

  describe("the window", () => {
    it.effect("is 20 minutes, with a last check at its end", () =>
      Effect.gen(function*() {
        const { at, checks, exit } = yield* run(waiting, until({ interval: "1 minute" }))
        assert.deepStrictEqual(exit, timedOut("20 minutes"))
        assert.lengthOf(checks, 21)
        assert.deepStrictEqual([at, checks.at(-1)], [1_200_000, 1_200_000])
      }))

    it.effect("the last check finds out what happened in the end", () =>
      Effect.gen(function*() {
        const script = Script.inTurn(waiting, waiting, Script.always("0121"))
        const { checks, exit } = yield* run(script, until({ interval: "45 seconds", window: "1 minute" }))
        assert.deepStrictEqual(exit, Either.right("CanceledOrExpired"))
        assert.deepStrictEqual(checks, [0, 45_000, 60_000])
      }))

    it.effect("not even the last check is sooner than a second after the one before", () =>
      Effect.gen(function*() {
        const { at, checks, exit } = yield* run(waiting, until({ interval: "45 seconds", window: "45500 millis" }))
        assert.deepStrictEqual(exit, timedOut("45500 millis"))
        assert.deepStrictEqual([...checks, at], [0, 45_000, 46_000, 46_000])
      }))

    it.effect("slow answers do not make it longer than by the last of them", () =>
      Effect.gen(function*() {
        const slow: Script.Script = (sent) => Effect.delay(waiting(sent), "25 seconds")
        const { at, checks } = yield* run(slow, until({ window: "1 minute" }))
        assert.deepStrictEqual(checks, [0, 26_000, 52_000])
        assert.strictEqual(at, 77_000)
      }))

    it.effect("of no length is one check", () =>
      Effect.gen(function*() {
        const { checks, exit } = yield* run(waiting, until({ window: 0 }))
        assert.deepStrictEqual(exit, timedOut(0))
        assert.deepStrictEqual(checks, [0])
        const lucky = yield* run(authenticated, until({ window: 0 }))
        assert.deepStrictEqual(lucky.exit, Either.right("Authenticated"))
      }))

    it.effect("the stream ends with the same error, after the statuses that were seen in time", () =>
      Effect.gen(function*() {
        const seen: Array<string> = []
        const poll = Polling.statuses({ transactionId, interval: "20 seconds", window: "1 minute" }).pipe(
          Stream.runForEach((status) => Effect.sync(() => seen.push(status)))
        )
        const { exit } = yield* run(waiting, poll)
        assert.deepStrictEqual(exit, timedOut("1 minute"))
        assert.deepStrictEqual(seen, Array.from({ length: 3 }, () => "WaitingForCustomer"))
      }))

    it.effect("the error says what to do", () =>
      Effect.sync(() => {
        const error = new PollingTimedOut({ transactionId, window: Duration.minutes(20) })
        assert.match(
          error.message,
          /2023042201206549310 was not authenticated within 20m\. .* Check the status once more/
        )
      }))
  })

  describe("failures", () => {
    const garbage: Script.Script = () => Effect.succeed("<html>")
    const passing = [Script.refused, Script.reset, garbage, Script.always("9000"), Script.always("1901")] as const

    it.effect("those that pass are tolerated, each kind of them", () =>
      Effect.gen(function*() {
        const { checks, exit } = yield* run(Script.inTurn(...passing, authenticated), until())
        assert.deepStrictEqual(exit, Either.right("Authenticated"))
        assert.deepStrictEqual(checks, [0, 1_000, 2_000, 3_000, 4_000, 5_000])
      }))

    it.effect("the stream does not show them", () =>
      Effect.gen(function*() {
        const { exit } = yield* run(Script.inTurn(waiting, ...passing, authenticated), collected())
        assert.deepStrictEqual(exit, Either.right(["WaitingForCustomer", "Authenticated"]))
      }))

    it.effect("ten in a row are tolerated, the eleventh is the error", () =>
      Effect.gen(function*() {
        const { checks, exit } = yield* run(Script.refused, until())
        assert.strictEqual(Either.isLeft(exit) ? exit.left._tag : undefined, "TransportError")
        assert.lengthOf(checks, 11)
      }))

    it.effect("a status in between counts them from the start", () =>
      Effect.gen(function*() {
        const twice = [Script.refused, Script.refused] as const
        const script = Script.inTurn(...twice, waiting, ...twice, waiting, ...twice, authenticated)
        const { exit } = yield* run(script, until({ toleratedFailures: 2 }))
        assert.deepStrictEqual(exit, Either.right("Authenticated"))
        const { checks } = yield* run(
          Script.inTurn(...twice, Script.refused, authenticated),
          until({ toleratedFailures: 2 })
        )
        assert.lengthOf(checks, 3)
      }))

    it.effect("none is tolerated when none shall be", () =>
      Effect.gen(function*() {
        const { checks } = yield* run(Script.refused, until({ toleratedFailures: 0 }))
        assert.lengthOf(checks, 1)
      }))

    it.effect("one that does not pass is the error at once", () =>
      Effect.gen(function*() {
        for (
          const [code, tag] of [["1159", "PaymentRequestNotFound"], ["1106", "RequestHeaderError"], [
            "7777",
            "UnexpectedResultCode"
          ]]
        ) {
          const { checks, exit } = yield* run(Script.inTurn(waiting, Script.always(code ?? "")), until())
          assert.strictEqual(Either.isLeft(exit) ? exit.left._tag : undefined, tag)
          assert.lengthOf(checks, 2)
        }
      }))

    it.effect("they do not make the window longer", () =>
      Effect.gen(function*() {
        const { at, exit } = yield* run(Script.refused, until({ window: "5 seconds" }))
        assert.deepStrictEqual(exit, timedOut("5 seconds"))
        assert.strictEqual(at, 5_000)
      }))

    it.effect("what the policy repeats is one check, and a second apart as well", () =>
      Effect.gen(function*() {
        const { checks, exit } = yield* run(Script.refused, until({ toleratedFailures: 1 }), Policy.recommended)
        assert.strictEqual(Either.isLeft(exit) ? exit.left._tag : undefined, "TransportError")
        assert.deepStrictEqual(checks, [0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 7_000])
      }))
  })

  describe("its consumer", () => {
    it.effect("an interruption ends it, in a pause and in a check", () =>
      Effect.gen(function*() {
        for (const script of [waiting, Script.hang]) {
          const { linePay, sent } = yield* Script.make(script)
          const fiber = yield* Effect.fork(Effect.provideService(until(), LinePay, linePay))
          yield* TestClock.adjust("500 millis")
          yield* Fiber.interrupt(fiber)
          yield* TestClock.adjust("1 minute")
          assert.lengthOf(sent, 1)
        }
      }))

    it.effect("a stream that is left makes no more checks", () =>
      Effect.gen(function*() {
        const poll = Polling.statuses({ transactionId }).pipe(Stream.take(2), Stream.runDrain)
        const { checks } = yield* run(waiting, poll)
        assert.deepStrictEqual(checks, [0, 1_000])
      }))

    it.effect("a slow one is not caught up with: no check comes sooner", () =>
      Effect.gen(function*() {
        const times = [0, 5_000, 400, 0]
        const poll = Polling.statuses({ transactionId }).pipe(
          Stream.runForEach(() => Effect.sleep(times.shift() ?? 0))
        )
        const { checks } = yield* run(Script.inTurn(waiting, waiting, waiting, waiting, authenticated), poll)
        assert.deepStrictEqual(checks, [0, 1_000, 6_000, 7_000, 8_000])
      }))

    it.effect("runs it as often as it likes: each run is its own", () =>
      Effect.gen(function*() {
        const poll = until({ window: "2 seconds" })
        const { at, exit } = yield* run(waiting, Effect.all([poll, poll].map(Effect.flip)))
        assert.isTrue(Either.isRight(exit))
        assert.strictEqual(at, 4_000)
      }))

    it.effect("may see the clock set back: no pause gets longer", () =>
      Effect.gen(function*() {
        yield* TestClock.setTime(3_600_000)
        const setBack = Polling.statuses({ transactionId }).pipe(Stream.runForEach(() => TestClock.setTime(0)))
        const { checks } = yield* run(Script.inTurn(waiting, authenticated), setBack)
        assert.deepStrictEqual(checks, [3_600_000, 1_000])
      }))
  })
})
