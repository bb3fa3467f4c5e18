/**
 * Simulates a few hours of a shop of two merchants, who share one log.
 * Processes crash, and their clocks jump. Staff refund by hand. The network
 * loses answers, and the database loses acknowledgements. Afterwards,
 * everything is compared with LINE Pay's own ledgers.
 */
import { Attempt, AttemptLog } from "effect-line-pay"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import * as Customers from "./Customers.ts"
import * as Database from "./Database.ts"
import type { History } from "./History.ts"
import * as Merchant from "./Merchant.ts"
import * as Network from "./Network.ts"
import * as Operators from "./Operators.ts"
import * as Pods from "./Pods.ts"
import * as Scene from "./Scene.ts"
import * as Shop from "./Shop.ts"
import * as Staff from "./Staff.ts"
import * as Subscriptions from "./Subscriptions.ts"
import { VirtualTime } from "./VirtualTime.ts"
import { hour } from "./Weather.ts"

export type { Denial, History, Movement, Outage, Sent } from "./History.ts"
export { faults } from "./Mishap.ts"
export type { Settings } from "./Scene.ts"

/** Runs a world to its end. The same settings give the same history. */
export const run = (settings: Scene.Settings): History => {
  const time = new VirtualTime(Date.UTC(2026, 0, 1))
  const exit = time.run(
    world(settings, time).pipe(
      Effect.scoped,
      Effect.withRandom(Random.make(settings.seed)),
      Effect.withTracerEnabled(false),
      Logger.withMinimumLogLevel(LogLevel.None)
    )
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw new Error(`The world broke down: ${exit.cause}`)
}

/** All faults of the shop's own parts, by the name in a report. */
export const troubles: ReadonlyArray<string> = [...Database.names, ...Shop.names]

const world = (settings: Scene.Settings, time: VirtualTime): Effect.Effect<History, never, Scope.Scope> =>
  Effect.gen(function*() {
    const { orders, seed } = settings
    const scene = Scene.make(settings, time)
    const { notes, now, say, weather } = scene
    const { outage } = weather
    const merchants = [
      yield* Merchant.make({ edges: scene.edges, seed }, time, 0),
      yield* Merchant.make({ edges: scene.edges, seed }, time, 1)
    ] as const
    const log = Context.get(yield* Layer.build(AttemptLog.layerMemory), AttemptLog)
    const database = Database.make(scene, log)
    const shop = Shop.make(scene)
    const pods = yield* Pods.make(scene, { merchants, network: Network.make(scene), database, shop })
    const staff = Staff.make(scene, pods)
    const { order } = Customers.make(scene, pods, staff, Subscriptions.make(scene, pods))

    let stillOpen: ReadonlyArray<Attempt.Attempt> = []
    if (Number.isFinite(outage.from)) {
      yield* Effect.sleep(`${outage.to + soon - now()} millis`).pipe(
        Effect.zipRight(Effect.sync(() => {
          stillOpen = [...notes.attempts.values()].filter((attempt) => {
            const last = attempt.sends.at(-1)
            return Attempt.isOpen(attempt) && last !== undefined && last.at < outage.to
          })
          say(`${stillOpen.length} attempts are still open after the outage`)
        })),
        Effect.forkScoped
      )
    }

    const operators = yield* Effect.forEach(
      merchants,
      (merchant) => Effect.forkScoped(Operators.work(scene, pods, merchant))
    )

    const [first, second] = merchants
    // A third of the orders are the second merchant's, under the ids of the first one's.
    const ofSecond = Math.floor(orders / 3)
    yield* Effect.all(
      Array.from(
        { length: orders },
        (_, index) => index < ofSecond ? order(second, index) : order(first, index - ofSecond)
      ),
      { concurrency: "unbounded", discard: true }
    )

    // The faults stop, and the sweepers have a day to finish.
    weather.close()
    yield* Fiber.interruptAll(operators)
    yield* pods.settleDown
    for (const { sandbox } of merchants) yield* sandbox.faults.clear
    say("no more faults")
    yield* Effect.sleep(`${weather.quietFrom() + 30 * hour - now()} millis`)
    return {
      seed,
      ledger: yield* Effect.map(
        Effect.forEach(
          merchants,
          ({ index, sandbox }) =>
            Effect.map(
              sandbox.ledger,
              (ledger) => ledger.map((movement) => ({ ...movement, merchant: `merchant-${index + 1}` }))
            )
        ),
        (ledgers) => ledgers.flat()
      ),
      attempts: notes.attempts,
      denials: notes.denials,
      requests: notes.requests,
      answers: new Set(notes.answers.filter(({ isWithShop }) => isWithShop()).map(({ key }) => key)),
      orders: shop,
      outage: Number.isFinite(outage.from) ? { ...outage, stillOpen } : undefined,
      handled: notes.handled,
      denialsByHand: notes.denialsByHand,
      trespasses: notes.trespasses,
      asked: notes.asked,
      databaseOff: notes.databaseOff,
      earlyConfirms: notes.earlyConfirms,
      faultsMet: notes.faultsMet,
      repeatedRefundIds: notes.repeatedRefundIds,
      crashes: notes.crashes,
      clockJumps: notes.clockJumps
    }
  })

/** How soon after LINE Pay is back what was open is settled. */
const soon = 45 * 60_000
