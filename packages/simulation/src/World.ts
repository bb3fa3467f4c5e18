/**
 * Simulates a few hours of a shop of two merchants, who share one log.
 * Processes crash, and their clocks jump. Staff refund by hand. The network
 * loses answers, and the database loses acknowledgements. Afterwards,
 * everything is compared with LINE Pay's own ledgers.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import {
  Attempt,
  AttemptLog,
  type ConfirmIntent,
  type ConfirmPaymentError,
  type ConfirmPaymentSuccess,
  type ConfirmSettlementError,
  LinePay,
  LinePayConfig,
  type News,
  Nonce,
  NotApplied,
  type RegKey,
  type Settled,
  Settlement,
  Signer,
  type TransactionId
} from "effect-line-pay"
import { Fault, type Ledger, Sandbox } from "effect-line-pay-sandbox"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Database from "./Database.ts"
import * as Dice from "./Dice.ts"
import type { Mutation } from "./Mutation.ts"
import * as Shop from "./Shop.ts"
import { VirtualTime } from "./VirtualTime.ts"

export interface Settings {
  readonly seed: number
  readonly orders: number
  /** From 0 to 1: the share of calls that meet a fault while the shop is open. */
  readonly faults: number
  readonly mutation?: Partial<Mutation> | undefined
  /** Gets each line of the story, for a seed that went wrong. */
  readonly tell?: ((line: string) => void) | undefined
}

/** The history to compare with the ledger. */
export interface History {
  readonly seed: number
  readonly ledger: ReadonlyArray<Movement>
  /** The records of the attempt log at the end. */
  readonly attempts: ReadonlyMap<string, Attempt.Attempt>
  /** Every "not applied" that any caller got. */
  readonly denials: ReadonlyArray<Denial>
  /** Every request that left, by its nonce: the ledger names the nonce that moved the money. */
  readonly requests: ReadonlyMap<string, Sent>
  /** The keys of confirms whose answer a process has read that told the shop of it, or lived on to do so. */
  readonly answers: ReadonlySet<string>
  /** The order table of the shop. */
  readonly orders: Shop.Orders
  /** LINE Pay was away, and is back. Absent if it was there all the time. */
  readonly outage?: Outage | undefined
  /** Confirms that came before the customer had authenticated. */
  readonly earlyConfirms: number
  readonly faultsMet: ReadonlyMap<string, number>
  /** When details last showed every refund of a payment under the id of the first, by transaction id, in true time. */
  readonly repeatedRefundIds: ReadonlyMap<string, number>
  readonly crashes: number
  readonly clockJumps: number
}

/** A movement of money, in the ledger of one of the merchants. */
export interface Movement extends Ledger.Movement {
  readonly merchant: string
}

export interface Sent {
  /** Counts up from 1. */
  readonly sequence: number
  /** The intent that the log has marked it for; absent when the log has no such mark. */
  readonly key: string | undefined
  /** The true time, and not that of the process. */
  readonly at: number
}

/** LINE Pay answered nothing for some hours. Then it was back, without faults. */
export interface Outage {
  /** In true time. */
  readonly from: number
  readonly to: number
  /** The attempts that were open a while after it, and sent before its end. */
  readonly stillOpen: ReadonlyArray<Attempt.Attempt>
}

export interface Denial {
  readonly key: string
  readonly because: string
  /** How many requests had left when it was said. */
  readonly after: number
}

/** Runs a world to its end. The same settings give the same history. */
export const run = (settings: Settings): History => {
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

/** One process of the shop. */
interface Pod {
  readonly name: string
  /** After a crash the process does nothing more: no call, no record, no answer. */
  alive: boolean
  readonly clock: PodClock
  readonly desks: readonly [Desk, Desk]
}

/** A process's work for one of the merchants. */
interface Desk {
  readonly linePay: LinePay.Service
  readonly settlement: Settlement.Service
  readonly isAlive: () => boolean
}

/** A merchant, and LINE Pay as it sees it. */
interface Merchant {
  readonly index: 0 | 1
  readonly name: string
  readonly sandbox: Sandbox.Service
  readonly http: HttpClient.HttpClient
  readonly clock: Clock.Clock
}

interface Mishap {
  readonly name: string
  readonly fault: Fault.Fault
  /** Against the others'; 1 by default. */
  readonly weight?: number
}

/** The faults of any call. Settlement exists because of late answers and late commits. */
const mishaps: ReadonlyArray<Mishap> = [
  { name: "delay (20 s)", fault: Fault.delay("20 seconds") },
  { name: "delay (90 s, beyond the read timeout)", fault: Fault.delay("90 seconds") },
  { name: "hang", fault: Fault.hang() },
  { name: "hang, applied", fault: Fault.hang({ applied: true }) },
  { name: "reset", fault: Fault.resetBefore },
  { name: "reset, applied", fault: Fault.commitThenLose, weight: 2 },
  { name: "stall in the body", fault: Fault.stallBody(20) },
  { name: "cut body", fault: Fault.cutBody(20) },
  { name: "502", fault: Fault.badGateway() },
  { name: "502, applied", fault: Fault.badGateway({ applied: true }) },
  { name: "empty body, applied", fault: Fault.emptyBody({ applied: true }) },
  { name: "old envelope", fault: Fault.oldEnvelope },
  { name: "commit late (3 s)", fault: Fault.commitLate("3 seconds") },
  { name: "commit late (20 s)", fault: Fault.commitLate("20 seconds") },
  { name: "commit late (70 s)", fault: Fault.commitLate("70 seconds"), weight: 2 },
  { name: "commit late (20 s), locked", fault: Fault.commitLate("20 seconds", { locked: true }) },
  { name: "commit late (85 s), hang", fault: Fault.commitLate("85 seconds", { connection: "Hang" }) },
  { name: "9000", fault: Fault.resultCode("9000") },
  { name: "9000, applied", fault: Fault.resultCode("9000", { applied: true }) },
  { name: "1198, applied", fault: Fault.resultCode("1198", { applied: true }) },
  { name: "1199", fault: Fault.resultCode("1199") },
  { name: "1199, applied", fault: Fault.resultCode("1199", { applied: true }) },
  { name: "1902", fault: Fault.resultCode("1902") },
  { name: "1902, applied", fault: Fault.resultCode("1902", { applied: true }) },
  { name: "unknown code, applied", fault: Fault.resultCode("4711", { applied: true }) },
  { name: "odd regKey", fault: Fault.odd("regKey", `""`) },
  { name: "odd order id", fault: Fault.odd("orderId", "7") },
  { name: "unreadable sum", fault: Fault.odd("payInfo", `[{"amount":null}]`) }
]

/** More faults of a look, because LINE Pay's own documents disagree on details. */
const lookMishaps: ReadonlyArray<Mishap> = [
  { name: "lagging details (15 s)", fault: Fault.lag("15 seconds"), weight: 3 },
  { name: "lagging details (60 s)", fault: Fault.lag("60 seconds"), weight: 3 },
  { name: "no payStatus", fault: Fault.flawedDetails("MissingPayStatus") },
  { name: "no payInfo", fault: Fault.flawedDetails("MissingPayInfo") },
  { name: "repeated refund id", fault: Fault.flawedDetails("RepeatedRefundId") },
  { name: "odd date", fault: Fault.flawedDetails("OddDate") },
  { name: "unreadable payStatus", fault: Fault.odd("[0].payStatus", "{}") },
  { name: "unreadable payInfo", fault: Fault.odd("[0].payInfo", `[{"method":"BALANCE","amount":"ten"}]`) },
  { name: "unreadable refundList", fault: Fault.odd("[0].refundList", `[null]`) },
  { name: "unreadable transactionType", fault: Fault.odd("[0].transactionType", "7") },
  { name: "odd packages", fault: Fault.odd("[0].packages", `{"id":[]}`) }
]

const byWeight = (all: ReadonlyArray<Mishap>) =>
  asNonEmpty(all.flatMap((mishap) => Array.from({ length: mishap.weight ?? 1 }, () => mishap)))

/** While LINE Pay is away, requests come to nothing. */
const awayMishaps: ReadonlyArray<Mishap> = [
  { name: "away: hang", fault: Fault.hang() },
  { name: "away: reset", fault: Fault.resetBefore },
  { name: "away: 502", fault: Fault.badGateway() }
]

/** All faults of LINE Pay and the network, by the name in a report. */
export const faults: ReadonlyMap<string, Fault.Fault> = new Map(
  [...mishaps, ...lookMishaps].map(({ fault, name }) => [name, fault])
)

/** All faults of the shop's own parts, by the name in a report. */
export const troubles: ReadonlyArray<string> = [...Database.names, ...Shop.names]

const world = (
  { faults: share, mutation = {}, orders, seed, tell }: Settings,
  time: VirtualTime
): Effect.Effect<History, never, Scope.Scope> =>
  Effect.gen(function*() {
    const dice = Dice.make(seed)
    const say = (line: string) => tell?.(`${new Date(time.unsafeCurrentTimeMillis()).toISOString()} ${line}`)
    /** LINE Pay's ids are unique over merchants, so the second one's are made half a second ahead. */
    const merchant = (index: 0 | 1): Effect.Effect<Merchant, never, Scope.Scope> =>
      Effect.gen(function*() {
        const clock = new OffsetClock(time, index * 500)
        const channelId = `200000000${index}`
        const host = yield* Effect.withClock(Layer.build(Sandbox.layer({ seed: seed + index, channelId })), clock)
        return {
          index,
          name: `merchant-${index + 1}`,
          sandbox: Context.get(host, Sandbox),
          http: Context.get(host, HttpClient.HttpClient),
          clock
        }
      })
    const merchants = [yield* merchant(0), yield* merchant(1)] as const
    const shared = Context.get(yield* Layer.build(AttemptLog.layerMemory), AttemptLog)

    const attempts = new Map<string, Attempt.Attempt>()
    const denials: Array<Denial> = []
    /** The key of each mark in the log, by its nonce. */
    const marks = new Map<string, string>()
    const requests = new Map<string, Sent>()
    const faultsMet = new Map<string, number>()
    const met = (name: string) => faultsMet.set(name, (faultsMet.get(name) ?? 0) + 1)
    const repeatedRefundIds = new Map<string, number>()
    /** The confirms that were answered, and whether the shop must have the answer. */
    const answers: Array<{ readonly key: string; readonly isWithShop: () => boolean }> = []
    /** The payments whose details come from a replica that lags, half of the time. */
    const lagging = new Set<string>()
    const [onAny, onLook, onAway] = [byWeight(mishaps), byWeight(lookMishaps), byWeight(awayMishaps)]
    let nonces = 0
    let earlyConfirms = 0
    let crashes = 0
    let clockJumps = 0

    // -------------------------------------------------------------------------
    // The network
    // -------------------------------------------------------------------------

    /** One way. Two processes that do the same at the same time get in each other's way. */
    const latency = (): Duration.DurationInput =>
      `${dice.chance(0.2) ? dice.between(1_000, 6_000) : dice.between(10, 300)} millis`
    const now = () => time.unsafeCurrentTimeMillis()

    const mishap = (
      { sandbox }: Merchant,
      isLook: boolean,
      call: { readonly url: string; readonly text: string }
    ) =>
      Effect.suspend(() => {
        const isAway = now() >= outage.from && now() < outage.to
        if (!isAway && isLook && !isCalm() && [...lagging].some((id) => call.url.includes(id)) && dice.chance(0.5)) {
          met("lagging details (60 s)")
          say(`    ${call.text} meets: a replica that lags`)
          return sandbox.faults.script(Fault.lag("60 seconds"))
        }
        if (!isAway && (isCalm() || !dice.chance(share))) return Effect.void
        const { fault, name } = dice.pick(isAway ? onAway : isLook && dice.chance(0.5) ? onLook : onAny)
        // These have no details and no `info` that could be odd. A fault that they do not meet would hit another call.
        const saysNothing = /\/(?:check|void|expire)$/.test(call.url)
        if ((fault._tag === "FlawedDetails" || fault._tag === "Odd") && saysNothing) return Effect.void
        met(name)
        if (fault._tag === "FlawedDetails" && fault.flaw === "RepeatedRefundId") {
          for (const [id] of call.url.matchAll(/(?<=[?&]transactionId=)\d+/g)) repeatedRefundIds.set(id, now())
        }
        say(`    ${call.text} meets: ${name}`)
        return sandbox.faults.script(fault)
      })

    /** The sandbox over a faulty network. A story has the requests and answers. */
    const network = (pod: string, merchant: Merchant): HttpClient.HttpClient =>
      HttpClient.transform(merchant.http, (effect, request) =>
        Effect.suspend(() => {
          const nonce = request.headers["x-line-authorization-nonce"] ?? ""
          const key = marks.get(nonce)
          requests.set(nonce, { sequence: requests.size + 1, key, at: now() })
          const text = tell === undefined ? "" : `${pod} ${describeCall(request, key)}`
          const isLook = request.method === "GET"
          const through = Effect.sleep(latency()).pipe(
            Effect.zipRight(mishap(merchant, isLook, { url: request.url, text })),
            Effect.zipRight(effect),
            Effect.zipLeft(Effect.suspend(() => Effect.sleep(latency())))
          )
          if (tell === undefined) return through
          return Effect.tapBoth(through, {
            onFailure: () => Effect.sync(() => say(`    ${text}: connection lost`)),
            onSuccess: (response) =>
              Effect.map(Effect.option(response.text), (body) => {
                say(`    ${text}: ${Option.match(body, { onNone: () => "no whole answer", onSome: describeAnswer })}`)
              })
          })
        }))

    let open = true
    let closedAt = Number.POSITIVE_INFINITY
    /** In some worlds, LINE Pay is away for three hours, while the shop is open. */
    const outage = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
    if (dice.chance(outageShare)) {
      outage.from = now() + dice.between(600, 3_600) * 1_000
      outage.to = outage.from + 3 * hour
    }
    /** Nothing goes wrong any more: the shop is closed, or LINE Pay is back. */
    const isCalm = () => !open || now() >= outage.to

    // -------------------------------------------------------------------------
    // The shop's own parts
    // -------------------------------------------------------------------------

    const isTroubled = () => !isCalm() && dice.chance(share / 4)
    /** Where killed processes wait. At the end they may go: Effect remembers every daemon that has not ended. */
    const limbo = Deferred.unsafeMake<never>(FiberId.none)
    const silence = Deferred.await(limbo)
    /** Right within half of settlement's margin. */
    const databaseClock = new OffsetClock(time, dice.between(-25, 25) * 1_000)
    const committed: Database.Options["committed"] = ({ events }, result) => {
      if (!("attempt" in result)) return
      const { attempt } = result
      const { key, sends, verdict } = attempt
      attempts.set(key, attempt)
      const isAppended = result._tag === "Appended"
      const isDenied = events.some((event) => event._tag === "Closed" && event.verdict._tag === "NotApplied")
      if (isAppended && verdict?._tag === "NotApplied" && isDenied) {
        denials.push({ key, because: verdict.because, after: requests.size })
      }
      say(
        `  the log ${isAppended ? `has ${events.map(({ _tag }) => _tag).join(", ")} of` : "already had"} ${key}: ` +
          (verdict === undefined
            ? `version ${attempt.version}, sent ${sends.length} times, last answered ${
              sends.at(-1)?.answered ?? "nothing yet"
            }`
            : `version ${attempt.version}, ${verdict._tag}, ${
              "because" in verdict ? verdict.because : verdict.evidence
            }`)
      )
    }
    const database = Database.make(mutation.log?.(shared) ?? shared, {
      clock: databaseClock,
      dice,
      isTroubled,
      met,
      committed,
      say,
      hangs: silence
    })
    const shop = Shop.make({
      dice,
      hangs: silence,
      isTroubled,
      met,
      say
    })

    // -------------------------------------------------------------------------
    // The processes
    // -------------------------------------------------------------------------

    const startPod = (name: string): Effect.Effect<Pod> =>
      Effect.gen(function*() {
        const state: { readonly name: string; alive: boolean } = { name, alive: true }
        const clock = new PodClock(time, dice.between(-25, 25) * 1_000, () => state.alive ? Effect.void : silence)
        const nonce: Nonce.Service = { next: Effect.sync(() => `${++nonces}`) }
        const whileAlive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
          Effect.suspend(() => state.alive ? effect : silence).pipe(
            Effect.exit,
            Effect.flatMap((exit) => state.alive ? exit : silence)
          )
        const log: AttemptLog.Service = {
          ...database,
          get: (key, options) => whileAlive(database.get(key, options)),
          append: (append) =>
            whileAlive(Effect.suspend(() => {
              for (const event of append.events) {
                if (event._tag === "Sent") marks.set(event.send.id, (append.attempt ?? Database.folded(append)).key)
              }
              return database.append(append)
            })),
          lease: (lease) => whileAlive(database.lease(lease)),
          told: (versions) => whileAlive(database.told(versions))
        }

        const open = (merchant: Merchant) =>
          Effect.gen(function*() {
            const { sandbox: { settings } } = merchant
            const client = HttpClient.transform(
              network(name, merchant),
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
                    earlyConfirms++
                  }))
            }
            const linePay = mutation.linePay?.(noticed) ?? noticed
            const told = (news: News) => whileAlive(shop.tell(news))
            const settlement = Context.get(
              yield* Layer.build(
                Settlement.layerWith({ tell: mutation.tell?.(told) ?? told }).pipe(Layer.provide([
                  Layer.succeed(LinePay, linePay),
                  Layer.succeed(AttemptLog, log),
                  Layer.succeed(Nonce, nonce)
                ]))
              ),
              Settlement
            )
            // The sweeper of the process. Once a day has passed since the shop closed it has less to do.
            yield* settlement.sweep.pipe(
              Effect.ignore,
              Effect.repeat({
                schedule: Schedule.modifyDelay(
                  Schedule.spaced("5 minutes"),
                  (_, delay) => isOpenOrJustClosed() ? delay : "1 hour"
                ),
                while: () => state.alive
              }),
              Effect.withClock(clock),
              Effect.forkDaemon
            )
            return { linePay, settlement, isAlive: () => state.alive }
          })

        const [first, second] = merchants
        return Object.assign(state, { clock, desks: [yield* open(first), yield* open(second)] as const })
      }).pipe(
        // A scope that nobody closes: a process that is killed runs no finalizer.
        Effect.provideServiceEffect(Scope.Scope, Scope.make())
      )

    /** From when on nothing goes wrong any more. */
    const quietFrom = () => Number.isFinite(outage.to) ? Math.max(closedAt, outage.to) : closedAt
    const isOpenOrJustClosed = () => open || now() < quietFrom() + 3 * hour

    const pods: [Pod, Pod] = [yield* startPod("pod 1"), yield* startPod("pod 2")]

    // The processes must end with the world. A sweeper would run for ever, and so would time.
    yield* Effect.addFinalizer(() => {
      for (const pod of pods) pod.alive = false
      return Deferred.die(limbo, "the process is gone")
    })

    // Crash and start again, now and then, while the shop is open.
    const crashing = yield* Effect.gen(function*() {
      yield* Effect.sleep(`${dice.between(60, 1_200)} seconds`)
      const which = dice.between(0, 1) === 0 ? 0 : 1
      crashes++
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
      clockJumps++
      pod.clock.ahead = dice.between(-1, 1) * (dice.chance(0.7) ? dice.between(1, 50) : dice.between(60, 1_200)) * 1_000
      say(`the clock of ${pod.name} jumps: ${pod.clock.ahead / 1_000} s ahead now`)
    }).pipe(Effect.forever, Effect.forkScoped)

    /** Somebody asks some process, and may leave before the answer. */
    const ask = <A, E>(
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
            if (result?._tag === "Left" && result.left instanceof NotApplied) {
              denials.push({ key: result.left.key, because: result.left.because, after: requests.size })
            }
            return Effect.void
          })
        )
      })

    /** Retries until the outcome is known, or a retry is pointless. */
    const askUntilKnown = <A, E extends { readonly _tag: string }>(
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

    let stillOpen: ReadonlyArray<Attempt.Attempt> = []
    if (Number.isFinite(outage.from)) {
      yield* Effect.sleep(`${outage.to + soon - now()} millis`).pipe(
        Effect.zipRight(Effect.sync(() => {
          stillOpen = [...attempts.values()].filter((attempt) => {
            const last = attempt.sends.at(-1)
            return Attempt.isOpen(attempt) && last !== undefined && last.at < outage.to
          })
          say(`${stillOpen.length} attempts are still open after the outage`)
        })),
        Effect.forkScoped
      )
    }

    // -------------------------------------------------------------------------
    // The orders
    // -------------------------------------------------------------------------

    const request = (
      merchant: Merchant,
      orderId: string,
      amount: number,
      payment: { capture: boolean; preapproved: boolean }
    ) =>
      ask(merchant, `request ${orderId}`, (desk) =>
        desk.linePay.requestPayment({
          amount,
          currency: "TWD",
          orderId,
          packages: [{ id: "1", amount, products: [{ name: "Pen", quantity: 1, price: amount }] }],
          redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
          options: {
            payment: { capture: payment.capture, payType: payment.preapproved ? "PREAPPROVED" : "NORMAL" }
          }
        }))

    /** Something that happens at LINE Pay without the shop, by its clock. */
    const atLinePay = <A, E>({ clock, sandbox }: Merchant, act: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
      Effect.ignore(Effect.withClock(Effect.suspend(() => act(sandbox)), clock))

    const confirm = (
      desk: Desk,
      intent: ConfirmIntent
    ): Effect.Effect<Settled<ConfirmPaymentSuccess>, ConfirmSettlementError | ConfirmPaymentError> =>
      mutation.withoutSettlement === true
        ? Effect.map(desk.linePay.confirmPayment(withoutOrder(intent)), (answer) => ({
          settledBy: "Answer",
          answer,
          evidence: "Answer",
          transactionId: answer.transactionId,
          refunded: 0,
          told: false
        }))
        : Effect.tap(desk.settlement.confirmPayment(intent), ({ settledBy, told }) =>
          Effect.sync(() => {
            const key = `confirmPayment ${intent.transactionId}`
            if (settledBy === "Answer") answers.push({ key, isWithShop: () => told || desk.isAlive() })
          }))

    const customer = (merchant: Merchant, intent: ConfirmIntent, regKeys: Array<RegKey>) =>
      Effect.gen(function*() {
        const { orderId, transactionId } = intent
        if (dice.chance(0.15)) yield* ask(merchant, `early opening ${orderId}`, (desk) => confirm(desk, intent))
        yield* Effect.sleep(`${dice.between(5, 400)} seconds`)
        const mood = dice.next()
        if (mood > 0.9) return undefined
        if (mood > 0.82) {
          yield* atLinePay(merchant, ({ decline }) => decline(transactionId))
        } else {
          say(`customer approves ${orderId} ${transactionId}`)
          const approval = dice.chance(0.4) ? { points: dice.between(1, intent.amount - 1) } : {}
          yield* atLinePay(merchant, ({ approve }) => approve(transactionId, approval))
        }
        // The page is opened, reloaded, and opened in another tab.
        const openings = yield* Effect.all(
          Array.from(
            { length: dice.between(1, 3) },
            () => askUntilKnown(merchant, `confirm ${orderId}`, (desk) => confirm(desk, intent))
          ),
          { concurrency: "unbounded" }
        )
        for (const opening of openings) {
          if (opening?.settledBy === "Answer" && opening.answer.regKey !== undefined) {
            regKeys.push(opening.answer.regKey)
          }
        }
        return openings.some((opening) => opening !== undefined) ? intent : undefined
      })

    const afterwards = (merchant: Merchant, intent: ConfirmIntent, capture: boolean) =>
      Effect.gen(function*() {
        const { amount, currency, orderId, transactionId } = intent
        let left = amount
        if (!capture) {
          if (dice.chance(0.08)) {
            const voids = dice.chance(0.5)
            say(`staff ${voids ? "void" : "capture"} ${orderId} ${transactionId}`)
            yield* atLinePay(
              merchant,
              ({ merchantCentre }) =>
                voids ? merchantCentre.void(transactionId) : merchantCentre.capture(transactionId, "full")
            )
          }
          if (dice.chance(0.25)) {
            yield* Effect.all(
              Array.from(
                { length: dice.between(1, 2) },
                () =>
                  askUntilKnown(merchant, `void ${orderId}`, (desk) => desk.settlement.voidPayment({ transactionId }))
              ),
              { concurrency: "unbounded" }
            )
            return
          }
          left = dice.chance(0.3) ? dice.between(Math.ceil(amount / 2), amount) : amount
          const captured = yield* Effect.all(
            Array.from(
              { length: dice.between(1, 2) },
              () =>
                askUntilKnown(
                  merchant,
                  `capture ${orderId}`,
                  (desk) => desk.settlement.capturePayment({ transactionId, amount: left, currency })
                )
            ),
            { concurrency: "unbounded" }
          )
          if (captured.every((result) => result === undefined)) return
        }
        if (!dice.chance(0.6)) return
        yield* dice.chance(0.4)
          ? refundUpTo(merchant, transactionId, orderId, left)
          : refunds(merchant, transactionId, orderId, left)
      })

    /** Refunds of different amounts, so that each can be told in the ledger; staff refund the same amounts by hand. */
    const refunds = (merchant: Merchant, transactionId: TransactionId, orderId: string, captured: number) =>
      Effect.gen(function*() {
        const amounts = [1, 2, 3].map((part) => Math.floor(captured / 10) + part).slice(0, dice.between(1, 3))
        for (const [index, refundAmount] of amounts.entries()) {
          const byHand = atLinePay(
            merchant,
            ({ merchantCentre }) => merchantCentre.refund(transactionId, refundAmount)
          )
          if (dice.chance(0.15)) {
            say(`staff refund ${refundAmount} of ${orderId} ${transactionId}, before`)
            yield* byHand
            yield* Effect.sleep("1 minute")
          } else if (dice.chance(0.05)) {
            // docs/settlement.md says not to do this.
            yield* Effect.forkDaemon(Effect.delay(
              Effect.suspend(() => {
                say(`staff refund ${refundAmount} of ${orderId} ${transactionId}, meanwhile`)
                return byHand
              }),
              `${dice.between(1, 200)} seconds`
            ))
          }
          const intent = { transactionId, refundId: `r${index}`, refundAmount, currency: "TWD" } as const
          yield* Effect.all(
            Array.from(
              { length: dice.between(1, 2) },
              () =>
                askUntilKnown(
                  merchant,
                  `refund ${orderId} ${refundAmount}`,
                  (desk) => desk.settlement.refundPayment(intent)
                )
            ),
            { concurrency: "unbounded" }
          )
        }
        if (dice.chance(0.2)) {
          yield* askUntilKnown(
            merchant,
            `refund the rest of ${orderId}`,
            (desk) => desk.settlement.refundPayment({ transactionId, refundId: "rest", refundAmount: "full" })
          )
        }
      })

    const refundUpTo = (merchant: Merchant, transactionId: TransactionId, orderId: string, captured: number) =>
      Effect.suspend(() => {
        // Two colleagues want the same, each under a separate id.
        const total = Math.floor(captured / 2)
        if (share > 0 && dice.chance(0.5)) lagging.add(transactionId)
        const colleagues = ["half", ...dice.chance(0.8) ? ["half again"] : []]
        return Effect.all(
          colleagues.map((refundId) =>
            Effect.delay(
              askUntilKnown(
                merchant,
                `refund ${orderId} up to a half, ${refundId}`,
                (desk) => desk.settlement.refundUpTo({ transactionId, refundId, total, currency: "TWD" })
              ),
              dice.chance(0.6) ? `${dice.between(0, 2_000)} millis` : `${dice.between(2, 60)} seconds`
            )
          ),
          { concurrency: "unbounded" }
        )
      })

    const subscription = (merchant: Merchant, orderId: string, regKey: RegKey) =>
      Effect.gen(function*() {
        for (const month of [1, 2]) {
          const charge = {
            regKey,
            orderId: `${orderId}-month-${month}`,
            productName: "Prime",
            amount: 50 + month,
            currency: "TWD"
          } as const
          yield* Effect.all(
            Array.from(
              { length: dice.between(1, 2) },
              () =>
                askUntilKnown(merchant, `charge ${charge.orderId}`, (desk) => desk.settlement.payPreapproved(charge))
            ),
            { concurrency: "unbounded" }
          )
        }
      })

    const order = (merchant: Merchant, index: number) =>
      Effect.gen(function*() {
        yield* Effect.sleep(`${dice.between(0, 3_600)} seconds`)
        const orderId = `order-${index}`
        const amount = dice.between(100, 900)
        const payment = { capture: dice.chance(0.7), preapproved: dice.chance(0.2) }
        const regKeys: Array<RegKey> = []
        const reserve = Effect.gen(function*() {
          for (let turn = 0; turn < 3; turn++) {
            const requested = yield* request(merchant, orderId, amount, payment)
            if (requested?._tag === "Right") {
              return { transactionId: requested.right.transactionId, orderId, amount, currency: "TWD" } as const
            }
          }
          return undefined
        })
        const tabs = yield* Effect.all(Array.from({ length: dice.chance(0.15) ? 2 : 1 }, () => reserve))
        const paid = yield* Effect.all(
          tabs.map((intent) => intent === undefined ? Effect.succeed(undefined) : customer(merchant, intent, regKeys)),
          { concurrency: "unbounded" }
        )
        const winner = paid.find((intent) => intent !== undefined)
        if (winner === undefined || mutation.withoutSettlement === true) return
        yield* afterwards(merchant, winner, payment.capture)
        const [regKey] = regKeys
        if (regKey !== undefined) yield* subscription(merchant, orderId, regKey)
      })

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
    open = false
    closedAt = now()
    yield* Fiber.interruptAll([crashing, jumping])
    for (const which of [0, 1] as const) {
      if (!pods[which].alive) pods[which] = yield* startPod(`pod ${which + 1}`)
      pods[which].clock.ahead = 0
    }
    for (const { sandbox } of merchants) yield* sandbox.faults.clear
    say("no more faults")
    yield* Effect.sleep(`${quietFrom() + 30 * hour - now()} millis`)
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
      attempts,
      denials,
      requests,
      answers: new Set(answers.filter(({ isWithShop }) => isWithShop()).map(({ key }) => key)),
      orders: shop,
      outage: Number.isFinite(outage.from) ? { ...outage, stillOpen } : undefined,
      earlyConfirms,
      faultsMet,
      repeatedRefundIds,
      crashes,
      clockJumps
    }
  })

/** A call for a story: without the regKey in its path, and with the intent that it is for. */
const describeCall = ({ method, url }: HttpClientRequest.HttpClientRequest, key: string | undefined): string =>
  `${method} ${url.replace(/^https:\/\/[^/]+\/v\d\/payments/, "").replace(/(preapprovedPay\/)[^/]+/, "$1{regKey}")}` +
  (key === undefined ? "" : ` for ${key}`)

/** The parts of an answer for a story: the code, the state, the refunds. */
const describeAnswer = (body: string): string => {
  const found = body.match(/"(?:returnCode|resultCode|payStatus|refundAmount)":[^,}]+/g)
  return found === null ? "no answer of LINE Pay" : found.join(" ").replaceAll("\"", "")
}

const hour = 3_600_000

/** How soon after LINE Pay is back what was open is settled. */
const soon = 45 * 60_000

/** The share of worlds in which LINE Pay is away for hours. */
const outageShare = 0.1

/** A clock that is ahead of the truth, or behind. */
class OffsetClock implements Clock.Clock {
  readonly [Clock.ClockTypeId]: Clock.ClockTypeId = Clock.ClockTypeId
  readonly currentTimeMillis = Effect.sync(() => this.unsafeCurrentTimeMillis())
  readonly currentTimeNanos = Effect.sync(() => this.unsafeCurrentTimeNanos())
  protected readonly time: VirtualTime
  /** By how many milliseconds it is ahead, from the start on. */
  private readonly aheadAtStart: number

  constructor(time: VirtualTime, ahead: number) {
    this.time = time
    this.aheadAtStart = ahead
  }

  unsafeCurrentTimeMillis(): number {
    return this.time.unsafeCurrentTimeMillis() + this.aheadAtStart
  }

  unsafeCurrentTimeNanos(): bigint {
    return BigInt(this.time.unsafeCurrentTimeMillis() + this.aheadAtStart) * 1_000_000n
  }

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    return this.time.sleep(duration)
  }
}

/**
 * The clocks of a process. At the start its wall clock is right within half of settlement's margin. Later it is set by
 * minutes, forward and back. The clock for nanoseconds and sleeps is monotonic. Once the process was killed, nothing
 * wakes up in it.
 */
class PodClock extends OffsetClock {
  /** By how many milliseconds the time of day is ahead of the truth. */
  ahead: number
  private readonly awake: () => Effect.Effect<void>

  constructor(time: VirtualTime, ahead: number, awake: () => Effect.Effect<void>) {
    super(time, ahead)
    this.ahead = ahead
    this.awake = awake
  }

  override unsafeCurrentTimeMillis(): number {
    return this.time.unsafeCurrentTimeMillis() + this.ahead
  }

  override sleep(duration: Duration.Duration): Effect.Effect<void> {
    return Effect.zipRight(this.time.sleep(duration), Effect.suspend(this.awake))
  }
}

const withoutOrder = ({ orderId: _, ...request }: ConfirmIntent) => request

const asNonEmpty = <A>(items: ReadonlyArray<A>): readonly [A, ...ReadonlyArray<A>] => {
  const [first, ...others] = items
  if (first === undefined) throw new Error("an empty list")
  return [first, ...others]
}

const showError = (error: unknown): string =>
  typeof error === "object" && error !== null && "_tag" in error
    ? `${String(error._tag)}${"because" in error ? ` ${String(error.because)}` : ""}`
    : String(error)
