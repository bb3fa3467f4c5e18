/** The shop as a process of its own, so that it can be killed, on a LINE Pay in this one. */
import { Effect } from "effect"
import { Options, SandboxServer } from "effect-line-pay-sandbox"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:net"
import { fileURLToPath } from "node:url"
import { databaseFile, password } from "./shop.ts"

const freePort = Effect.promise(async () => {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const address = server.address()
  server.close()
  return typeof address === "object" && address !== null ? address.port : 0
})

const main = fileURLToPath(new URL("../../src/main.ts", import.meta.url))

/** A shop that is not running yet. What it prints is kept, over all its processes. */
export const make = Effect.gen(function*() {
  const { url: environment } = yield* SandboxServer
  const port = yield* freePort
  const database = yield* databaseFile
  const url = `http://localhost:${port}`
  let output = ""

  /** Starts it; it is gone when the scope is closed. */
  const start = Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, ["--import", "tsx", main], {
        cwd: fileURLToPath(new URL("../..", import.meta.url)),
        env: {
          PATH: process.env["PATH"],
          LINE_PAY_CHANNEL_ID: Options.defaultCredentials.channelId,
          LINE_PAY_CHANNEL_SECRET: Options.defaultCredentials.channelSecret,
          LINE_PAY_ENVIRONMENT: environment,
          LINE_PAY_MERCHANT: "hillside-tea",
          SHOP_URL: url,
          SHOP_PORT: String(port),
          SHOP_DATABASE: database,
          SHOPKEEPER_PASSWORD: password,
          SHOP_SWEEP_EVERY: "2 seconds"
        },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const ended = once(child, "exit")
      let started = ""
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (data: Buffer) => {
          output += data.toString()
          started += data.toString()
        })
      }
      while (!started.includes("Shopkeeper")) {
        if (child.exitCode !== null) throw new Error(`The shop did not start:\n${started}`)
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
      return { child, ended }
    }),
    ({ child, ended }) =>
      Effect.promise(async () => {
        if (child.exitCode === null && child.signalCode === null) {
          child.kill("SIGKILL")
          await ended
        }
      })
  ).pipe(Effect.map(({ child, ended }) => ({
    /** Ends it without a chance to do anything more. */
    kill: Effect.promise(async () => {
      child.kill("SIGKILL")
      await ended
    })
  })))

  return { url, database, start, output: () => output }
})
