/**
 * Shows a night of the shop, on this machine alone. Subscribers enrol, and a run charges them while LINE Pay has a bad
 * night. The same run charges nobody the second time.
 */
import { FetchHttpClient } from "@effect/platform"
import { NodeContext } from "@effect/platform-node"
import { Clock, ConfigProvider, Console, Duration, Effect, Layer, Option, Ref, Stream } from "effect"
import { LinePayNode } from "effect-line-pay-node"
import { Fault, Options as SandboxOptions } from "effect-line-pay-sandbox"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import * as BillingRun from "./BillingRun.ts"
import { Enrolments } from "./Enrolments.ts"
import { clock, dollars, number, paint } from "./format.ts"
import * as Heap from "./Heap.ts"
import * as Period from "./Period.ts"
import { Progress } from "./Progress.ts"
import { throwAwayKey } from "./RegKeyVault.ts"
import { SandboxProcess } from "./SandboxProcess.ts"
import * as Services from "./Services.ts"
import { Subscribers } from "./Subscribers.ts"
import * as Summary from "./Summary.ts"

export interface Options {
  readonly subscribers: number
  /** From 0 to 1: the share of the calls of the run that meet a fault. */
  readonly faults: number
  /** An empty database to use: `postgres://…`; a temporary file by default. */
  readonly database: Option.Option<string>
}

/** Half of it the network and LINE Pay itself, half of it the customers. */
const badNight: Fault.Mix["faults"] = [
  { fault: Fault.commitThenLose, weight: 3 },
  { fault: Fault.badGateway({ applied: true }), weight: 1 },
  { fault: Fault.emptyBody({ applied: true }), weight: 1 },
  { fault: Fault.delay("1 second"), weight: 3 },
  { fault: Fault.resetBefore, weight: 1 },
  { fault: Fault.resultCode("1288"), weight: 3 },
  { fault: Fault.resultCode("1142"), weight: 3 },
  { fault: Fault.resultCode("1298"), weight: 1 },
  { fault: Fault.resultCode("1287"), weight: 1 },
  { fault: Fault.resultCode("1190"), weight: 1 }
]

const credentials = (url: string) =>
  new Map([
    ["LINE_PAY_CHANNEL_ID", SandboxOptions.defaultCredentials.channelId],
    ["LINE_PAY_CHANNEL_SECRET", SandboxOptions.defaultCredentials.channelSecret],
    ["LINE_PAY_ENVIRONMENT", url],
    ["LINE_PAY_MERCHANT", "demo"]
  ])

/** A temporary file, unless another database is given. */
const database = (given: Option.Option<string>) =>
  Option.match(given, {
    onSome: Effect.succeed,
    onNone: () =>
      Effect.map(
        Effect.acquireRelease(
          Effect.sync(() => mkdtempSync(path.join(tmpdir(), "subscriptions-"))),
          (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
        ),
        (directory) => `file:${path.join(directory, "subscriptions.db")}`
      )
  })

/** In place of the environment, whose database may be in use. */
const configuration = (given: Option.Option<string>) =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const { url } = yield* SandboxProcess
    const variables = credentials(url).set(...yield* throwAwayKey).set("SUBSCRIPTIONS_DATABASE", yield* database(given))
    return Layer.setConfigProvider(ConfigProvider.fromMap(variables))
  }))

const shop = (given: Option.Option<string>) =>
  Services.layer(LinePayNode.layerConfig({})).pipe(
    Layer.provide(configuration(given)),
    Layer.provideMerge(SandboxProcess.layer),
    Layer.provide([FetchHttpClient.layer, NodeContext.layer])
  )

const plans = [150, 290, 490] as const

/** One after another would be slow: what a customer does takes no time here. */
const enrolAll = (count: number) =>
  Effect.gen(function*() {
    const subscribers = yield* Subscribers
    const enrolments = yield* Enrolments
    const sandbox = yield* SandboxProcess
    yield* Stream.range(1, count).pipe(
      Stream.mapEffect((n) =>
        Effect.gen(function*() {
          const subscriber = yield* subscribers.add(`Customer ${n}`, plans[n % 3] ?? plans[0])
          const { enrolment } = yield* enrolments.request(subscriber)
          yield* sandbox.approve(enrolment.transactionId)
          yield* enrolments.complete(enrolment)
        }), { concurrency: 16, unordered: true }),
      Stream.runDrain
    )
  })

/** Runs it, and prints the summary. */
const runAndTell = (options: BillingRun.Options) =>
  Effect.tap(BillingRun.run(options), (report) => Effect.forEach(Summary.lines(report), (line) => Console.log(line)))

/** LINE Pay's books, which are independent of ours. */
const tellLedger = Effect.gen(function*() {
  const sandbox = yield* SandboxProcess
  const captures = (yield* sandbox.ledger).filter(({ kind }) => kind === "Capture")
  const orders = new Set(captures.map(({ orderId }) => orderId))
  const captured = captures.reduce((sum, { amount }) => sum + amount, 0)
  const twice = captures.length - orders.size
  yield* Console.log(
    `${paint("bold", "LINE Pay's ledger")}   ${number(captures.length)} payments of ${number(orders.size)} orders, ` +
      `${dollars(captured)}. ${paint(twice === 0 ? "green" : "red", `${number(twice)} charged twice.`)}`
  )
  return { captures: captures.length, orders: orders.size }
})

const megabytes = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MB`

export const demo = ({ database, faults, subscribers }: Options) =>
  Effect.gen(function*() {
    const sandbox = yield* SandboxProcess
    const progress = yield* Progress
    const samples = yield* Ref.make<Heap.Samples>({ start: 0, half: 0, end: 0 })
    const startedAt = yield* Clock.currentTimeMillis
    yield* Console.log(paint("dim", `LINE Pay, on this machine: ${sandbox.url}/sandbox`))
    yield* enrolAll(subscribers)
    const took = Duration.millis((yield* Clock.currentTimeMillis) - startedAt)
    yield* Console.log(
      `${number(subscribers)} subscribers have enrolled, and paid their first month   ${clock(took)}\n`
    )

    yield* sandbox.randomFaults({ probability: faults, faults: badNight, operations: ["payPreapproved"] })
    const nextMonth = Period.following(yield* Period.current)
    const options: BillingRun.Options = {
      ...BillingRun.defaults,
      period: nextMonth,
      perSecond: 1_000,
      patience: "4 seconds",
      wait: "6 seconds"
    }
    const measured: typeof progress = {
      during: (tally) => (work) => Heap.during(tally, samples)(progress.during(tally)(work))
    }
    const first = yield* Effect.provideService(runAndTell(options), Progress, measured)
    const { end, half, start } = yield* Ref.get(samples)
    yield* Console.log(
      paint(
        "dim",
        `   heap: ${megabytes(start)} at the start, ${megabytes(half)} half-way, ${megabytes(end)} at the end\n`
      )
    )

    yield* sandbox.noFaults
    yield* Console.log("The same run once more:")
    const second = yield* runAndTell({ ...options, wait: 0 })
    yield* Console.log("")
    return { first, second, ledger: yield* tellLedger }
  }).pipe(Effect.provide(shop(database)))
