/**
 * Runs a sandbox in this process, as the shop's LINE Pay without an account. It
 * forgets its payments when the process ends, so the orders are temporary, too.
 */
import { FileSystem } from "@effect/platform"
import { NodeFileSystem } from "@effect/platform-node"
import { Config, ConfigProvider, Effect, Layer } from "effect"
import { Options, SandboxServer } from "effect-line-pay-sandbox"
import * as Token from "./Token.ts"

/** The variables that the shop needs. The environment overrides them. */
const Environment = Layer.unwrapScoped(Effect.gen(function*() {
  const { url } = yield* SandboxServer
  const files = yield* FileSystem.FileSystem
  const port = yield* Config.port("SHOP_PORT").pipe(Config.withDefault(3000))
  const directory = yield* files.makeTempDirectoryScoped({ prefix: "hillside-tea-" })
  const defaults = new Map([
    ["LINE_PAY_CHANNEL_ID", Options.defaultCredentials.channelId],
    ["LINE_PAY_CHANNEL_SECRET", Options.defaultCredentials.channelSecret],
    ["LINE_PAY_ENVIRONMENT", url],
    ["LINE_PAY_MERCHANT", "hillside-tea"],
    ["SHOP_URL", `http://localhost:${port}`],
    ["SHOP_DATABASE", `${directory}/shop.db`],
    ["SHOPKEEPER_PASSWORD", yield* Token.make]
  ])
  return Layer.setConfigProvider(
    ConfigProvider.orElse(ConfigProvider.fromEnv(), () => ConfigProvider.fromMap(defaults))
  )
}))

export const layer = Environment.pipe(
  Layer.provideMerge(SandboxServer.layer({ merchantName: "Hillside Tea 坡上茶" })),
  Layer.provide(NodeFileSystem.layer)
)
