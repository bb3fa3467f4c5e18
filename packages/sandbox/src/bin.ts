#!/usr/bin/env node
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import * as Command from "./Command.ts"

Command.run(process.argv.slice(2), process.env).pipe(
  Effect.map((code) => {
    process.exitCode = code
  }),
  NodeRuntime.runMain
)
