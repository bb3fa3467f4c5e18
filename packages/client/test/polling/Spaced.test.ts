import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { LinePay, Polling, TransactionId } from "effect-line-pay"
import * as Script from "../policy/support/script.ts"

const first = TransactionId.make("2023042201206549310")
const second = TransactionId.make("2023042201206549311")

/** Runs with checks that are spaced, and says when LINE Pay was asked. */
const run = (
  script: Script.Script,
  program: (linePay: LinePay.Service) => Effect.Effect<unknown>
) =>
  Effect.gen(function*() {
    const { linePay, sent } = yield* Script.make(script)
    yield* Effect.flatMap(LinePay, program).pipe(
      Effect.provide(Layer.provide(Polling.layerSpaced, Layer.succeed(LinePay, linePay)))
    )
    return sent.map(({ at }) => at)
  })

describe("Polling.layerSpaced", () => {
  it.effect("however many ask for a payment at once, LINE Pay is asked once a second", () =>
    Effect.gen(function*() {
      const sent = yield* run(Script.always("0000"), ({ checkPaymentStatus }) =>
        Effect.gen(function*() {
          const ask = Effect.exit(checkPaymentStatus({ transactionId: first }))
          const asked = yield* Effect.fork(Effect.all([ask, ask, ask, ask], { concurrency: "unbounded" }))
          yield* TestClock.adjust("3 seconds")
          yield* Fiber.join(asked)
        }))
      assert.deepStrictEqual(sent, [0, 1_000, 2_000, 3_000])
    }))

  it.effect("whoever asks after a second waits for nobody, and neither does another payment", () =>
    Effect.gen(function*() {
      const sent = yield* run(Script.always("0000"), ({ checkPaymentStatus }) =>
        Effect.gen(function*() {
          yield* Effect.exit(checkPaymentStatus({ transactionId: first }))
          yield* Effect.exit(checkPaymentStatus({ transactionId: second }))
          yield* TestClock.adjust("1 second")
          yield* Effect.exit(checkPaymentStatus({ transactionId: first }))
        }))
      assert.deepStrictEqual(sent, [0, 0, 1_000])
    }))

  it.effect("a check that fails, and one that nobody waits for any more, let the next ask", () =>
    Effect.gen(function*() {
      const sent = yield* run(
        Script.inTurn(Script.always("9000"), Script.always("0110")),
        ({ checkPaymentStatus }) =>
          Effect.gen(function*() {
            const ask = checkPaymentStatus({ transactionId: first })
            assert.strictEqual((yield* Effect.exit(ask))._tag, "Failure")
            const left = yield* Effect.fork(ask)
            const next = yield* Effect.fork(ask)
            yield* TestClock.adjust("500 millis")
            yield* Fiber.interrupt(left)
            yield* TestClock.adjust("500 millis")
            assert.strictEqual(yield* Effect.orDie(Fiber.join(next)), "Authenticated")
          })
      )
      assert.deepStrictEqual(sent, [0, 1_000])
    }))
})
