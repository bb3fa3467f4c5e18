import { assert, it } from "@effect/vitest"
import { Effect, Schedule } from "effect"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"

const program = fileURLToPath(new URL("../src/server.ts", import.meta.url))

const freePort = Effect.promise(async () => {
  const server = createServer()
  await once(server.listen(0, "127.0.0.1"), "listening")
  const address = server.address()
  server.close()
  await once(server, "close")
  return typeof address === "object" && address !== null ? address.port : assert.fail("no port")
})

/** Runs the guide's server until the test ends. */
const started = Effect.gen(function*() {
  const { url } = yield* SandboxServer
  const port = yield* freePort
  let output = ""
  yield* Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(process.execPath, ["--import", "tsx", program], {
        env: {
          ...process.env,
          LINE_PAY_CHANNEL_ID: Options.defaultCredentials.channelId,
          LINE_PAY_CHANNEL_SECRET: Options.defaultCredentials.channelSecret,
          LINE_PAY_ENVIRONMENT: url,
          LINE_PAY_MERCHANT: "test-shop",
          PORT: String(port)
        },
        stdio: ["ignore", "pipe", "inherit"]
      })
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        output += chunk
      })
      return child
    }),
    (child) =>
      Effect.promise(async () => {
        const closed = once(child, "close")
        if (child.kill()) await closed
      })
  )
  /** Waits until the server has printed the text. Its pages may arrive before. */
  const printed = (text: string) =>
    Effect.repeat(Effect.delay(Effect.sync(() => output), "10 millis"), { until: (output) => output.includes(text) })
  return { printed, shop: `http://127.0.0.1:${port}` }
})

const open = (url: string) => Effect.tryPromise(() => fetch(url, { redirect: "manual" }))

/** Opens the page that requests a payment; the server may still be starting. */
const requested = (shop: string) =>
  Effect.gen(function*() {
    const page = yield* Effect.retry(open(`${shop}/pay`), Schedule.spaced("100 millis"))
    const location = new URL(page.headers.get("location") ?? "")
    const reserveId = location.searchParams.get("transactionReserveId") ?? ""
    return yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.payment({ reserveId }))
  })

const read = (url: string) => Effect.flatMap(open(url), (page) => Effect.promise(() => page.text()))

it.scopedLive("the guide's server takes a payment, and writes to its order how it ended", () =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { printed, shop } = yield* started

    const paid = yield* requested(shop)
    const { url: confirmUrl = "" } = yield* sandbox.approve(paid.transactionId)
    assert.strictEqual(yield* read(confirmUrl), "Thank you.")

    const declined = yield* requested(shop)
    const { url: cancelUrl = "" } = yield* sandbox.decline(declined.transactionId)
    assert.strictEqual(yield* read(cancelUrl), "You have not been charged.")

    assert.strictEqual(yield* read(`${shop}/confirm?transactionId=1`), "We do not know this payment.")
    yield* printed(`Order ${paid.orderId}: Applied\n`)
    yield* printed(`Order ${declined.orderId}: NotApplied\n`)
    assert.deepStrictEqual((yield* sandbox.ledger).map(({ kind, orderId }) => [kind, orderId]), [
      ["Capture", paid.orderId]
    ])
  }).pipe(Effect.provide(SandboxServer.layer())), 60_000)
