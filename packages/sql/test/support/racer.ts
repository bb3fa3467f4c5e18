/**
 * One of the processes that race for the same prizes. It does each phase when
 * its parent says so, and reports what it won.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlAttemptLog from "effect-line-pay-sql/SqlAttemptLog"
import { AttemptLog, type Lease } from "effect-line-pay/AttemptLog"
import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Redacted from "effect/Redacted"
import * as A from "./attempts.ts"
import { amount, keys, type Phase, prizes, revisions, type Start } from "./race.ts"

const [url = "", racer = ""] = process.argv.slice(2)

const PgLive = PgClient.layer({ url: Redacted.make(url), maxConnections: 4 })
const runtime = ManagedRuntime.make(Layer.provide(SqlAttemptLog.layer, PgLive))

/** The prizes that an effect wins. Each process has an order of its own, else the first would win them all. */
const won = <A, E, R>(prizes: ReadonlyArray<A>, wins: (prize: A) => Effect.Effect<{ readonly _tag: string }, E, R>) =>
  Random.shuffle(prizes).pipe(
    Effect.flatMap(
      Effect.forEach((prize) => Effect.map(wins(prize), ({ _tag }) => _tag === "Appended" ? [prize] : []), {
        concurrency: 4
      })
    ),
    Effect.map(Arr.flatten)
  )

const open = (log: AttemptLog.Service, key: string, group?: string) =>
  log.append({
    events: [A.opened({ key, fingerprint: racer, ...(group === undefined ? {} : { group }) })],
    number: 0,
    tell: false
  })

/** Leases until nothing is left. Others may have what a lease does not get. */
const leaseAll = (log: AttemptLog.Service, what: Lease["what"]) =>
  Effect.gen(function*() {
    const all: Array<string> = []
    let idle = 0
    while (idle < 20) {
      const leased = yield* log.lease({ what, merchants: [A.merchant], limit: 7, lease: Duration.hours(1) })
      idle = leased.length === 0 ? idle + 1 : 0
      if (leased.length === 0) yield* Effect.sleep("10 millis")
      for (const { group, key } of Arr.map(leased, Either.getOrThrow)) all.push(group ?? key)
    }
    return all
  })

type Race = (log: AttemptLog.Service, start: Start) => Effect.Effect<ReadonlyArray<string>, unknown>

const phases: { readonly [P in Phase]: Race } = {
  // With the first phase the layer is built: all make the tables at once.
  tables: () => Effect.succeed([]),
  open: (log) => won(prizes.open, (key) => open(log, key)),
  group: (log) => won(prizes.group, (group) => open(log, `${group}, ${racer}`, group)),
  // The number alone keeps them apart: who wins closes at once, and the index of open ones says nothing.
  number: (log) =>
    won(prizes.number, (group) =>
      log.append({
        events: [A.opened({ key: `${group}, ${racer}`, group, merchant: "another" }), A.closed()],
        number: 0,
        tell: true
      })),
  append: (log) =>
    Effect.reduce(revisions, Arr.empty<string>(), (before, revision) => {
      const ours = won(keys, (key) =>
        Effect.flatMap(log.get(key), ({ own }) => {
          const attempt = Option.getOrThrow(own)
          return attempt.revision === revision
            ? log.append({ attempt, events: [A.saw(racer)], tell: false })
            : Effect.succeed({ _tag: "Late" })
        }))
      return Effect.map(ours, (keys) => [...before, ...keys.map((key) => `${key}, revision ${revision}`)])
    }),
  evidence: (log) =>
    won(prizes.evidence, (evidence) =>
      log.append({
        events: [A.opened({ key: `${evidence}, ${racer}`, merchant: "another" }), A.closed()],
        evidence,
        tell: false
      })),
  lease: (log) => leaseAll(log, "Due"),
  tell: (log) => leaseAll({ ...log, lease: (lease) => log.lease({ ...lease, merchants: ["another"] }) }, "Untold"),
  // All succeed, or this process fails. The one that sends gets LINE Pay's answer.
  pay: (log, { payments }) =>
    Effect.gen(function*() {
      const { LinePay } = yield* Effect.promise(() => import("effect-line-pay/LinePay"))
      const { Settlement } = yield* Effect.promise(() => import("effect-line-pay/Settlement"))
      const live = Settlement.layer.pipe(
        Layer.provide(Layer.succeed(AttemptLog, log)),
        Layer.provide(Layer.provide(LinePay.layerConfig(), FetchHttpClient.layer))
      )
      const paid = yield* Effect.flatMap(Settlement, ({ confirmPayment }) =>
        won(payments, (payment) =>
          Effect.map(
            confirmPayment({ ...payment, amount, currency: "TWD" }),
            ({ settledBy }) => ({ _tag: settledBy === "Answer" ? "Appended" : "Late" })
          ))).pipe(Effect.provide(live))
      return paid.map(({ orderId }) => orderId)
    })
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
