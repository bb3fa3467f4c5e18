/**
 * One of the processes that race for the same prizes. It does each phase when
 * its parent says so, and reports what it won.
 */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlAttemptLog from "effect-line-pay-sql/SqlAttemptLog"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as Stream from "effect/Stream"
import { attempt } from "./attempts.ts"
import { keys, type Phase, prizes, type Start, versions } from "./race.ts"

const [url = "", racer = ""] = process.argv.slice(2)

const PgLive = PgClient.layer({ url: Redacted.make(url), maxConnections: 4 })
const runtime = ManagedRuntime.make(Layer.provide(SqlAttemptLog.layer, PgLive))

/** The prizes that an effect wins. Each process has an order of its own, else the first would win them all. */
const won = <E>(prizes: ReadonlyArray<string>, wins: (prize: string) => Effect.Effect<boolean, E>) =>
  Random.shuffle(prizes).pipe(
    Effect.flatMap(Effect.forEach((prize) => Effect.map(wins(prize), (won) => won ? [prize] : []), { concurrency: 4 })),
    Effect.map(Arr.flatten)
  )

const phases: { readonly [P in Phase]: (log: AttemptLog.Service) => Effect.Effect<ReadonlyArray<string>, unknown> } = {
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
    )
}

process.on("message", ({ at, phase }: Start) => {
  const effect = Effect.zipRight(Effect.sleep(Math.max(0, at - Date.now())), Effect.flatMap(AttemptLog, phases[phase]))
  runtime.runPromise(effect).then((won) => process.send?.(won), (error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
process.on("disconnect", () => {
  void runtime.dispose()
})
process.send?.([])
