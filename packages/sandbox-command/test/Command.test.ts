import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { createLinePayClient } from "line-pay-merchant"
import * as command from "./support/command.ts"

/**
 * Axios, which the SDK uses, sends a request for an https host to a proxy with
 * the whole URL as its target: the sandbox answers as that proxy.
 */
const proxied = (url: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const before = process.env["https_proxy"]
      process.env["https_proxy"] = url
      return before
    }),
    (before) =>
      Effect.sync(() => {
        if (before === undefined) delete process.env["https_proxy"]
        else process.env["https_proxy"] = before
      })
  )

describe("line-pay-sandbox", () => {
  it.scopedLive(
    "goes on when nobody reads its lines any more",
    () =>
      Effect.gen(function*() {
        const running = yield* command.start(["--port=0"])
        const url = yield* command.url(running)
        running.process.stdout?.destroy()
        for (let index = 0; index < 3; index++) {
          const { status } = yield* Effect.promise(() => fetch(`${url}/v3/payments?orderId=${index}`))
          assert.strictEqual(status, 200)
        }
      }),
    60_000
  )

  it.scopedLive(
    "serves an SDK that others wrote, says that its port is taken, and ends when told to",
    () =>
      Effect.gen(function*() {
        const running = yield* command.start(["--port=0"], {
          LINE_PAY_CHANNEL_ID: "1657000000",
          LINE_PAY_CHANNEL_SECRET: "an SDK's own secret"
        })
        const url = yield* command.url(running)
        yield* proxied(url)
        const sdk = createLinePayClient({
          channelId: "1657000000",
          channelSecretKey: "an SDK's own secret",
          env: "development"
        })
        const control = (path: string, init?: RequestInit) => Effect.promise(() => fetch(`${url}/sandbox${path}`, init))

        const requested = yield* Effect.promise(() =>
          sdk.request.send({
            body: {
              amount: 1000,
              currency: "TWD",
              orderId: "訂單 1",
              packages: [{ id: "1", amount: 1000, products: [{ name: "筆", quantity: 2, price: 500 }] }],
              redirectUrls: { confirmUrl: "https://shop.example/ok", cancelUrl: "https://shop.example/no" }
            }
          })
        )
        assert.strictEqual(requested.body.returnCode, "0000")
        const { transactionId } = requested.body.info
        assert.match(transactionId, /^\d{19}$/)

        const check = () => sdk.checkPaymentStatus.send({ params: {}, transactionId })
        assert.strictEqual((yield* Effect.promise(check)).body.returnCode, "0000")
        assert.strictEqual(
          (yield* control(`/payments/${transactionId}/approve`, { method: "POST", body: `{"points":100}` })).status,
          200
        )
        assert.strictEqual((yield* Effect.promise(check)).body.returnCode, "0110")

        const confirmed = yield* Effect.promise(() =>
          sdk.confirm.send({ transactionId, body: { amount: 1000, currency: "TWD" } })
        )
        assert.deepStrictEqual(
          [confirmed.body.returnCode, confirmed.body.info.orderId, confirmed.body.info.transactionId],
          ["0000", "訂單 1", transactionId]
        )
        assert.deepStrictEqual(confirmed.body.info.payInfo.map((part: { readonly amount: number }) => part.amount), [
          900,
          100
        ])
        const refunded = yield* Effect.promise(() => sdk.refund.send({ transactionId, body: { refundAmount: 300 } }))
        assert.strictEqual(refunded.body.returnCode, "0000")
        const details = yield* Effect.promise(() => sdk.paymentDetails.send({ params: { orderId: ["訂單 1"] } }))
        const [payment] = details.body.info
        assert.strictEqual(payment.transactionId, transactionId)
        assert.deepStrictEqual(
          payment.refundList.map((refund: { readonly refundTransactionId: string }) => refund.refundTransactionId),
          [refunded.body.info.refundTransactionId]
        )

        const second = yield* command.start([`--port=${new URL(url).port}`])
        assert.strictEqual(yield* second.exit, 1)
        assert.include(second.output(), `line-pay-sandbox: ${url.slice("http://".length)} is taken: `)

        // An answer in wait does not keep it.
        yield* control("/faults", { method: "POST", body: `{"fault":"hang"}` })
        const hanging = yield* Effect.fork(Effect.promise(() => check().catch((error: Error) => error.message)))
        yield* Effect.repeat(
          Effect.flatMap(control("/faults"), (response) => Effect.promise(() => response.text())),
          { until: (faults) => faults === "[]\n" }
        )
        running.process.kill("SIGTERM")
        assert.strictEqual(yield* running.exit, 0)
        assert.include(yield* Fiber.join(hanging), "socket hang up")
        assert.notMatch(running.output(), /Error|\n\s+at /)
      }),
    60_000
  )
})
