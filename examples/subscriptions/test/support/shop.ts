import { SqlClient } from "@effect/sql"
import { ConfigProvider, Effect, Fiber, Layer, Option, TestClock } from "effect"
import { AttemptLog } from "effect-line-pay"
import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import * as BillingRun from "../../src/BillingRun.ts"
import { Enrolments } from "../../src/Enrolments.ts"
import * as Period from "../../src/Period.ts"
import { Progress } from "../../src/Progress.ts"
import * as Services from "../../src/Services.ts"
import { Subscribers } from "../../src/Subscribers.ts"

export const vaultKey = `test:${Buffer.alloc(32, 7).toString("base64")}`

/** The path of a database that is not there yet, and gone when the scope is closed. */
export const file = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(path.join(tmpdir(), "subscriptions-test-"))),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
  ),
  (directory) => path.join(directory, "subscriptions.db")
)

const configuration = (path: string, keys: string) =>
  Layer.setConfigProvider(
    ConfigProvider.fromMap(new Map([["SUBSCRIPTIONS_DATABASE", `file:${path}`], ["SUBSCRIPTIONS_VAULT_KEYS", keys]]))
  )

/** The times of a log in a database are the database's, which no test can adjust. */
export const shopAt = (path: string, attemptLog = AttemptLog.layerMemory) =>
  Services.layerWithLog(LinePayTest.layer(), attemptLog).pipe(
    Layer.provide(configuration(path, vaultKey)),
    Layer.merge(Progress.layerSilent)
  )

/** The shop on a database in a file, and a LINE Pay in process. */
export const shop = Layer.unwrapScoped(Effect.map(file, (path) => shopAt(path)))

/** The fifth of November 2026, and the month that is billed. */
export const start = Date.UTC(2026, 10, 5)
export const month = Period.Period.make("2026-12")

/** Lets time pass until it is done. The database takes its own time, which is none of the clock's. */
export const pumped = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(effect)
    while (Option.isNone(yield* Fiber.poll(fiber))) yield* TestClock.adjust("250 millis")
    return yield* Fiber.join(fiber)
  })

/** Subscribers who have enrolled, and so paid November. Their names are their ids. */
export const enrolled = (count: number) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(start)
    return yield* Effect.forEach(Array.from({ length: count }, (_, n) => `s${n + 1}`), (id) =>
      Effect.gen(function*() {
        const subscriber = yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.add(id, 290, id))
        const { outcome } = yield* enrol(subscriber.id)
        return { id, outcome }
      }))
  })

/** The subscriber approves, and the shop confirms. */
export const enrol = (id: string) =>
  Effect.gen(function*() {
    const enrolments = yield* Enrolments
    const subscriber = yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.get(id))
    const { enrolment } = yield* enrolments.request(subscriber)
    yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(enrolment.transactionId))
    return { enrolment, outcome: yield* pumped(enrolments.complete(enrolment)) }
  })

export const run = (options: Partial<BillingRun.Options> = {}) =>
  pumped(BillingRun.run({ ...BillingRun.defaults, period: month, perSecond: 1_000, wait: 0, ...options }))

/** Of each subscriber: how the subscription stands, how the month stands, and how often LINE Pay charged it. */
export const books = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const sandbox = yield* Sandbox
  const captures = (yield* sandbox.ledger).filter(({ kind }) => kind === "Capture")
  const rows = yield* sql<
    { id: string; status: string; kept: number; orderId: string | null; state: string | null; tries: number | null }
  >`SELECT s.id, s.status, s.reg_key IS NOT NULL AS kept, c.order_id AS "orderId", c.state, c.tries
    FROM subscribers AS s LEFT JOIN charges AS c ON c.subscriber_id = s.id AND c.period = ${month} ORDER BY s.id`
  return rows.map(({ id, kept, orderId, state, status, tries }) => ({
    id,
    status,
    keepsKey: kept === 1,
    state,
    tries,
    charged: captures.filter((movement) => movement.orderId === orderId).length
  }))
})
