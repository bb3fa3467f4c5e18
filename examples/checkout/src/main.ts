/**
 * `npm run example:checkout`: the shop with a LINE Pay of its own, or with the
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

/** In the sandbox the password opens nothing but play money, so it may be shown. */
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

// Any of them: one that is missing is then named, instead of goods being given away for play money.
const variables = ["LINE_PAY_ENVIRONMENT", "LINE_PAY_CHANNEL_ID", "LINE_PAY_CHANNEL_SECRET"]

Effect.forEach(variables, (name) => Config.option(Config.string(name))).pipe(
  Effect.flatMap((values) => values.some(Option.isSome) ? withLinePay : withSandbox),
  Effect.catchTag("ServeError", ({ cause }) =>
    Effect.zipRight(
      Console.error(`The shop cannot be served: ${String(cause)}. SHOP_PORT chooses another port.`),
      Effect.sync(() => {
        process.exitCode = 1
      })
    )),
  NodeRuntime.runMain
)
