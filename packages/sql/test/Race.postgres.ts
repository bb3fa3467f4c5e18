import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, ConfigProvider, Data, Effect, Layer, Redacted } from "effect"
import { LinePay } from "effect-line-pay"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { type ChildProcess, fork } from "node:child_process"
import { createRequire } from "node:module"
import * as Postgres from "./support/postgres.ts"
import { amount, orders, prizes, type Start } from "./support/race.ts"

const tsx = createRequire(import.meta.url).resolve("tsx")
const program = new URL("support/racer.ts", import.meta.url)

class ProcessEnded extends Data.TaggedError("ProcessEnded")<{ readonly code: number | null }> {}

/** What a process says next: what it has won. */
const said = (child: ChildProcess) =>
  Effect.async<ReadonlyArray<string>, ProcessEnded>((resume) => {
    const onExit = (code: number | null) => resume(new ProcessEnded({ code }))
    child.once("exit", onExit)
    child.once("message", (won: ReadonlyArray<string>) => {
      child.off("exit", onExit)
      resume(Effect.succeed(won))
    })
  })

const racer = (environment: Record<string, string>, url: string, name: string) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      fork(program, [url, name], { execArgv: ["--import", tsx], env: { ...process.env, ...environment } })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.tap(said))

const race = (child: ChildProcess, start: Start) => Effect.zipRight(Effect.sync(() => child.send(start)), said(child))

/** A LINE Pay that counts the confirms that it receives, by path. */
const countingSandbox = (confirms: Array<string>) =>
  Layer.effect(
    Sandbox,
    Effect.map(Sandbox.make(), (sandbox): Sandbox.Service => ({
      ...sandbox,
      handle: (request) => {
        if (request.path.endsWith("/confirm")) confirms.push(request.path)
        return sandbox.handle(request)
      }
    }))
  )

const authenticated = (orderId: string) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const sandbox = yield* Sandbox
    const { transactionId } = yield* linePay.requestPayment({
      amount,
      currency: "TWD",
      orderId,
      packages: [{ id: "1", amount, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
      redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
    })
    yield* sandbox.approve(transactionId)
    return { orderId, transactionId }
  })

describe("8 processes on one PostgreSQL", () => {
  const confirms: Array<string> = []
  const SandboxLive = Layer.provideMerge(SandboxServer.layerServer(), countingSandbox(confirms))

  it.scopedLive("win each prize once, and send each payment once", () =>
    Effect.gen(function*() {
      const { settings } = yield* Sandbox
      const environment = {
        LINE_PAY_CHANNEL_ID: settings.channelId,
        LINE_PAY_CHANNEL_SECRET: Redacted.value(settings.channelSecret),
        LINE_PAY_ENVIRONMENT: (yield* SandboxServer).url
      }
      const payments = yield* Effect.forEach(orders, authenticated).pipe(
        Effect.provide(Layer.provide(LinePay.layerConfig(), FetchHttpClient.layer)),
        Effect.withConfigProvider(ConfigProvider.fromJson(environment))
      )
      const url = yield* Postgres.url
      const names = Arr.makeBy(8, (n) => `process ${n}`)
      const racers = yield* Effect.forEach(names, (name) => racer(environment, url, name), { concurrency: "unbounded" })
      for (const phase of ["tables", "open", "group", "advance", "claim", "lease", "pay"] as const) {
        const start = { phase, at: Date.now() + 200, payments }
        const won = yield* Effect.forEach(racers, (child) => race(child, start), { concurrency: "unbounded" })
        assert.deepStrictEqual(won.flat().toSorted(), prizes[phase].toSorted())
        // One that wins all has met nobody.
        if (phase !== "tables") assert.isAbove(won.filter(Arr.isNonEmptyReadonlyArray).length, 1)
      }
      const paths = payments.map(({ transactionId }) => `/v3/payments/${transactionId}/confirm`)
      assert.deepStrictEqual(confirms.toSorted(), paths.toSorted())
    }).pipe(Effect.provide(SandboxLive)))
})
