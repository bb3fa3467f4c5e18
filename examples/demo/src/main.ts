/**
 * The story of `npm run demo`: a shop and a LINE Pay on this machine, over real
 * HTTP. The shop reads its configuration as it would in production.
 */
import { NodeRuntime } from "@effect/platform-node"
import { ConfigProvider, Console, Effect, Layer } from "effect"
import { LinePayNode } from "effect-line-pay-node"
import { Options, SandboxServer } from "effect-line-pay-sandbox"
import { Narrator } from "./Narrator.ts"
import { story } from "./story.ts"

const Environment = Layer.unwrapEffect(
  Effect.map(SandboxServer, ({ url }) =>
    Layer.setConfigProvider(ConfigProvider.fromMap(
      new Map([
        ["LINE_PAY_CHANNEL_ID", Options.defaultCredentials.channelId],
        ["LINE_PAY_CHANNEL_SECRET", Options.defaultCredentials.channelSecret],
        ["LINE_PAY_MERCHANT", "test-shop"],
        ["LINE_PAY_ENVIRONMENT", url]
      ])
    )))
)

const Shop = LinePayNode.layerConfig().pipe(Layer.provide(Environment))

const Terminal = Narrator.layer({
  print: Console.log,
  colours: process.env.FORCE_COLOR !== undefined || (process.stdout.isTTY && process.stdout.hasColors())
})

const program = Effect.gen(function*() {
  const { url } = yield* SandboxServer
  yield* Console.log(`LINE Pay runs on this machine: ${url}\nIt checks every signature.`)
  yield* story
})

program.pipe(
  Effect.provide(Layer.merge(Terminal, Layer.provideMerge(Shop, SandboxServer.layer()))),
  NodeRuntime.runMain
)
