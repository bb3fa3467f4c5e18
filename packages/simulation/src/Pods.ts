/**
 * Runs the shop's processes. They crash and start again, and their clocks are
 * set.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import {
  AttemptLog,
  ConfirmHandler,
  LinePay,
  LinePayConfig,
  type News,
  Nonce,
  NotApplied,
  Settlement,
  Signer
} from "effect-line-pay"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import { PodClock } from "./Clocks.ts"
import { folded } from "./Folded.ts"
import type { Merchant } from "./Merchant.ts"
import type { Network } from "./Network.ts"
import type { Scene } from "./Scene.ts"
import type * as Shop from "./Shop.ts"

/** One process of the shop. */
export interface Pod {
  readonly name: string
  /** After a crash the process does nothing more: no call, no record, no answer. */
  alive: boolean
  readonly clock: PodClock
  readonly desks: readonly [Desk, Desk]
}

/** A process's work for one of the merchants. */
export interface Desk {
  readonly linePay: LinePay.Service
  readonly settlement: Settlement.Service
  /** The page that LINE Pay sends customers to. */
  readonly page: ConfirmHandler.ConfirmHandler<never>
  readonly isAlive: () => boolean
}

export interface Pods {
  /** Somebody asks some process, and may leave before the answer. */
  readonly ask: <A, E>(
    merchant: Merchant,
    what: string,
    f: (desk: Desk) => Effect.Effect<A, E>
  ) => Effect.Effect<Either.Either<A, E> | undefined>
  /** Retries until the outcome is known, or a retry is pointless. */
  readonly askUntilKnown: <A, E extends { readonly _tag: string }>(
    merchant: Merchant,
    what: string,
    f: (desk: Desk) => Effect.Effect<A, E>
  ) => Effect.Effect<A | undefined>
  /** No process crashes any more, all run, and their clocks are right. */
  readonly settleDown: Effect.Effect<void>
}

export interface Options {
  readonly merchants: readonly [Merchant, Merchant]
  readonly network: Network
  readonly database: AttemptLog.Service
  readonly shop: Shop.Shop
}

export const make = (
  { dice, mutation, notes, release, say, silence, stored, time, weather }: Scene,
  { database, merchants, network, shop }: Options
): Effect.Effect<Pods, never, Scope.Scope> =>
  Effect.gen(function*() {
    const { asked, denials, marks, requests } = notes

    const startPod = (name: string): Effect.Effect<Pod> =>
      Effect.gen(function*() {
        const state: { readonly name: string; alive: boolean } = { name, alive: true }
        const clock = new PodClock(time, dice.between(-25, 25) * 1_000, () => state.alive ? Effect.void : silence)
        const nonce: Nonce.Service = { next: Effect.sync(() => `${++notes.nonces}`) }
        const whileAlive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
          Effect.suspend(() => state.alive ? effect : silence).pipe(
            Effect.exit,
            Effect.flatMap((exit) => state.alive ? exit : silence)
          )
        const base = mutation.podLog?.(database, name) ?? database
        const log: AttemptLog.Service = {
          ...base,
          get: (key, options) => whileAlive(base.get(key, options)),
          append: (append) =>
            whileAlive(Effect.suspend(() => {
              for (const event of append.events) {
                if (event._tag === "Sent") marks.set(event.send.id, (append.attempt ?? folded(append)).key)
              }
              return base.append(append)
            })),
          lease: (lease) => whileAlive(base.lease(lease)),
          told: (versions) => whileAlive(base.told(versions))
        }

        const open = (merchant: Merchant) =>
          Effect.gen(function*() {
            const { sandbox: { settings } } = merchant
            const client = HttpClient.transform(
              network.client(name, merchant),
              // LINE Pay has a separate clock.
              (effect) => Effect.withClock(whileAlive(effect), merchant.clock)
            )
            const plain = Context.get(
              yield* Layer.build(LinePay.layer.pipe(Layer.provide([
                Layer.succeed(HttpClient.HttpClient, client),
                Layer.succeed(LinePayConfig, {
                  channelId: settings.channelId,
                  environment: "sandbox",
                  merchant: merchant.name
                }),
                Signer.layer(settings.channelSecret),
                Layer.succeed(Nonce, nonce)
              ]))),
              LinePay
            )
            const noticed: LinePay.Service = {
              ...plain,
              confirmPayment: (request) =>
                Effect.tapErrorTag(plain.confirmPayment(request), "AuthenticationRequired", () =>
                  Effect.sync(() => {
                    notes.earlyConfirms++
                  }))
            }
            const linePay = mutation.linePay?.(noticed) ?? noticed
            const told = (news: News) => whileAlive(shop.tell(news))
            const plainly = Context.get(
              yield* Layer.build(
                Settlement.layerWith({ tell: mutation.tell?.(told) ?? told }).pipe(Layer.provide([
                  Layer.succeed(LinePay, linePay),
                  Layer.succeed(AttemptLog, log),
                  Layer.succeed(Nonce, nonce)
                ]))
              ),
              Settlement
            )
            const settlement: Settlement.Service = {
              ...plainly,
              refundPayment: (intent) => {
                const { refundAmount, refundId, transactionId } = intent
                const key = `refundPayment ${transactionId} ${refundId}`
                const amount = refundAmount === "full" ? Number.POSITIVE_INFINITY : refundAmount
                asked.push({ key, transactionId, amount, isTotal: false })
                return plainly.refundPayment(intent)
              },
              refundUpTo: (intent) => {
                const { refundId, total: amount, transactionId } = intent
                asked.push({ key: `refundPayment ${transactionId} ${refundId}`, transactionId, amount, isTotal: true })
                return plainly.refundUpTo(intent)
              }
            }
            // The sweeper of the process. Once a day has passed since the shop closed it has less to do.
            yield* settlement.sweep.pipe(
              Effect.ignore,
              Effect.repeat({
                schedule: Schedule.modifyDelay(
                  Schedule.spaced("5 minutes"),
                  (_, delay) => weather.isBusy() ? delay : "1 hour"
                ),
                while: () => state.alive
              }),
              Effect.withClock(clock),
              Effect.forkDaemon
            )
            const page = yield* ConfirmHandler.make({
              find: (transactionId) => Effect.sync(() => Option.fromNullable(stored.get(transactionId)))
            }).pipe(Effect.provideService(Settlement, settlement))
            return { linePay, settlement, page, isAlive: () => state.alive }
          })

        const [first, second] = merchants
        return Object.assign(state, { clock, desks: [yield* open(first), yield* open(second)] as const })
      }).pipe(
        // A scope that nobody closes: a process that is killed runs no finalizer.
        Effect.provideServiceEffect(Scope.Scope, Scope.make())
      )

    const pods: [Pod, Pod] = [yield* startPod("pod 1"), yield* startPod("pod 2")]

    // The processes must end with the world. A sweeper would run for ever, and so would time.
    yield* Effect.addFinalizer(() => {
      for (const pod of pods) pod.alive = false
      return release
    })

    // Crash and start again, now and then, while the shop is open.
    const crashing = yield* Effect.gen(function*() {
      yield* Effect.sleep(`${dice.between(60, 1_200)} seconds`)
      const which = dice.between(0, 1) === 0 ? 0 : 1
      notes.crashes++
      say(`${pods[which].name} crashes`)
      pods[which].alive = false
      yield* Effect.sleep(`${dice.between(1, 60)} seconds`)
      pods[which] = yield* startPod(`pod ${which + 1}`)
      say(`${pods[which].name} is back`)
    }).pipe(Effect.forever, Effect.forkScoped)

    // A clock is set, by seconds or by minutes, forward or back, while the process runs.
    const jumping = yield* Effect.gen(function*() {
      yield* Effect.sleep(`${dice.between(60, 1_800)} seconds`)
      const pod = dice.pick(pods)
      notes.clockJumps++
      pod.clock.ahead = dice.between(-1, 1) * (dice.chance(0.7) ? dice.between(1, 50) : dice.between(60, 1_200)) * 1_000
      say(`the clock of ${pod.name} jumps: ${pod.clock.ahead / 1_000} s ahead now`)
    }).pipe(Effect.forever, Effect.forkScoped)

    const ask: Pods["ask"] = <A, E>(
      { index }: Merchant,
      what: string,
      f: (desk: Desk) => Effect.Effect<A, E>
    ): Effect.Effect<Either.Either<A, E> | undefined> =>
      Effect.suspend(() => {
        const pod = dice.pick(pods)
        const patience = dice.chance(0.3) ? dice.between(1, 20) : dice.between(240, 600)
        say(`${what} at ${pod.name}`)
        return Effect.either(Effect.withClock(f(pod.desks[index]), pod.clock)).pipe(
          Effect.timeoutOption(`${patience} seconds`),
          Effect.map(Option.getOrUndefined),
          Effect.tap((result) => {
            say(`${what}: ${result === undefined ? "left" : result._tag === "Right" ? "done" : showError(result.left)}`)
            if (
              result?._tag === "Left" && result.left instanceof NotApplied && result.left.because !== "ClosedByHand"
            ) {
              denials.push({ key: result.left.key, because: result.left.because, after: requests.size })
            }
            return Effect.void
          })
        )
      })

    const askUntilKnown: Pods["askUntilKnown"] = <A, E extends { readonly _tag: string }>(
      merchant: Merchant,
      what: string,
      f: (desk: Desk) => Effect.Effect<A, E>
    ): Effect.Effect<A | undefined> =>
      Effect.gen(function*() {
        for (let turn = 0; turn < 6; turn++) {
          const result = yield* ask(merchant, what, f)
          if (result?._tag === "Right") return result.right
          if (result?._tag === "Left" && result.left._tag === "SettlementMismatch") return undefined
          yield* Effect.sleep(`${dice.between(30, 300)} seconds`)
        }
        return undefined
      })

    const settleDown = Effect.gen(function*() {
      yield* Fiber.interruptAll([crashing, jumping])
      for (const which of [0, 1] as const) {
        if (!pods[which].alive) pods[which] = yield* startPod(`pod ${which + 1}`)
        pods[which].clock.ahead = 0
      }
    })
    return { ask, askUntilKnown, settleDown }
  })

const showError = (error: unknown): string =>
  typeof error === "object" && error !== null && "_tag" in error
    ? `${String(error._tag)}${"because" in error ? ` ${String(error.because)}` : ""}`
    : String(error)
