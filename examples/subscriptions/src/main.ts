import { NodeContext, NodeRuntime } from "@effect/platform-node"
import { Effect } from "effect"
import { main } from "./Cli.ts"

main(process.argv).pipe(Effect.provide(NodeContext.layer), NodeRuntime.runMain)
