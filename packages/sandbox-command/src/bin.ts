#!/usr/bin/env node
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Command from "effect-line-pay-sandbox/Command"
import * as Effect from "effect/Effect"

Command.run(process.argv.slice(2), process.env).pipe(
  Effect.map((code) => {
    process.exitCode = code
  }),
  NodeRuntime.runMain
)
