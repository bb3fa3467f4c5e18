/**
 * One of the processes that race for the same prizes. It does each phase when
 * its parent says so, and reports what it won.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlAttemptLog from "effect-line-pay-sql/SqlAttemptLog"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { LinePay } from "effect-line-pay/LinePay"
import { Settlement } from "effect-line-pay/Settlement"
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { attempt } from "./attempts.ts"
import { amount, keys, type Phase, prizes, type Start, versions } from "./race.ts"

const [url = "", racer = ""] = process.argv.slice(2)

const PgLive = PgClient.layer({ url: Redacted.make(url), maxConnections: 4 })
const runtime = ManagedRuntime.make(
  Settlement.layer.pipe(
    Layer.provideMerge(Layer.provide(SqlAttemptLog.layer, PgLive)),
    Layer.provide(Layer.provide(LinePay.layerConfig(), FetchHttpClient.layer))
  )
)

/** The prizes that an effect wins. Each process has an order of its own, else the first would win them all. */
const won = <A, E, R>(prizes: ReadonlyArray<A>, wins: (prize: A) => Effect.Effect<boolean, E, R>) =>
  Random.shuffle(prizes).pipe(
    Effect.flatMap(Effect.forEach((prize) => Effect.map(wins(prize), (won) => won ? [prize] : []), { concurrency: 4 })),
    Effect.map(Arr.flatten)
  )

type Race = (log: AttemptLog.Service, start: Start) => Effect.Effect<ReadonlyArray<string>, unknown, Settlement>

const phases: { readonly [P in Phase]: Race } = {
  // With the first phase the layer is built: all make the tables at once.
  tables: () => Effect.succeed([]),
  open: ({ open }) =>
    won(prizes.open, (key) => {
      const opened = open(attempt({ key, fingerprint: racer }))
      return Effect.map(opened, ({ _tag }) => _tag === "Opened")
    }),
  group: ({ open }) =>
    won(prizes.group, (group) => {
      const opened = open(attempt({ key: `${group}, ${racer}`, group }))
      return Effect.map(opened, ({ _tag }) => _tag === "Opened")
    }),
  advance: ({ advance }) =>
    Effect.reduce(versions, Arr.empty<string>(), (before, version) => {
      const ours = won(keys, (key) => {
        const advanced = advance(version, attempt({ key, fingerprint: racer }))
        return Effect.map(advanced, ({ _tag }) => _tag === "Advanced")
      })
      return Effect.map(ours, (keys) => [...before, ...keys.map((key) => `${key}, version ${version}`)])
    }),
  claim: ({ claim }) => won(prizes.claim, (key) => Effect.map(claim(key, racer), ({ _tag }) => _tag === "Claimed")),
  lease: ({ openAttempts }) =>
    Effect.map(
      Stream.runCollect(openAttempts("1 hour")),
      (leased) => Chunk.toReadonlyArray(leased).map(({ group, key }) => group ?? key)
    ),
  // All succeed, or this process fails. The one that sends gets LINE Pay's answer.
  pay: (_, { payments }) =>
    Effect.flatMap(Settlement, ({ confirmPayment }) =>
      won(payments, (payment) => {
        const settled = confirmPayment({ ...payment, amount, currency: "TWD" })
        return Effect.map(settled, ({ settledBy }) => settledBy === "Answer")
      })).pipe(Effect.map(Arr.map(({ orderId }) => orderId)))
}

process.on("message", (start: Start) => {
  const race = Effect.flatMap(AttemptLog, (log) => phases[start.phase](log, start))
  runtime.runPromise(Effect.delay(race, Math.max(0, start.at - Date.now()))).then(
    (won) => process.send?.(won),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    }
  )
})
process.on("disconnect", () => {
  void runtime.dispose()
})
process.send?.([])
