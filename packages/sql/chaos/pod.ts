/**
 * A process of the shop: the real library on a real database, against a real
 * server. It kills itself where it is told to.
 */
import * as LibsqlClient from "@effect/sql-libsql/LibsqlClient"
import * as PgClient from "@effect/sql-pg/PgClient"
import * as SqlClient from "@effect/sql/SqlClient"
import { LinePayNode } from "effect-line-pay-node"
import * as SqlAttemptLog from "effect-line-pay-sql/SqlAttemptLog"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import { Exchange } from "effect-line-pay/Exchange"
import { LinePay } from "effect-line-pay/LinePay"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import type { News } from "effect-line-pay/News"
import { Nonce } from "effect-line-pay/Nonce"
import * as Policy from "effect-line-pay/Policy"
import { RegKey } from "effect-line-pay/RegKey"
import { Settlement } from "effect-line-pay/Settlement"
import { Signer } from "effect-line-pay/Signer"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Random from "effect/Random"
import * as Record from "effect/Record"
import * as Redacted from "effect/Redacted"
import { later } from "../test/support/later.ts"
import * as Break from "./Break.ts"
import type { Intent, PodOrder, PodReport, PodSettings, Point } from "./Message.ts"
import { margin, readTimeout, rearmedAfter } from "./Times.ts"

const settings: PodSettings = JSON.parse(process.argv[2] ?? "{}")
const broken = Break.find(settings.broken)

const say = (report: PodReport) => Effect.sync(() => process.send?.(report))

// -----------------------------------------------------------------------------
// Where it dies
// -----------------------------------------------------------------------------

const startedAt = performance.now()
let armed = -1
const counts = new Map<Point, number>()

/** The death that counts now. */
const death = () => {
  const index = Math.floor((performance.now() - startedAt) / rearmedAfter)
  if (index !== armed) counts.clear()
  armed = index
  return settings.deaths[index]
}

const die = (where: string) =>
  Effect.async<never>(() => {
    const report: PodReport = { said: "Dying", where }
    const kill = () => process.kill(process.pid, "SIGKILL")
    process.send?.(report, undefined, undefined, kill)
  })

const at = <A, E, R>(point: Point, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.suspend(() => {
    const next = death()
    const count = (counts.get(point) ?? 0) + 1
    counts.set(point, count)
    if (next === undefined || next.point !== point || next.nth !== count) return effect
    const where = `${next.when} ${point}`
    return next.when === "before" ? die(where) : Effect.zipRight(effect, die(where))
  })

const breakable = Layer.effect(
  AttemptLog,
  Effect.map(AttemptLog, (real): AttemptLog.Service => {
    const log = broken?.log?.(real) ?? real
    return {
      ...log,
      get: (key, options) => at("get", log.get(key, options)),
      append: (append) => at("append", log.append(append)),
      told: (versions) => at("told", log.told(versions)),
      lease: (lease) => at("lease", log.lease(lease))
    }
  })
)

const pointOf = (target: string): Point => {
  const [path = ""] = target.split("?")
  const last = path.split("/").at(-1)
  switch (last) {
    case "confirm":
    case "capture":
    case "void":
    case "refund":
    case "check":
      return last
    case "payment":
      return "pay"
    default:
      return "details"
  }
}

const dyingExchange = Layer.effect(
  Exchange,
  Effect.map(Exchange, (exchange): Exchange.Service => ({
    send: (request) => at(pointOf(request.target), exchange.send(request))
  }))
)

// -----------------------------------------------------------------------------
// The shop
// -----------------------------------------------------------------------------

const SqlLive = settings.database === "sqlite"
  ? LibsqlClient.layer({ url: `file:${settings.url}` }).pipe(
    Layer.tap((context) => {
      const sql = Layer.succeedContext(context)
      return Effect.flatMap(SqlClient.SqlClient, (sql) => sql`PRAGMA busy_timeout = 500`).pipe(Effect.provide(sql))
    })
  )
  : PgClient.layer({ url: Redacted.make(settings.url), maxConnections: 6, connectTimeout: "2 seconds" })

const tell = ({ attempt: { key }, standing, version }: News) =>
  at(
    "tell",
    Effect.gen(function*() {
      const sql = yield* SqlClient.SqlClient
      // A slow handler writes when somebody else may have written.
      if ((yield* Random.nextIntBetween(0, 100)) < settings.slowTells) {
        yield* Effect.sleep(Duration.millis(yield* Random.nextIntBetween(200, 6_000)))
      }
      const isNewer = broken?.blindly === true ? sql`1 = 1` : sql`orders.seen < excluded.seen`
      yield* sql`INSERT INTO orders (key, state, seen, steps) VALUES (${key}, ${standing}, ${version}, ${
        String(version)
      }) ON CONFLICT (key) DO UPDATE SET state = excluded.state, seen = excluded.seen,
        steps = orders.steps || ' ' || excluded.steps WHERE ${isNewer}`
    })
  )

const LinePayLive = Layer.effect(
  LinePay,
  Effect.map(LinePay, (linePay) => broken?.linePay?.(linePay) ?? linePay)
).pipe(
  Layer.provide(LinePay.layerExchange),
  Layer.provide([LinePayConfig.layerConfig(), Signer.layerConfig(), Nonce.layerUuidV1, dyingExchange]),
  Layer.provide(LinePayNode.layerExchange)
)

const policy: Policy.Policy = {
  ...Policy.timeouts,
  readTimeouts: Record.map(Policy.timeouts.readTimeouts, () => Duration.millis(readTimeout))
}

const live = Settlement.layerWith({ tell, margin: Duration.millis(margin), logTimeout: "2 seconds" })
  .pipe(
    Layer.provide(Layer.provide(breakable, SqlAttemptLog.layerWith({ migrate: false }))),
    Layer.provide(later(settings.later)),
    Layer.provide(SqlLive),
    Layer.provide(LinePayLive),
    Layer.provide(Policy.layer(policy)),
    // Warnings of a database that is down are what a run is made of.
    Layer.provide(Logger.remove(Logger.defaultLogger))
  )

const runtime = ManagedRuntime.make(live)

const settle = (intent: Intent) =>
  Effect.flatMap(
    Settlement,
    (settlement): Effect.Effect<unknown, { readonly _tag: string; readonly message: string }> => {
      const { amount, full, orderId, refundId, regKey } = intent
      const currency = "TWD"
      if (intent.call === "payPreapproved") {
        const key = RegKey.make(regKey)
        return settlement.payPreapproved({ regKey: key, orderId, productName: "Tea", amount, currency })
      }
      const transactionId = TransactionId.make(intent.transactionId)
      switch (intent.call) {
        case "confirmPayment":
          return settlement.confirmPayment({ transactionId, orderId, amount, currency })
        case "capturePayment":
          return settlement.capturePayment({ transactionId, amount, currency })
        case "voidPayment":
          return settlement.voidPayment({ transactionId })
        case "refundPayment":
          return settlement.refundPayment({ transactionId, refundId, refundAmount: full ? "full" : amount, currency })
        case "refundUpTo":
          return settlement.refundUpTo({ transactionId, refundId, total: amount, currency })
      }
    }
  )

const obey = (order: PodOrder): Promise<unknown> => {
  switch (order.order) {
    case "Call":
      return runtime.runPromise(
        settle(order.intent).pipe(
          Effect.matchCauseEffect({
            onSuccess: () => say({ said: "Result", id: order.id, result: "Applied", detail: "" }),
            onFailure: (cause) => {
              const failure = Cause.failureOption(cause)
              return say(
                failure._tag === "Some"
                  ? { said: "Result", id: order.id, result: failure.value._tag, detail: failure.value.message }
                  : { said: "Result", id: order.id, result: "Defect", detail: Cause.pretty(cause) }
              )
            }
          })
        )
      )
    case "Sweep":
      return runtime.runPromise(
        Effect.flatMap(Settlement, ({ sweep }) => sweep).pipe(
          Effect.matchCauseEffect({
            onSuccess: ({ notAnswered, unreadable }) =>
              say({
                said: "Done",
                id: order.id,
                problem: unreadable.length > 0 || notAnswered.length > 0
                  ? JSON.stringify({ unreadable, notAnswered })
                  : undefined
              }),
            onFailure: (cause) => say({ said: "Done", id: order.id, problem: Cause.pretty(cause) })
          })
        )
      )
    case "Hand":
      return runtime.runPromise(
        Effect.gen(function*() {
          const settlement = yield* Settlement
          const { attempt: { version } } = yield* settlement.inspect(order.key)
          const given = { key: order.key, version, by: "operator", why: "It is not in the ledger" }
          yield* settlement.closeByHand({ ...given, verdict: { _tag: "NotApplied" } })
        }).pipe(
          Effect.matchCauseEffect({
            onSuccess: () => say({ said: "Done", id: order.id, problem: undefined }),
            onFailure: (cause) => say({ said: "Done", id: order.id, problem: Cause.pretty(cause) })
          })
        )
      )
    case "End":
      return runtime.dispose().then(() => process.exit())
  }
}

const failed = (error: unknown) => {
  console.error(error)
  process.exit(1)
}

process.on("message", (order: PodOrder) => {
  obey(order).catch(failed)
})
process.on("disconnect", () => process.exit())
runtime.runPromise(say({ said: "Ready" })).catch(failed)
