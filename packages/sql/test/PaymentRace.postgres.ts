import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { LinePay } from "effect-line-pay"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { authenticated } from "./support/payments.ts"
import { run } from "./support/processes.ts"
import { orders } from "./support/race.ts"

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

describe("8 processes on one PostgreSQL", () => {
  const confirms: Array<string> = []
  const SandboxLive = Layer.provideMerge(SandboxServer.layerServer(), countingSandbox(confirms))

  it.scopedLive("send each payment once", () =>
    Effect.gen(function*() {
      const { settings } = yield* Sandbox
      const environment = {
        LINE_PAY_CHANNEL_ID: settings.channelId,
        LINE_PAY_CHANNEL_SECRET: Redacted.value(settings.channelSecret),
        LINE_PAY_MERCHANT: "test-shop",
        LINE_PAY_ENVIRONMENT: (yield* SandboxServer).url
      }
      const payments = yield* Effect.forEach(
        orders,
        (orderId) => Effect.map(authenticated(orderId), (transactionId) => ({ orderId, transactionId }))
      ).pipe(
        Effect.provide(Layer.provide(LinePay.layerConfig(), FetchHttpClient.layer)),
        Effect.withConfigProvider(ConfigProvider.fromJson(environment))
      )
      yield* run(["tables", "pay"], environment, payments)
      const paths = payments.map(({ transactionId }) => `/v3/payments/${transactionId}/confirm`)
      assert.deepStrictEqual(confirms.toSorted(), paths.toSorted())
    }).pipe(Effect.provide(SandboxLive)))
})
