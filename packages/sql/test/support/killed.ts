/**
 * Kills a process at every point of its intents, and has another take over.
 */
import { FetchHttpClient } from "@effect/platform"
import { SqlClient } from "@effect/sql"
import { assert } from "@effect/vitest"
import { Array as Arr, Chunk, ConfigProvider, Effect, Layer, Redacted, Stream } from "effect"
import { AttemptLog, LinePay } from "effect-line-pay"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { fork } from "node:child_process"
import { createRequire } from "node:module"
import type { Intent, Order, Plan, Report } from "./kill.ts"
import { authenticated, paid } from "./payments.ts"
import { amount } from "./race.ts"

const tsx = createRequire(import.meta.url).resolve("tsx")
const program = new URL("victim.ts", import.meta.url)

const part = 30

/** What the log is read and written for, the look before, the request, and the delivery. The last step is one too many. */
const maxSteps = 7

const calls = ["confirmPayment", "refundPayment", "payPreapproved"] as const

const prepare = (call: Intent["call"], orderId: string, regKey: string) => {
  switch (call) {
    case "confirmPayment":
      return Effect.map(authenticated(orderId), (transactionId): Intent => ({ call, transactionId, orderId, amount }))
    case "refundPayment":
      return Effect.map(paid(orderId), ({ transactionId }): Intent => ({
        call,
        transactionId,
        refundId: "1",
        amount: part
      }))
    case "payPreapproved":
      return Effect.succeed<Intent>({ call, regKey, orderId, amount })
  }
}

const keyOf = (intent: Intent): string => {
  switch (intent.call) {
    case "confirmPayment":
      return `confirmPayment ${intent.transactionId}`
    case "refundPayment":
      return `refundPayment ${intent.transactionId} ${intent.refundId}`
    case "payPreapproved":
      return `payPreapproved shop ${intent.orderId}`
  }
}

/** Starts a process. It is killed when the scope is closed, or when it has said enough. */
const start = (database: ReadonlyArray<string>, environment: Record<string, string>) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        fork(program, database, { execArgv: ["--import", tsx], env: { ...process.env, ...environment } })
      ),
      (child) => Effect.sync(() => child.kill("SIGKILL"))
    ),
    (child) => (order: Order, isEnough: (reports: ReadonlyArray<Report>) => boolean, then?: "kill") =>
      Effect.async<ReadonlyArray<Report>, string>((resume) => {
        const reports: Array<Report> = []
        const onMessage = (report: Report) => {
          reports.push(report)
          if (!isEnough(reports)) return
          if (then === "kill") return void child.kill("SIGKILL")
          child.off("message", onMessage).off("exit", onExit)
          resume(Effect.succeed(reports))
        }
        const onExit = (code: number | null) => {
          resume(isEnough(reports) ? Effect.succeed(reports) : Effect.fail(`The process ended with ${code}`))
        }
        child.on("message", onMessage).once("exit", onExit)
        child.send(order)
      })
  )

/** Runs to the end, and returns the number of points at which the process was killed. */
export const killEverywhere = (database: ReadonlyArray<string>) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const sandbox = yield* Sandbox
    const log = yield* AttemptLog
    const { settings } = sandbox
    const environment = {
      LINE_PAY_CHANNEL_ID: settings.channelId,
      LINE_PAY_CHANNEL_SECRET: Redacted.value(settings.channelSecret),
      LINE_PAY_ENVIRONMENT: (yield* SandboxServer).url,
      LINE_PAY_MERCHANT: "shop"
    }
    yield* sql`CREATE TABLE orders (key TEXT PRIMARY KEY, state TEXT NOT NULL, seen INTEGER NOT NULL,
      times INTEGER NOT NULL)`

    const points = Arr.flatMap(calls, (call) =>
      Arr.flatMap(Arr.range(1, maxSteps), (step) => [
        { call, step, when: "before" as const },
        { call, step, when: "after" as const }
      ]))
    const plans = yield* Effect.gen(function*() {
      const { regKey } = yield* paid("enrolment", "PREAPPROVED")
      const text = regKey === undefined ? assert.fail("no regKey") : Redacted.value(regKey)
      return yield* Effect.forEach(points, ({ call, step, when }, id) =>
        Effect.map(prepare(call, `order ${id}`, text), (intent): Plan => ({ id, intent, step, when })), {
        concurrency: 8
      })
    }).pipe(
      Effect.provide(Layer.provide(LinePay.layerConfig(), FetchHttpClient.layer)),
      Effect.withConfigProvider(ConfigProvider.fromJson(environment))
    )
    const before = (yield* sandbox.ledger).length

    const victim = yield* start(database, environment)
    const heir = yield* start(database, environment)
    const reports = yield* victim({ role: "Die", plans }, ({ length }) =>
      length === plans.length, "kill")
    const done = (order: Order) =>
      Effect.map(
        heir(
          order,
          Arr.some(({ said }) =>
            said === "Done"
          )
        ),
        Arr.flatMap((report) => report.said === "Done" ? report.results : [])
      )

    const reached = reports.flatMap((report) => report.said === "Reached" ? [report] : [])
    for (const report of reports) if (report.said === "Ended") assert.strictEqual(report.where, "Applied")

    // Quiet time is over; then a day is, and a human must look.
    yield* done({ role: "Sweep", later: 10 * 60_000 })
    yield* done({ role: "Sweep", later: 25 * 3_600_000 })
    const read = Effect.map(
      Stream.runCollect(log.find({})),
      Chunk.map((found) => found._tag === "Right" ? found.right : assert.fail(`${found.left.key} is unreadable`))
    )
    const swept = Chunk.toReadonlyArray(yield* read)
    const humans = swept.filter(({ verdict }) => verdict === undefined)
    for (const { alarm, key } of humans) assert.isDefined(alarm, `${key} is stuck`)

    const movements = (yield* sandbox.ledger).slice(before)
    const moved = (intent: Intent) =>
      movements.filter(({ kind, orderId, transactionId }) =>
        intent.call === "payPreapproved"
          ? orderId === intent.orderId
          : transactionId === intent.transactionId && kind === (intent.call === "refundPayment" ? "Refund" : "Capture")
      ).length
    const byKey = new Map(swept.map((attempt) => [attempt.key, attempt]))
    for (const { intent } of plans) {
      const key = keyOf(intent)
      const attempt = byKey.get(key)
      assert.isAtMost(moved(intent), 1, `${key} was applied twice`)
      assert.strictEqual(moved(intent) === 1, attempt?.verdict?._tag === "Applied", `the verdict of ${key}`)
    }

    // What was never recorded is called again. What nobody can know is closed by hand.
    const unrecorded = plans.filter(({ intent }) => !byKey.has(keyOf(intent)))
    assert.deepStrictEqual(
      yield* done({ role: "Call", plans: unrecorded }),
      unrecorded.map(() => "Applied")
    )
    yield* done({ role: "Hand", keys: humans.map(({ key }) => key) })

    const last = (yield* sandbox.ledger).slice(before)
    assert.strictEqual(last.length, plans.length - humans.length)
    const orders = yield* sql<{ readonly key: string; readonly state: string }>`SELECT key, state FROM orders`
    assert.deepStrictEqual(
      orders.map(({ key, state }) => `${key} ${state}`).toSorted(),
      Chunk.toReadonlyArray(yield* read).map(({ key, verdict }) => `${key} ${verdict?._tag}`).toSorted()
    )
    assert.strictEqual(orders.length, plans.length)
    const where = Arr.groupBy(reached, ({ where }) => where)
    return { points: reached.length, humans: humans.length, where }
  }).pipe(Effect.provide(SandboxServer.layer()))
