/**
 * Runs as they are: processes of their own, on one database, against one LINE Pay over HTTP.
 */
import { SqlClient } from "@effect/sql"
import { assert } from "@effect/vitest"
import { ConfigProvider, type Duration, Effect, Fiber, Layer, Schedule, Stream } from "effect"
import { LinePayNode } from "effect-line-pay-node"
import { Fault, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { spawn } from "node:child_process"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"
import { Enrolments } from "../../src/Enrolments.ts"
import * as Services from "../../src/Services.ts"
import { Subscribers } from "../../src/Subscribers.ts"
import { vaultKey } from "./shop.ts"

/** The month that is billed; whoever enrols pays the month that it is. */
export const month = "2031-01"

export interface Ended {
  readonly code: number | null
  readonly output: string
}

const tsx = createRequire(import.meta.url).resolve("tsx")
const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))

export const variables = (database: string, url: string) => ({
  LINE_PAY_CHANNEL_ID: Options.defaultCredentials.channelId,
  LINE_PAY_CHANNEL_SECRET: Options.defaultCredentials.channelSecret,
  LINE_PAY_ENVIRONMENT: url,
  LINE_PAY_MERCHANT: "test",
  SUBSCRIPTIONS_DATABASE: database,
  SUBSCRIPTIONS_VAULT_KEYS: vaultKey
})

/** A process of the program. It is killed when nobody waits for it any more. */
export const start = (environment: Record<string, string>, ...args: ReadonlyArray<string>) =>
  Effect.async<Ended>((resume) => {
    const child = spawn(process.execPath, ["--import", tsx, main, ...args], {
      env: { ...process.env, ...environment }
    })
    let output = ""
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => output += text)
    child.once("close", (code) => resume(Effect.succeed({ code, output })))
    return Effect.sync(() => child.kill("SIGKILL"))
  })

export const run = (environment: Record<string, string>, flags: Record<string, number> = {}) =>
  start(
    environment,
    "run",
    "--period",
    month,
    ...Object.entries({ "per-second": 1_000, wait: 30, ...flags }).flatMap(([name, value]) => [`--${name}`, `${value}`])
  )

/** The shop of this process, on the same database and the same LINE Pay. */
export const shop = (database: string) =>
  Layer.unwrapEffect(Effect.map(SandboxServer, ({ url }) =>
    Services.layer(LinePayNode.layerConfig({})).pipe(
      Layer.provide(Layer.setConfigProvider(ConfigProvider.fromJson(variables(database, url))))
    )))

export const enrolled = (count: number) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const subscribers = yield* Subscribers
    const enrolments = yield* Enrolments
    yield* Stream.range(1, count).pipe(
      Stream.mapEffect((n) =>
        Effect.gen(function*() {
          const { enrolment } = yield* enrolments.request(yield* subscribers.add(`Customer ${n}`, 290))
          yield* sandbox.approve(enrolment.transactionId)
          assert.strictEqual(yield* enrolments.complete(enrolment), "Enrolled")
        }), { concurrency: 8 }),
      Stream.runDrain
    )
  })

const charged = Effect.flatMap(Sandbox, (sandbox) => sandbox.ledger).pipe(
  Effect.map((ledger) => ledger.map(({ orderId }) => orderId).filter((orderId) => orderId.endsWith(month)))
)

const chargedAtLeast = (count: number) =>
  Effect.repeat(charged, { until: ({ length }) => length >= count, schedule: Schedule.spaced("20 millis") })

/** LINE Pay and the shop say the same: everybody paid the month, once. */
const everybodyPaidOnce = (count: number) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const paid = yield* sql<{ orderId: string }>`SELECT order_id AS "orderId" FROM charges
      WHERE period = ${month} AND state = 'Paid' ORDER BY order_id`
    assert.lengthOf(paid, count)
    assert.deepStrictEqual((yield* charged).toSorted(), paid.map(({ orderId }) => orderId))
  })

/** Slow enough that processes meet, although one starts later than the other, or that one can be killed half-way. */
const slow = (by: Duration.DurationInput) =>
  Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next("payPreapproved", Fault.delay(by), { times: Infinity }))

const count = 16

/** Two runs at once share the work. Nobody is charged twice, even where no lease keeps them apart. */
export const twoAtOnce = (database: string) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const environment = variables(database, (yield* SandboxServer).url)
    yield* enrolled(count)
    yield* slow("1 second")
    // From when they are at work. Not for ever: whoever meets a charge that the other has sent waits for it, and the
    // slower the machine, the more would they only wait for each other.
    const noLeases = yield* chargedAtLeast(1).pipe(
      Effect.zipRight(
        Effect.repeat(
          sql`UPDATE charges SET leased_until = 0 WHERE leased_until > 0`,
          Schedule.intersect(Schedule.spaced("1 second"), Schedule.recurs(3))
        )
      ),
      Effect.fork
    )
    const runs = yield* Effect.all([run(environment, { concurrency: 2 }), run(environment, { concurrency: 2 })], {
      concurrency: 2
    })
    yield* Fiber.interrupt(noLeases)
    for (const { code, output } of runs) {
      assert.strictEqual(code, 0, output)
      assert.match(output, /paid +[1-9]/)
    }
    yield* everybodyPaidOnce(count)
  })

/** A run that is killed twice on its way, and started again. */
export const killed = (database: string) =>
  Effect.gen(function*() {
    const environment = variables(database, (yield* SandboxServer).url)
    const again = run(environment, { concurrency: 4, lease: 2 })
    yield* enrolled(count)
    yield* slow("250 millis")
    for (const share of [1 / 4, 3 / 4]) {
      const halfWay = chargedAtLeast(share * count)
      // The one that loses the race is killed.
      assert.isNumber(yield* Effect.raceFirst(Effect.map(again, ({ output }) => output), halfWay))
    }
    const { code, output } = yield* again
    assert.strictEqual(code, 0, output)
    yield* everybodyPaidOnce(count)
  })

export const sandboxServer = SandboxServer.layer()
