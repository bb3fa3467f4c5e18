import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Effect, Fiber, Layer, Logger, LogLevel, Redacted, Stream } from "effect"
import { AttemptLog, type News, Settlement } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { paid } from "./support/payments.ts"
import * as Proxy from "./support/proxy.ts"
import * as Server from "./support/server.ts"

interface Trouble {
  readonly url: string
  readonly begin: () => void | Promise<void>
  readonly end: () => void | Promise<void>
}

const promise = (run: () => void | Promise<void>) => Effect.promise(async () => run())

const own = Effect.tap(
  Server.own,
  ({ url }) => Effect.provide(SqlAttemptLog.migrate(), PgClient.layer({ url: Redacted.make(url) }))
)

const troubles = {
  "is suspended": Effect.map(own, ({ server, url }): Trouble => ({ url, begin: server.suspend, end: server.resume })),
  "stops at once, and is started again": Effect.map(
    own,
    ({ server, url }): Trouble => ({ url, begin: server.stop, end: server.start })
  ),
  "cannot be reached, though connections stay open": Effect.flatMap(own, ({ url }) =>
    Effect.map(
      Effect.acquireRelease(Effect.promise(() => Proxy.open(url)), ({ close }) => Effect.sync(close)),
      ({ stall, url }): Trouble => ({ url, begin: () => stall(true), end: () => stall(false) })
    ))
}

const refunds = Effect.flatMap(
  Sandbox,
  ({ ledger }) => Effect.map(ledger, (movements) => movements.filter(({ kind }) => kind === "Refund").length)
)

for (const [what, trouble] of Object.entries(troubles)) {
  it.scopedLive(`gives the answer, and notes it later, when PostgreSQL ${what} while LINE Pay works`, () =>
    Effect.gen(function*() {
      const { begin, end, url } = yield* trouble
      const told: Array<News> = []
      const live = Settlement.layerWith({
        logTimeout: "1 second",
        tell: (news) => Effect.sync(() => void told.push(news))
      }).pipe(
        Layer.provideMerge(SqlAttemptLog.layerWith({ migrate: false })),
        Layer.provide(PgClient.layer({ url: Redacted.make(url), connectTimeout: "1 second" }))
      )
      yield* Effect.gen(function*() {
        const settlement = yield* Settlement
        const sandbox = yield* Sandbox
        const log = yield* AttemptLog
        const { transactionId } = yield* paid("order")
        const key = `refundPayment ${transactionId} 1`
        yield* sandbox.faults.next("refundPayment", Fault.delay("1 second"))
        const refund = settlement.refundPayment({ transactionId, refundId: "1", refundAmount: 30, currency: "TWD" })
        const refunding = yield* Effect.fork(refund)
        // It is in LINE Pay's ledger, so the mark is in the log, and the answer is on its way.
        yield* Effect.repeat(Effect.delay(refunds, "10 millis"), { until: (count) => count > 0 })
        yield* promise(begin)
        const settled = yield* Fiber.join(refunding)
        assert.strictEqual(settled.settledBy, "Answer")
        // Nobody else is sent anything, and everybody gets an answer.
        const other = yield* Effect.either(
          settlement.refundPayment({ transactionId, refundId: "2", refundAmount: 40, currency: "TWD" })
        )
        assert.deepStrictEqual(
          [other._tag, other._tag === "Left" ? other.left._tag : undefined],
          ["Left", "AttemptLogError"]
        )
        yield* promise(end)
        yield* Effect.repeat(Effect.sleep("100 millis"), { until: () => told.length > 0 })
        const names = Effect.map(
          Effect.retry(Stream.runCollect(log.events(key)), { times: 20 }),
          (events) => Arr.map(Arr.fromIterable(events), ({ _tag }) => _tag)
        )
        yield* Effect.repeat(Effect.delay(names, "100 millis"), { until: (names) => names.at(-1) === "Closed" })
        assert.deepStrictEqual(yield* names, ["Opened", "Sent", "Answered", "Closed"])
        const { settledBy } = yield* Effect.retry(refund, { times: 8, while: ({ _tag }) => _tag === "AttemptLogError" })
        assert.strictEqual(settledBy, "AnsweredBefore")
      }).pipe(Effect.provide(live))
      assert.deepStrictEqual(told.map(({ standing, version }) => [standing, version]), [["Applied", 4]])
      assert.strictEqual(yield* refunds, 1)
    }).pipe(Logger.withMinimumLogLevel(LogLevel.None), Effect.provide(LinePayTest.layer())))

  it.scopedLive(`sends nothing while PostgreSQL ${what}, and once after that`, () =>
    Effect.gen(function*() {
      const { begin, end, url } = yield* trouble
      const live = Settlement.layerWith({ logTimeout: "1 second" }).pipe(
        Layer.provide(SqlAttemptLog.layerWith({ migrate: false })),
        Layer.provide(PgClient.layer({ url: Redacted.make(url), connectTimeout: "1 second" }))
      )
      yield* Effect.gen(function*() {
        const settlement = yield* Settlement
        const { transactionId } = yield* paid("order")
        const refund = settlement.refundPayment({ transactionId, refundId: "1", refundAmount: 30, currency: "TWD" })
        yield* promise(begin)
        const error = yield* Effect.flip(Effect.asVoid(refund))
        assert.strictEqual(error._tag, "AttemptLogError")
        assert.strictEqual(yield* refunds, 0)
        yield* promise(end)
        // A pool notices a connection that is gone when it uses it.
        const { settledBy } = yield* Effect.retry(refund, {
          times: 20,
          while: ({ _tag }) => _tag === "AttemptLogError"
        })
        assert.strictEqual(settledBy, "Answer")
      }).pipe(Effect.provide(live))
      assert.strictEqual(yield* refunds, 1)
    }).pipe(Logger.withMinimumLogLevel(LogLevel.None), Effect.provide(LinePayTest.layer())))
}
