import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Schedule } from "effect"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { execFile } from "node:child_process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"

const program = fileURLToPath(new URL("../src/firstPayment.ts", import.meta.url))

/** Starts the program, and waits until it has requested its payment. */
const requested = Effect.gen(function*() {
  const { url } = yield* SandboxServer
  const sandbox = yield* Sandbox
  const { channelId, channelSecret } = Options.defaultCredentials
  const running = yield* Effect.fork(
    Effect.promise(() =>
      promisify(execFile)(process.execPath, ["--import", "tsx", program], {
        env: {
          ...process.env,
          LINE_PAY_CHANNEL_ID: channelId,
          LINE_PAY_CHANNEL_SECRET: channelSecret,
          LINE_PAY_ENVIRONMENT: url,
          LINE_PAY_MERCHANT: "test-shop"
        }
      })
    )
  )
  const payment = yield* sandbox.payments.pipe(
    Effect.flatMap(([first]) => Effect.fromNullable(first)),
    Effect.retry(Schedule.spaced("100 millis"))
  )
  return { payment, running }
})

it.scopedLive("the README's first payment waits for the customer, and is confirmed once", () =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const { payment, running } = yield* requested
    assert.strictEqual(payment.orderId, "order-1")
    yield* sandbox.approve(payment.transactionId)
    const { stdout } = yield* Fiber.join(running)
    assert.match(
      stdout,
      new RegExp(`^The customer approves ${payment.transactionId} at http://127.0.0.1.*\nPaid TWD 100\n$`)
    )
    assert.deepStrictEqual((yield* sandbox.ledger).map(({ amount, kind }) => [kind, amount]), [["Capture", 100]])
  }).pipe(Effect.provide(SandboxServer.layer())), 60_000)

it.scopedLive(
  "the README's first payment ends without a confirm when the customer declines",
  () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const { payment, running } = yield* requested
      yield* sandbox.decline(payment.transactionId)
      const { stdout } = yield* Fiber.join(running)
      assert.match(stdout, /\nNothing to confirm: CanceledOrExpired\n$/)
      assert.isEmpty(yield* sandbox.ledger)
    }).pipe(Effect.provide(SandboxServer.layer())),
  60_000
)
