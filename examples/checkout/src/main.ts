/**
 * Runs the shop (`npm run example:checkout`) on a built-in sandbox, or on the
 * LINE Pay that the environment names.
 */
import { NodeRuntime } from "@effect/platform-node"
import { Config, Console, Effect, Layer, Option, Redacted } from "effect"
import { SandboxServer } from "effect-line-pay-sandbox"
import * as Sandbox from "./Sandbox.ts"
import * as Shop from "./Shop.ts"
import { ShopConfig } from "./ShopConfig.ts"

const announce = Effect.gen(function*() {
  const { url } = yield* ShopConfig
  yield* Console.log(`Shop          ${url.origin}`)
  yield* Console.log(`Shopkeeper    ${url.origin}/shopkeeper`)
})

/** In the sandbox there is only play money, so the password may be shown. */
const announceSandbox = Effect.gen(function*() {
  const { shopkeeperPassword } = yield* ShopConfig
  const { url } = yield* SandboxServer
  yield* Console.log(`  any name, password ${Redacted.value(shopkeeperPassword)}`)
  yield* Console.log(`LINE Pay      ${url}/sandbox, a sandbox on this machine: no account, no money`)
})

const withSandbox = Layer.launch(
  Layer.effectDiscard(Effect.zipRight(announce, announceSandbox)).pipe(
    Layer.provide(Shop.layer),
    Layer.provide(Sandbox.layer)
  )
)

const withLinePay = Layer.launch(Layer.provide(Layer.effectDiscard(announce), Shop.layer))

// If any of them is set, a missing one is an error. Otherwise the shop would give goods away for play money.
const variables = ["LINE_PAY_ENVIRONMENT", "LINE_PAY_CHANNEL_ID", "LINE_PAY_CHANNEL_SECRET"]

Effect.forEach(variables, (name) => Config.option(Config.string(name))).pipe(
  Effect.flatMap((values) => values.some(Option.isSome) ? withLinePay : withSandbox),
  Effect.catchTag("ServeError", ({ cause }) =>
    Effect.zipRight(
      Console.error(`The shop cannot listen: ${String(cause)}. Set SHOP_PORT to use another port.`),
      Effect.sync(() => {
        process.exitCode = 1
      })
    )),
  NodeRuntime.runMain
)
