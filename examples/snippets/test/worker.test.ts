import { assert, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { LinePay } from "effect-line-pay"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { execFile } from "node:child_process"
import { promisify } from "node:util"
import { merchant } from "../src/merchant.ts"
import { order } from "../src/order.ts"
import worker from "../src/worker.ts"

const { channelId, channelSecret } = Options.defaultCredentials

it.scopedLive("a worker answers with fetch and WebCrypto", () =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const sandbox = yield* Sandbox
    const { transactionId } = yield* Effect.flatMap(LinePay, (linePay) => linePay.requestPayment(order)).pipe(
      Effect.provide(merchant(url, channelId, Redacted.make(channelSecret)))
    )
    yield* sandbox.approve(transactionId)
    const env = { LINE_PAY_CHANNEL_ID: channelId, LINE_PAY_CHANNEL_SECRET: channelSecret, LINE_PAY_ENVIRONMENT: url }
    const ask = (id: string) =>
      Effect.promise(async () => {
        const response = await worker.fetch(new Request(`https://shop.example/?transactionId=${id}`), env)
        return [response.status, await response.json()]
      })
    assert.deepStrictEqual(yield* ask(transactionId), [200, { status: "Authenticated" }])
    assert.strictEqual((yield* ask("2023042201206549310"))[0], 404)
    assert.strictEqual((yield* ask("not-an-id"))[0], 400)
  }).pipe(Effect.provide(SandboxServer.layer())))

/** Module hooks that refuse every module of Node, whoever of the worker's modules asks for it. */
const hooks = `data:text/javascript,${
  encodeURIComponent(`
    export const resolve = async (specifier, context, next) => {
      const resolved = await next(specifier, context)
      if (resolved.url.startsWith("node:")) throw new Error(specifier + " is imported by " + context.parentURL)
      return resolved
    }
  `)
}`
const load = (module: string) =>
  Effect.tryPromise(() => {
    const program = `
      import { register } from "node:module"
      register(${JSON.stringify(hooks)})
      await import(${JSON.stringify(new URL(module, import.meta.url).href)})
    `
    const options = ["--conditions=browser", "--import", "tsx", "--input-type=module", "--eval", program]
    return promisify(execFile)(process.execPath, options)
  })

it.live("the worker imports no module of Node", () => load("../src/worker.ts"), 60_000)

it.live("what imports one is found out", () =>
  Effect.gen(function*() {
    const error = yield* Effect.flip(load("../src/protocol.ts"))
    assert.match(String(error.error), /node:crypto is imported by/)
  }), 60_000)
