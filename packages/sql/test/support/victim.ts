/**
 * A process that settles, on a real database and against a real server. It
 * stops each intent at a step, so that its parent can kill it there, or takes
 * over what such a process left.
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import * as SqlAttemptLog from "effect-line-pay-sql/SqlAttemptLog"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { LinePay } from "effect-line-pay/LinePay"
import type { News } from "effect-line-pay/News"
import { RegKey } from "effect-line-pay/RegKey"
import { Settlement } from "effect-line-pay/Settlement"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberRef from "effect/FiberRef"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Intent, Order, Plan, Report } from "./kill.ts"
import { later } from "./later.ts"

const [database = "", url = ""] = process.argv.slice(2)

const say = (report: Report) => Effect.sync(() => process.send?.(report))

// -----------------------------------------------------------------------------
// Where it dies
// -----------------------------------------------------------------------------

interface Dying {
  readonly plan: Plan
  steps: number
}

/** The intent that a fiber works on. Fibers that it starts work on it, too. */
const current = FiberRef.unsafeMake<Dying | undefined>(undefined)

const stop = ({ plan, steps }: Dying, name: string) =>
  Effect.zipRight(say({ said: "Reached", id: plan.id, where: `${plan.when} ${steps} ${name}` }), Effect.never)

const step = <A, E, R>(name: string, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(FiberRef.get(current), (dying) => {
    if (dying === undefined) return effect
    dying.steps++
    if (dying.steps !== dying.plan.step) return effect
    return dying.plan.when === "before" ? stop(dying, name) : Effect.zipRight(effect, stop(dying, name))
  })

const DyingLog = Layer.effect(
  AttemptLog,
  Effect.map(AttemptLog, (log): AttemptLog.Service => ({
    ...log,
    get: (key, options) => step("get", log.get(key, options)),
    append: (append) => step("append", log.append(append)),
    // They are written many at a time. Each is a step of its intent here.
    told: (versions) => step("told", log.told(versions))
  }))
)

const DyingHttp = Layer.effect(
  HttpClient.HttpClient,
  Effect.map(
    HttpClient.HttpClient,
    (http) => HttpClient.make((request, { pathname }) => step(pathname.split("/").at(-1) ?? "", http.execute(request)))
  )
)

// -----------------------------------------------------------------------------
// The shop
// -----------------------------------------------------------------------------

const SqlLive = database === "sqlite"
  ? LibsqlClient.layer({ url: `file:${url}` })
  : PgClient.layer({ url: Redacted.make(url), maxConnections: 8 })

const tell = ({ attempt, standing, version }: News) =>
  step(
    "tell",
    Effect.flatMap(SqlClient.SqlClient, (sql) =>
      sql`INSERT INTO orders (key, state, seen, times) VALUES (${attempt.key}, ${standing}, ${version}, 1)
        ON CONFLICT (key) DO UPDATE SET state = excluded.state, seen = excluded.seen, times = orders.times + 1
        WHERE orders.seen < excluded.seen`)
  )

const layer = (millis: number) =>
  Settlement.layerWith({ tell, logTimeout: "10 minutes" }).pipe(
    // The test has made the tables. A transaction of libSQL that cannot commit would lock the file for good.
    Layer.provide(Layer.provide(DyingLog, SqlAttemptLog.layerWith({ migrate: false }))),
    Layer.provide(later(millis)),
    Layer.provide(SqlLive),
    Layer.provide(LinePay.layerConfig()),
    Layer.provide(DyingHttp),
    Layer.provide(FetchHttpClient.layer)
  )

const settle = (intent: Intent) =>
  Effect.flatMap(Settlement, (settlement): Effect.Effect<unknown, { readonly _tag: string }> => {
    switch (intent.call) {
      case "confirmPayment": {
        const { amount, orderId, transactionId } = intent
        return settlement.confirmPayment({
          transactionId: TransactionId.make(transactionId),
          orderId,
          amount,
          currency: "TWD"
        })
      }
      case "refundPayment": {
        const { amount, refundId, transactionId } = intent
        return settlement.refundPayment({
          transactionId: TransactionId.make(transactionId),
          refundId,
          refundAmount: amount,
          currency: "TWD"
        })
      }
      case "payPreapproved": {
        const { amount, orderId, regKey } = intent
        return settlement.payPreapproved({
          regKey: RegKey.make(regKey),
          orderId,
          productName: "Tea",
          amount,
          currency: "TWD"
        })
      }
    }
  })

const result = (plan: Plan) =>
  Effect.match(settle(plan.intent), { onFailure: ({ _tag }) => _tag, onSuccess: () => "Applied" })

const obey = (order: Order) => {
  switch (order.role) {
    case "Die":
      return Effect.forEach(order.plans, (plan) =>
        result(plan).pipe(
          Effect.flatMap((where) => say({ said: "Ended", id: plan.id, where })),
          Effect.locally(current, { plan, steps: 0 })
        ), { concurrency: "unbounded" }).pipe(Effect.zipRight(Effect.never), Effect.provide(layer(0)))
    case "Sweep":
      return Effect.flatMap(Settlement, ({ sweep }) => sweep).pipe(
        Effect.flatMap(({ looked, unreadable }) =>
          say({
            said: "Done",
            results: [
              ...looked.map(({ attempt, result }) => `${result} ${attempt.key}`),
              ...unreadable.map(({ key }) => `Unreadable ${key}`)
            ]
          })
        ),
        Effect.provide(layer(order.later))
      )
    case "Call":
      return Effect.forEach(order.plans, result, { concurrency: 8 }).pipe(
        Effect.flatMap((results) => say({ said: "Done", results })),
        Effect.provide(layer(Duration.toMillis("26 hours")))
      )
    case "Hand":
      return Effect.forEach(order.keys, (key) =>
        Effect.gen(function*() {
          const settlement = yield* Settlement
          const { attempt: { version } } = yield* settlement.inspect(key)
          const closed = yield* settlement.closeByHand({
            key,
            version,
            by: "operator",
            why: "Looked it up",
            verdict: { _tag: "NotApplied" }
          })
          return closed.verdict?._tag ?? "Open"
        })).pipe(
          Effect.flatMap((results) => say({ said: "Done", results })),
          Effect.provide(layer(Duration.toMillis("26 hours")))
        )
  }
}

process.on("message", (order: Order) => {
  Effect.runPromise(obey(order)).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
process.on("disconnect", () => process.exit())
