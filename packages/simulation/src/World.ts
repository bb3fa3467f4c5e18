/**
 * A few hours of a shop: orders, customers, processes that crash, staff who
 * refund by hand, and a network that loses answers. LINE Pay's own ledger is
 * the truth that everything is held against afterwards.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import {
  type Attempt,
  AttemptLog,
  type ConfirmIntent,
  type ConfirmPaymentError,
  type ConfirmPaymentSuccess,
  type ConfirmSettlementError,
  LinePay,
  LinePayConfig,
  Nonce,
  type RegKey,
  type Settled,
  Settlement,
  type TransactionId
} from "effect-line-pay"
import { NodeSigner } from "effect-line-pay-node"
import { Fault, type Ledger, Sandbox } from "effect-line-pay-sandbox"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Random from "effect/Random"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import * as Dice from "./Dice.ts"
import type { Mutation } from "./Mutation.ts"
import { VirtualTime } from "./VirtualTime.ts"

export interface Settings {
  readonly seed: number
  readonly orders: number
  /** From 0 to 1: the share of calls that meet a fault while the shop is open. */
  readonly faults: number
  readonly mutation?: Mutation | undefined
  /** Gets each line of the story, for a seed that went wrong. */
  readonly tell?: ((line: string) => void) | undefined
}

/** Everything that can be held against the ledger. */
export interface History {
  readonly ledger: ReadonlyArray<Ledger.Movement>
  /** The records of the attempt log as they are at the end. */
  readonly attempts: ReadonlyMap<string, Attempt.Attempt>
  /** Every "not applied" that was ever said, and when. */
  readonly denials: ReadonlyArray<Denial>
  /** Confirms that came before the customer had authenticated. */
  readonly earlyConfirms: number
  readonly faultsMet: ReadonlyMap<string, number>
  readonly crashes: number
}

export interface Denial {
  readonly key: string
  readonly because: string
  readonly at: number
}

/** Runs a world to its end. The same settings give the same history. */
export const run = (settings: Settings): History => {
  const time = new VirtualTime(Date.UTC(2026, 0, 1))
  const exit = time.run(
    world(settings, time).pipe(
      Effect.scoped,
      Effect.withRandom(Random.make(settings.seed)),
      Logger.withMinimumLogLevel(LogLevel.None)
    )
  )
  if (Exit.isSuccess(exit)) return exit.value
  throw new Error(`The world of seed ${settings.seed} broke down: ${exit.cause}`)
}

/** One process of the shop. */
interface Pod {
  readonly name: string
  /** After a crash nothing of the process happens any more: no call, no record, no answer. */
  alive: boolean
  readonly linePay: LinePay.Service
  readonly settlement: Settlement.Service
}

const faults: ReadonlyArray<readonly [name: string, fault: Fault.Fault]> = [
  ["delay", Fault.delay("20 seconds")],
  ["hang", Fault.hang()],
  ["hang, applied", Fault.hang({ applied: true })],
  ["reset", Fault.resetBefore],
  ["commit, then lose", Fault.commitThenLose],
  ["stall in the body", Fault.stallBody(20)],
  ["cut body", Fault.cutBody(20)],
  ["502", Fault.badGateway()],
  ["502, applied", Fault.badGateway({ applied: true })],
  ["empty body", Fault.emptyBody({ applied: true })],
  ["commit late (20 s)", Fault.commitLate("20 seconds")],
  ["commit late (70 s)", Fault.commitLate("70 seconds")],
  ["9000", Fault.resultCode("9000")],
  ["9000, applied", Fault.resultCode("9000", { applied: true })],
  ["1198, applied", Fault.resultCode("1198", { applied: true })],
  ["1199, applied", Fault.resultCode("1199", { applied: true })],
  ["1902", Fault.resultCode("1902")],
  ["1902, applied", Fault.resultCode("1902", { applied: true })],
  ["unknown code, applied", Fault.resultCode("4711", { applied: true })]
]

const lookFaults: ReadonlyArray<readonly [name: string, fault: Fault.Fault]> = [
  ["lagging details", Fault.lag("15 seconds")],
  ["no payStatus", Fault.flawedDetails("MissingPayStatus")],
  ["no payInfo", Fault.flawedDetails("MissingPayInfo")],
  ["odd date", Fault.flawedDetails("OddDate")]
]

const world = (
  { faults: share, mutation = { name: "none" }, orders, seed, tell = () => {} }: Settings,
  time: VirtualTime
): Effect.Effect<History, never, Scope.Scope> =>
  Effect.gen(function*() {
    const dice = Dice.make(seed)
    const say = (line: string) => tell(`${new Date(time.unsafeCurrentTimeMillis()).toISOString()} ${line}`)
    const linePayHost = yield* Layer.build(Sandbox.layer({ seed }))
    const sandbox = Context.get(linePayHost, Sandbox)
    const http = Context.get(linePayHost, HttpClient.HttpClient)
    const shared = Context.get(yield* Layer.build(AttemptLog.layerMemory), AttemptLog)

    const attempts = new Map<string, Attempt.Attempt>()
    const denials: Array<Denial> = []
    const faultsMet = new Map<string, number>()
    let earlyConfirms = 0
    let crashes = 0

    // -------------------------------------------------------------------------
    // The network
    // -------------------------------------------------------------------------

    const mishap = (look: boolean) =>
      Effect.suspend(() => {
        if (!open || !dice.chance(share)) return Effect.void
        const [name, fault] = dice.pick(look && dice.chance(0.5) ? asNonEmpty(lookFaults) : asNonEmpty(faults))
        faultsMet.set(name, (faultsMet.get(name) ?? 0) + 1)
        say(`  fault: ${name}`)
        return sandbox.faults.script(fault)
      })
    let open = true

    // -------------------------------------------------------------------------
    // The processes
    // -------------------------------------------------------------------------

    const startPod = (name: string): Effect.Effect<Pod> =>
      Effect.gen(function*() {
        const state = { alive: true }
        const whileAlive = <A, E, R>(effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
          Effect.suspend(() => state.alive ? effect : Effect.never).pipe(
            Effect.exit,
            Effect.flatMap((exit) => state.alive ? exit : Effect.never)
          )
        const client = HttpClient.transform(
          http,
          (effect, request) => whileAlive(Effect.zipRight(mishap(request.method === "GET"), effect))
        )
        const plain = Context.get(
          yield* Layer.build(LinePay.layer.pipe(Layer.provide([
            Layer.succeed(HttpClient.HttpClient, client),
            Layer.succeed(LinePayConfig, { channelId: sandbox.settings.channelId, environment: "sandbox" }),
            NodeSigner.layer(sandbox.settings.channelSecret),
            Nonce.layerTimestamp
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
        const kept = mutation.log?.(shared) ?? shared
        const log: AttemptLog.Service = {
          open: (attempt) =>
            whileAlive(Effect.tap(kept.open(attempt), (result) => {
              attempts.set(result.attempt.key, result.attempt)
              return Effect.void
            })),
          advance: (version, attempt) =>
            whileAlive(Effect.tap(kept.advance(version, attempt), (result) => {
              attempts.set(result.attempt.key, result.attempt)
              const verdict = result.attempt.verdict
              if (result._tag === "Advanced" && verdict?._tag === "NotApplied") {
                denials.push({ key: attempt.key, because: verdict.because, at: time.unsafeCurrentTimeMillis() })
              }
              say(
                `  ${name}: ${result._tag} ${result.attempt.key} sends=${result.attempt.sends.length}` +
                  (verdict === undefined
                    ? ""
                    : ` ${verdict._tag} ${"because" in verdict ? verdict.because : verdict.evidence}`)
              )
              return Effect.void
            })),
          claim: (evidence, key) => whileAlive(kept.claim(evidence, key)),
          openAttempts: (lease) => kept.openAttempts(lease)
        }
        const settlement = Context.get(
          yield* Layer.build(Settlement.layer.pipe(Layer.provide([
            Layer.succeed(LinePay, linePay),
            Layer.succeed(AttemptLog, log)
          ]))),
          Settlement
        )
        const pod: Pod = Object.assign(state, { name, linePay, settlement })
        // The sweeper of the process.
        yield* Stream.runDrain(settlement.settleOpen).pipe(
          Effect.ignore,
          Effect.repeat({ schedule: Schedule.spaced("5 minutes"), while: () => state.alive }),
          Effect.forkDaemon
        )
        return pod
      }).pipe(
        // A scope that nobody closes: a process that is killed runs no finalizer.
        Effect.provideServiceEffect(Scope.Scope, Scope.make())
      )

    const pods: [Pod, Pod] = [yield* startPod("pod 1"), yield* startPod("pod 2")]

    // Crash and start again, now and then, while the shop is open.
    const crashing = yield* Effect.gen(function*() {
      yield* Effect.sleep(`${dice.between(60, 1_200)} seconds`)
      const which = dice.between(0, 1) === 0 ? 0 : 1
      crashes++
      say(`${pods[which].name} crashes`)
      pods[which].alive = false
      yield* Effect.sleep(`${dice.between(1, 60)} seconds`)
      pods[which] = yield* startPod(`pod ${which + 1} (again)`)
    }).pipe(Effect.forever, Effect.forkScoped)

    /** Somebody asks some process, and may leave before the answer. */
    const ask = <A, E>(
      what: string,
      f: (pod: Pod) => Effect.Effect<A, E>
    ): Effect.Effect<Either.Either<A, E> | undefined> =>
      Effect.suspend(() => {
        const pod = dice.pick(pods)
        const patience = dice.chance(0.3) ? dice.between(1, 20) : dice.between(240, 600)
        say(`${what} at ${pod.name}`)
        return Effect.either(f(pod)).pipe(
          Effect.timeoutOption(`${patience} seconds`),
          Effect.map(Option.getOrUndefined),
          Effect.tap((result) => {
            say(`${what}: ${result === undefined ? "left" : result._tag === "Right" ? "done" : showError(result.left)}`)
            return Effect.void
          })
        )
      })

    /** Asks again until it is known what became of it, or there is no point. */
    const askUntilKnown = <A, E extends { readonly _tag: string }>(
      what: string,
      f: (pod: Pod) => Effect.Effect<A, E>
    ): Effect.Effect<A | undefined> =>
      Effect.gen(function*() {
        for (let turn = 0; turn < 6; turn++) {
          const result = yield* ask(what, f)
          if (result?._tag === "Right") return result.right
          if (result?._tag === "Left" && result.left._tag === "SettlementMismatch") return undefined
          yield* Effect.sleep(`${dice.between(30, 300)} seconds`)
        }
        return undefined
      })

    // -------------------------------------------------------------------------
    // The orders
    // -------------------------------------------------------------------------

    const request = (orderId: string, amount: number, payment: { capture: boolean; preapproved: boolean }) =>
      ask(`request ${orderId}`, (pod) =>
        pod.linePay.requestPayment({
          amount,
          currency: "TWD",
          orderId,
          packages: [{ id: "1", amount, products: [{ name: "Pen", quantity: 1, price: amount }] }],
          redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
          options: {
            payment: { capture: payment.capture, payType: payment.preapproved ? "PREAPPROVED" : "NORMAL" }
          }
        }))

    const confirm = (
      pod: Pod,
      intent: ConfirmIntent
    ): Effect.Effect<Settled<ConfirmPaymentSuccess>, ConfirmSettlementError | ConfirmPaymentError> =>
      mutation.withoutSettlement === true
        ? Effect.map(pod.linePay.confirmPayment(withoutOrder(intent)), (answer) => ({
          settledBy: "Answer",
          answer,
          evidence: "Answer",
          transactionId: answer.transactionId,
          refunded: 0
        }))
        : pod.settlement.confirmPayment(intent)

    const customer = (intent: ConfirmIntent, regKeys: Array<RegKey>) =>
      Effect.gen(function*() {
        const { orderId, transactionId } = intent
        if (dice.chance(0.15)) yield* ask(`early opening ${orderId}`, (pod) => confirm(pod, intent))
        yield* Effect.sleep(`${dice.between(5, 400)} seconds`)
        const mood = dice.next()
        if (mood > 0.9) return undefined
        if (mood > 0.82) {
          yield* Effect.ignore(sandbox.decline(transactionId))
        } else {
          say(`customer approves ${orderId} ${transactionId}`)
          yield* Effect.ignore(
            sandbox.approve(transactionId, dice.chance(0.4) ? { points: dice.between(1, intent.amount - 1) } : {})
          )
        }
        // The page is opened, reloaded, and opened in another tab.
        const openings = yield* Effect.all(
          Array.from(
            { length: dice.between(1, 3) },
            () => askUntilKnown(`confirm ${orderId}`, (pod) => confirm(pod, intent))
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

    const afterwards = (intent: ConfirmIntent, capture: boolean) =>
      Effect.gen(function*() {
        const { amount, currency, orderId, transactionId } = intent
        let left = amount
        if (!capture) {
          if (dice.chance(0.25)) {
            yield* Effect.all(
              Array.from(
                { length: dice.between(1, 2) },
                () => askUntilKnown(`void ${orderId}`, (pod) => pod.settlement.voidPayment({ transactionId }))
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
                  `capture ${orderId}`,
                  (pod) => pod.settlement.capturePayment({ transactionId, amount: left, currency })
                )
            ),
            { concurrency: "unbounded" }
          )
          if (captured.every((result) => result === undefined)) return
        }
        if (!dice.chance(0.6)) return
        yield* dice.chance(0.3) ? refundUpTo(transactionId, orderId, left) : refunds(transactionId, orderId, left)
      })

    /** Refunds of different amounts, so that each can be told in the ledger; staff refund the same amounts by hand. */
    const refunds = (transactionId: TransactionId, orderId: string, captured: number) =>
      Effect.gen(function*() {
        const amounts = [1, 2, 3].map((part) => Math.floor(captured / 10) + part).slice(0, dice.between(1, 3))
        for (const [index, refundAmount] of amounts.entries()) {
          const byHand = sandbox.merchantCentre.refund(transactionId, refundAmount).pipe(Effect.ignore)
          if (dice.chance(0.15)) {
            say(`staff refund ${refundAmount} of ${orderId}, before`)
            yield* byHand
            yield* Effect.sleep("1 minute")
          }
          const intent = { transactionId, refundId: `r${index}`, refundAmount, currency: "TWD" } as const
          yield* Effect.all(
            Array.from(
              { length: dice.between(1, 2) },
              () => askUntilKnown(`refund ${orderId} ${refundAmount}`, (pod) => pod.settlement.refundPayment(intent))
            ),
            { concurrency: "unbounded" }
          )
        }
        if (dice.chance(0.2)) {
          yield* askUntilKnown(
            `refund the rest of ${orderId}`,
            (pod) => pod.settlement.refundPayment({ transactionId, refundId: "rest", refundAmount: "full" })
          )
        }
      })

    const refundUpTo = (transactionId: TransactionId, orderId: string, captured: number) =>
      askUntilKnown(`refund ${orderId} up to a half`, (pod) =>
        pod.settlement.refundUpTo({
          transactionId,
          refundId: "half",
          total: Math.floor(captured / 2),
          currency: "TWD"
        }))

    const subscription = (orderId: string, regKey: RegKey) =>
      Effect.gen(function*() {
        for (const month of [1, 2]) {
          const charge = {
            regKey,
            orderId: `${orderId}-month-${month}`,
            productName: "Prime",
            amount: dice.between(50, 90),
            currency: "TWD"
          } as const
          yield* Effect.all(
            Array.from(
              { length: dice.between(1, 2) },
              () => askUntilKnown(`charge ${charge.orderId}`, (pod) => pod.settlement.payPreapproved(charge))
            ),
            { concurrency: "unbounded" }
          )
        }
      })

    const order = (index: number) =>
      Effect.gen(function*() {
        yield* Effect.sleep(`${dice.between(0, 3_600)} seconds`)
        const orderId = `order-${index}`
        const amount = dice.between(100, 900)
        const payment = { capture: dice.chance(0.7), preapproved: dice.chance(0.2) }
        const regKeys: Array<RegKey> = []
        const reserve = Effect.gen(function*() {
          for (let turn = 0; turn < 3; turn++) {
            const requested = yield* request(orderId, amount, payment)
            if (requested?._tag === "Right") {
              return { transactionId: requested.right.transactionId, orderId, amount, currency: "TWD" } as const
            }
          }
          return undefined
        })
        const tabs = yield* Effect.all(Array.from({ length: dice.chance(0.15) ? 2 : 1 }, () => reserve))
        const paid = yield* Effect.all(
          tabs.map((intent) => intent === undefined ? Effect.succeed(undefined) : customer(intent, regKeys)),
          { concurrency: "unbounded" }
        )
        const winner = paid.find((intent) => intent !== undefined)
        if (winner === undefined || mutation.withoutSettlement === true) return
        yield* afterwards(winner, payment.capture)
        const [regKey] = regKeys
        if (regKey !== undefined) yield* subscription(orderId, regKey)
      })

    yield* Effect.all(Array.from({ length: orders }, (_, index) => order(index)), {
      concurrency: "unbounded",
      discard: true
    })

    // The faults stop, and the sweepers have their day.
    open = false
    yield* Fiber.interrupt(crashing)
    for (const which of [0, 1] as const) {
      if (!pods[which].alive) pods[which] = yield* startPod(`pod ${which + 1} (again)`)
    }
    yield* sandbox.faults.clear
    say("no more faults")
    yield* Effect.sleep("30 hours")
    return { ledger: yield* sandbox.ledger, attempts, denials, earlyConfirms, faultsMet, crashes }
  })

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
