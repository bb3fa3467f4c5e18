import { PgClient } from "@effect/sql-pg"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Effect, Layer, Option, Redacted, Stream } from "effect"
import { AttemptLog, type News, Settlement } from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { paid } from "./support/payments.ts"
import * as Postgres from "./support/postgres.ts"
import * as Proxy from "./support/proxy.ts"

const cutting = (url: string) =>
  Effect.acquireRelease(Effect.promise(() => Proxy.open(url)), ({ close }) => Effect.sync(close))

for (const [what, text] of [["mark", "INSERT INTO"], ["verdict", "UPDATE"]] as const) {
  it.scopedLive(`sends once, and tells once, when the acknowledgement of the ${what} is cut off`, () =>
    Effect.gen(function*() {
      const direct = yield* Postgres.url
      yield* Effect.provide(SqlAttemptLog.migrate(), PgClient.layer({ url: Redacted.make(direct) }))
      const proxy = yield* cutting(direct)
      const told: Array<News> = []
      const tell = (news: News) => Effect.sync(() => void told.push(news))
      const live = Settlement.layerWith({ tell }).pipe(
        Layer.provideMerge(SqlAttemptLog.layerWith({ migrate: false })),
        Layer.provide(PgClient.layer({ url: Redacted.make(proxy.url) }))
      )
      yield* Effect.gen(function*() {
        const settlement = yield* Settlement
        const log = yield* AttemptLog
        const { transactionId } = yield* paid("order")
        proxy.cutAfter(text)
        const { settledBy } = yield* settlement.refundPayment({
          transactionId,
          refundId: "1",
          refundAmount: 30,
          currency: "TWD"
        })
        assert.strictEqual(settledBy, "Answer")
        yield* Effect.repeat(Effect.sleep("100 millis"), { until: () => told.length > 0 })
        const events = yield* Stream.runCollect(log.events(`refundPayment ${transactionId} 1`))
        assert.deepStrictEqual(Arr.fromIterable(events).map(({ _tag }) => _tag), [
          "Opened",
          "Sent",
          "Answered",
          "Closed"
        ])
      }).pipe(Effect.provide(live))
      assert.deepStrictEqual(told.map(({ answer, version }) => [version, Option.isSome(answer)]), [[4, true]])
      const sandbox = yield* Sandbox
      assert.strictEqual((yield* sandbox.ledger).filter(({ kind }) => kind === "Refund").length, 1)
    }).pipe(Effect.provide(LinePayTest.layer())))
}
