import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const program = fileURLToPath(new URL("../src/readme.ts", import.meta.url))

it.scopedLive("the README's program makes a signed payment request", () =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const { channelId, channelSecret } = Options.defaultCredentials
    const { stdout } = yield* Effect.promise(() =>
      promisify(execFile)(process.execPath, ["--import", "tsx", program], {
        env: {
          ...process.env,
          LINE_PAY_CHANNEL_ID: channelId,
          LINE_PAY_CHANNEL_SECRET: channelSecret,
          LINE_PAY_MERCHANT: "test-shop",
          LINE_PAY_ENVIRONMENT: url
        }
      })
    )
    const [payment] = yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.payments)
    assert.strictEqual(payment?.orderId, "order-1")
    assert.match(stdout, new RegExp(`^Store ${payment?.transactionId} with order-1, .*http://127.0.0.1`))
  }).pipe(Effect.provide(SandboxServer.layer())), 60_000)
