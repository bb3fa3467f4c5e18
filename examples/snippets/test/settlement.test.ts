import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Fiber, Layer, Redacted, TestClock } from "effect"
import { type AttemptLog, type LinePay, type News, Settlement } from "effect-line-pay"
import { Fault, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { closeByHand } from "../src/closeByHand.ts"
import { merchant } from "../src/merchant.ts"
import { settlementLive } from "../src/settlementLive.ts"
import { sweeper } from "../src/sweeper.ts"
import * as Shop from "./support/shop.ts"

const { channelId, channelSecret } = Options.defaultCredentials

const confirm = (payment: Effect.Effect.Success<ReturnType<typeof Shop.approved>>) =>
  Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment(payment))

it.scopedLive("settlementLive takes its client from the environment", () =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const payment = yield* Effect.provide(Shop.approved(), merchant(url, channelId, Redacted.make(channelSecret)))
    const environment = ConfigProvider.fromMap(
      new Map([
        ["LINE_PAY_CHANNEL_ID", channelId],
        ["LINE_PAY_CHANNEL_SECRET", channelSecret],
        ["LINE_PAY_ENVIRONMENT", url],
        ["LINE_PAY_MERCHANT", "test-shop"]
      ])
    )
    const { settledBy } = yield* confirm(payment).pipe(
      Effect.provide(Layer.provide(settlementLive(() => Effect.void), Layer.setConfigProvider(environment)))
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

/** A shop that notes what it is told, and sweeps for an hour. */
const swept = (told: ReadonlyArray<News>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(sweeper(() => Effect.void))
    yield* TestClock.adjust("1 hour")
    yield* Fiber.interrupt(fiber)
    return told.map(({ standing }) => standing)
  })

const withShop = <A, E>(
  test: (told: ReadonlyArray<News>) => Effect.Effect<A, E, Settlement | AttemptLog | Sandbox | LinePay>
) =>
  Effect.suspend(() => {
    const told: Array<News> = []
    return Effect.provide(test(told), Shop.layer((news) => Effect.sync(() => void told.push(news))))
  })

describe("sweeper", () => {
  it.effect("tells the order what has become of it", () =>
    withShop((told) =>
      Effect.gen(function*() {
        yield* open
        yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.clear)
        assert.deepStrictEqual(yield* swept(told), ["Applied"])
      })
    ))

  it.effect("tells that it gives up, and a human closes the attempt by hand", () =>
    withShop((told) =>
      Effect.gen(function*() {
        yield* open
        yield* TestClock.adjust("2 days")
        assert.deepStrictEqual(yield* swept(told), ["NeedsHuman"])
        const attempt = told[0]?.attempt
        if (attempt === undefined) return assert.fail("nothing was told")
        const closed = yield* closeByHand(attempt, "mei")
        assert.deepStrictEqual(closed.verdict, { _tag: "NotApplied", because: "ClosedByHand" })
        assert.strictEqual(closed.hand?.by, "mei")
        assert.deepStrictEqual(told.map(({ standing }) => standing), ["NeedsHuman", "NotApplied"])
      })
    ))
})
