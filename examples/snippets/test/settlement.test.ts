import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, Layer, Redacted, TestClock } from "effect"
import { type Attempt, Settlement } from "effect-line-pay"
import { Fault, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { closeByHand } from "../src/closeByHand.ts"
import { merchant } from "../src/merchant.ts"
import { SettlementLive } from "../src/settlementLive.ts"
import { sweeper } from "../src/sweeper.ts"
import * as Shop from "./support/shop.ts"

const { channelId, channelSecret } = Options.defaultCredentials

const confirm = (payment: Effect.Effect.Success<ReturnType<typeof Shop.approved>>) =>
  Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment(payment))

it.scopedLive("SettlementLive takes its client from the environment", () =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const payment = yield* Effect.provide(Shop.approved(), merchant(url, channelId, Redacted.make(channelSecret)))
    const environment = ConfigProvider.fromMap(
      new Map([
        ["LINE_PAY_CHANNEL_ID", channelId],
        ["LINE_PAY_CHANNEL_SECRET", channelSecret],
        ["LINE_PAY_MERCHANT", "my-shop"],
        ["LINE_PAY_ENVIRONMENT", url]
      ])
    )
    const { settledBy } = yield* confirm(payment).pipe(
      Effect.provide(Layer.provide(SettlementLive, Layer.setConfigProvider(environment)))
    )
    assert.strictEqual(settledBy, "Answer")
  }).pipe(Effect.provide(SandboxServer.layer())))

/** A confirm whose answer was lost, while details do not answer: it stays open. */
const open = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  const payment = yield* Shop.approved()
  yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
  yield* sandbox.faults.next("getPaymentDetails", Fault.badGateway(), { times: Infinity })
  const fiber = yield* Effect.fork(Effect.flip(confirm(payment)))
  yield* TestClock.adjust("1 hour")
  assert.strictEqual((yield* Fiber.join(fiber))._tag, "OutcomeUnknown")
})

/** Sweeps for an hour, and says what it told whom. */
const swept = Effect.gen(function*() {
  const told: Array<string> = []
  const attempts: Array<Attempt.Attempt> = []
  const tell = (whom: string) => (attempt: Attempt.Attempt) =>
    Effect.sync(() => {
      told.push(`${whom} ${attempt.verdict?._tag ?? "nothing"}`)
      attempts.push(attempt)
    })
  const fiber = yield* Effect.fork(sweeper({ alert: tell("somebody"), updateOrder: tell("the order") }))
  yield* TestClock.adjust("1 hour")
  yield* Fiber.interrupt(fiber)
  return { told, attempts }
})

describe("sweeper", () => {
  it.effect("tells the order what has become of it", () =>
    Effect.gen(function*() {
      yield* open
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.clear)
      assert.deepStrictEqual((yield* swept).told, ["the order Applied"])
    }).pipe(Effect.provide(Shop.layer())))

  it.effect("wakes somebody up when it gives up, who closes the attempt by hand", () =>
    Effect.gen(function*() {
      yield* open
      yield* TestClock.adjust("2 days")
      const { attempts: [attempt], told } = yield* swept
      assert.deepStrictEqual(told, ["somebody nothing"])
      if (attempt === undefined) return assert.fail("no attempt")
      const verdict = { _tag: "NotApplied", because: "LookedUpByHand" } as const
      const result = yield* closeByHand(attempt, verdict)
      assert.strictEqual(result._tag, "Advanced")
      assert.deepStrictEqual(result.attempt.verdict, verdict)
    }).pipe(Effect.provide(Shop.layer())))
})
