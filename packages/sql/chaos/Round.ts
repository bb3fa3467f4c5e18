/**
 * A round: a shop of several processes does business while processes die and
 * its database fails. Then the trouble stops, time passes, and the books are
 * compared.
 */
import { FetchHttpClient } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { Chunk, ConfigProvider, Duration, Effect, Layer, Redacted, Stream } from "effect"
import { AttemptLog, LinePay } from "effect-line-pay"
import { Options } from "effect-line-pay-sandbox"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { setTimeout } from "node:timers/promises"
import type { Database } from "./Database.ts"
import { type Evidence, isFinal, judge, type Judgement, type Order, type Record, type Result } from "./Judgement.ts"
import type { Intent, PodOrder, PodReport } from "./Message.ts"
import { type Flow, type Plan, price, type Step, storm } from "./Plan.ts"
import { kill, type LinePayProcess, type Pod, startLinePay, startPod } from "./Processes.ts"

export type Counts = Map<string, number>

export interface Round extends Judgement {
  readonly evidence: Evidence
  /** What happened, by kind. */
  readonly counts: Counts
}

const merchant = "shop"

/** The steps of time after the trouble, by the database's clock. */
const later = [
  Duration.minutes(10),
  Duration.minutes(45),
  Duration.hours(3),
  Duration.hours(25),
  Duration.hours(28),
  Duration.hours(31)
].map(Duration.toMillis)

/** How long pods may take to make the open calls again, and to sweep, in milliseconds. */
const patience = { call: 12_000, sweep: 40_000 }

// -----------------------------------------------------------------------------
// Before
// -----------------------------------------------------------------------------

/** The payment of a flow, which the customer has authenticated. */
const begin = (flow: Flow, linePay: LinePayProcess) =>
  Effect.gen(function*() {
    const { amount, orderId, payment } = flow
    const client = yield* LinePay
    const isPreapproved = payment === "Preapproved"
    const { transactionId } = yield* client.requestPayment({
      amount,
      currency: "TWD",
      orderId: isPreapproved ? `enrolment-${orderId}` : orderId,
      packages: [{ id: "1", amount, products: [{ name: "Tea", quantity: 1, price }] }],
      redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
      options: { payment: { payType: isPreapproved ? "PREAPPROVED" : "NORMAL", capture: payment !== "Authorized" } }
    })
    yield* Effect.promise(() => linePay.ask({ ask: "approve", transactionId }))
    if (!isPreapproved) return { flow, transactionId, regKey: "" }
    const { regKey } = yield* client.confirmPayment({ transactionId, amount, currency: "TWD" })
    return { flow, transactionId: "", regKey: regKey === undefined ? "" : Redacted.value(regKey) }
  })

type Begun = Effect.Effect.Success<ReturnType<typeof begin>>

const keyOf = ({ call, refundId }: Step, { flow, transactionId }: Begun): string => {
  switch (call) {
    case "payPreapproved":
      return `payPreapproved ${merchant} ${flow.orderId}`
    case "refundPayment":
    case "refundUpTo":
      return `refundPayment ${transactionId} ${refundId}`
    default:
      return `${call} ${transactionId}`
  }
}

const intentOf = (step: Step, begun: Begun): Intent => ({
  key: keyOf(step, begun),
  call: step.call,
  orderId: begun.flow.orderId,
  transactionId: begun.transactionId,
  amount: step.amount,
  full: step.full,
  refundId: step.refundId,
  regKey: begun.regKey
})

// -----------------------------------------------------------------------------
// After
// -----------------------------------------------------------------------------

const read = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const log = yield* AttemptLog
  const records = new Map<string, Record>()
  const unreadable: Array<string> = []
  for (const found of yield* Stream.runCollect(log.find({}))) {
    if (found._tag === "Left") {
      unreadable.push(found.left.key)
      continue
    }
    const attempt = found.right
    const events = Chunk.toReadonlyArray(yield* Stream.runCollect(log.events(attempt.key)))
    records.set(attempt.key, { attempt, events })
  }
  const rows = yield* sql<Order>`SELECT key, state, seen, steps FROM orders`
  return { records, unreadable, orders: new Map(rows.map((order) => [order.key, order])) }
})

// -----------------------------------------------------------------------------
// The round
// -----------------------------------------------------------------------------

export const run = async (plan: Plan, database: Database, broken: string | undefined): Promise<Round> => {
  const linePay = await startLinePay(plan.seed)
  const environment = {
    LINE_PAY_CHANNEL_ID: Options.defaultCredentials.channelId,
    LINE_PAY_CHANNEL_SECRET: Options.defaultCredentials.channelSecret,
    LINE_PAY_ENVIRONMENT: linePay.url,
    LINE_PAY_MERCHANT: merchant
  }
  const client = LinePay.layerConfig().pipe(
    Layer.provide(FetchHttpClient.layer),
    Layer.provide(Layer.setConfigProvider(ConfigProvider.fromJson(environment)))
  )
  const counts: Counts = new Map()
  const count = (name: string, by = 1) => counts.set(name, (counts.get(name) ?? 0) + by)
  const pods = new Set<Pod>()
  try {
    const beginning = Effect.forEach(plan.flows, (flow) => begin(flow, linePay), { concurrency: 8 })
    const begun = await Effect.runPromise(Effect.provide(beginning, client))
    const enrolled = (await linePay.ask({ ask: "ledger" })).length
    await linePay.ask({ ask: "faults", mix: plan.faults })

    const startedAt = Date.now()
    const intents = new Map<string, Intent>()
    const results = new Map<string, Array<Result>>()
    /** The calls that a pod has been asked for, and what to do when they are over. */
    const asked = new Map<
      number,
      { readonly pod: Pod; readonly key: string; readonly over: (result?: Result) => void }
    >()
    let lastId = 0
    let starts = 0
    const state = { isStorm: true }

    const onReport = (report: PodReport, pod: Pod) => {
      if (report.said === "Dying") count(`killed ${report.where}`)
      if (report.said !== "Result" && report.said !== "Done") return
      const open = asked.get(report.id)
      if (open === undefined) return
      asked.delete(report.id)
      if (report.said === "Done") {
        if (report.problem !== undefined) count(`problem: ${report.problem.slice(0, 120)}`)
        return open.over()
      }
      const result = { at: Date.now() - startedAt, pod: pod.name, result: report.result, detail: report.detail }
      results.set(open.key, [...results.get(open.key) ?? [], result])
      count(`told ${report.result}`)
      open.over(result)
    }
    const start = (given: { readonly later: number; readonly slowTells: number }, dies: boolean): Pod => {
      const settings = {
        database: database.name,
        url: database.podUrl,
        deaths: dies ? plan.deaths[starts % plan.deaths.length] ?? [] : [],
        broken,
        ...given
      }
      const pod = startPod(`pod ${++starts}`, settings, environment, onReport, (pod, code) => {
        pods.delete(pod)
        if (code !== null && code !== 0) count(`a pod ended with ${code}`)
        for (const [id, open] of asked) {
          if (open.pod !== pod) continue
          asked.delete(id)
          open.over()
        }
        if (state.isStorm) {
          count("restarts")
          void setTimeout(200).then(() => state.isStorm ? start(given, dies) : undefined)
        }
      })
      pods.add(pod)
      return pod
    }
    const somePod = (number: number): Pod | undefined => {
      const alive = [...pods].filter((pod) => pod.isAlive())
      return alive[number % Math.max(1, alive.length)]
    }
    /** Asks a pod. The result is missing if the pod dies, or if it takes longer than `millis`. */
    const ask = (pod: Pod, key: string, order: (id: number) => PodOrder, millis: number) =>
      new Promise<Result | undefined>((resolve) => {
        const id = ++lastId
        asked.set(id, { pod, key, over: resolve })
        void setTimeout(millis, undefined, { ref: false }).then(() => resolve(undefined))
        pod.send(order(id))
      })

    /** Calls until there is a result that stands, as a shop does whose process was killed. */
    const call = async (intent: Intent): Promise<Result | undefined> => {
      intents.set(intent.key, intent)
      for (let tries = 0; state.isStorm; tries++) {
        const pod = somePod(lastId + tries)
        if (pod === undefined) {
          await setTimeout(100)
          continue
        }
        count("calls")
        const result = await ask(pod, intent.key, (id) => ({ order: "Call", id, intent }), 8_000)
        if (result !== undefined && isFinal(result.result)) return result
        await setTimeout(300)
      }
      return undefined
    }
    const live = async (payment: Begun): Promise<void> => {
      await setTimeout(payment.flow.at)
      for (const steps of payment.flow.steps) {
        if (!state.isStorm) return
        const calls = steps.flatMap((step) => Array.from({ length: step.callers }, () => intentOf(step, payment)))
        const ends = await Promise.all(calls.map(call))
        if (!ends.every((end) => end?.result === "Applied")) return
      }
    }

    const troublePods = async (): Promise<void> => {
      for (const { after, kind, millis, which } of plan.podTroubles) {
        await setTimeout(after)
        const pod = somePod(which)
        if (!state.isStorm) return
        if (pod === undefined) continue
        if (kind === "kill") {
          count("killed at any time")
          await kill(pod.child)
        } else {
          count("pods suspended")
          pod.child.kill("SIGSTOP")
          await setTimeout(millis)
          pod.child.kill("SIGCONT")
        }
      }
    }
    const troubleDatabase = async (): Promise<void> => {
      for (const trouble of plan.databaseTroubles) {
        await setTimeout(trouble.after)
        if (!state.isStorm) return
        if (await database.suffer(trouble)) count(`database: ${trouble.kind}`)
      }
    }
    const sweepNow = async (): Promise<void> => {
      while (state.isStorm) {
        await setTimeout(3_000)
        const pod = somePod(lastId)
        if (pod !== undefined && state.isStorm) await ask(pod, "sweep", (id) => ({ order: "Sweep", id }), 5_000)
      }
    }

    for (let pod = 0; pod < plan.pods; pod++) start({ later: 0, slowTells: 15 }, true)
    const flows = begun.map(live)
    const troubles = [troublePods(), troubleDatabase(), sweepNow()]
    await setTimeout(storm)
    state.isStorm = false
    await Promise.all(troubles)
    await linePay.ask({ ask: "faults", mix: undefined })

    const endAll = async (gently: boolean) => {
      const ending = [...pods]
      if (gently) {
        for (const pod of ending) pod.send({ order: "End" })
        const all = Promise.all(
          ending.map((pod) => new Promise<void>((resolve) => pod.child.once("exit", () => resolve())))
        )
        await Promise.race([all, setTimeout(8_000, undefined, { ref: false })])
      }
      await Promise.all(ending.map((pod) => kill(pod.child)))
      for (const pod of ending) pods.delete(pod)
    }
    if (plan.isDeployed) count("deployments")
    await endAll(plan.isDeployed)
    await Promise.all(flows)

    let passed = 0
    for (const [index, millis] of later.entries()) {
      await linePay.ask({ ask: "advance", millis: millis - passed })
      passed = millis
      const isLast = index >= later.length - 2
      const heirs = [0, 1].map(() => start({ later: millis, slowTells: isLast ? 0 : 15 }, false))
      // The orders say what to call. The shop calls what it does not know the end of.
      if (index === 0) {
        const open = [...intents.values()].filter(({ key }) =>
          !(results.get(key) ?? []).some(({ result }) => isFinal(result))
        )
        count("calls made again", open.length)
        await Promise.all(open.map((intent, index) => {
          const heir = heirs[index % heirs.length]
          return heir === undefined
            ? undefined
            : ask(heir, intent.key, (id) => ({ order: "Call", id, intent }), patience.call)
        }))
      }
      if (millis > Duration.toMillis("1 day") && !isLast) {
        await Promise.all(heirs.map((heir) => ask(heir, "sweep", (id) => ({ order: "Sweep", id }), patience.sweep)))
        const { records } = await Effect.runPromise(Effect.provide(read, reading(database)))
        const open = [...records.values()].filter(({ attempt }) => attempt.verdict === undefined)
        await Promise.all(
          open.flatMap(({ attempt: { key } }) =>
            heirs.map((heir) => ask(heir, key, (id) => ({ order: "Hand", id, key }), patience.sweep))
          )
        )
      }
      await Promise.all(heirs.map((heir) => ask(heir, "sweep", (id) => ({ order: "Sweep", id }), patience.sweep)))
      await endAll(isLast)
    }

    const ledger = (await linePay.ask({ ask: "ledger" })).slice(enrolled)
    const found = await Effect.runPromise(Effect.provide(read, reading(database)))
    const evidence = { intents, ledger, results, ...found }
    count("movements of money", ledger.length)
    count("payments", plan.flows.length)
    count("intents", intents.size)
    return { ...judge(evidence), evidence, counts }
  } finally {
    await Promise.all([...pods].map((pod) => kill(pod.child)))
    await linePay.end()
    await database.close()
  }
}

const reading = (database: Database) =>
  SqlAttemptLog.layerWith({ migrate: false }).pipe(Layer.provideMerge(database.client))
