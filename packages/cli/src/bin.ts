#!/usr/bin/env node
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import { text } from "node:stream/consumers"
import * as Command from "./Command.ts"

Command.run(process.argv.slice(2), {
  environment: process.env,
  stdin: Effect.promise(() => text(process.stdin)),
  colors: process.stdout.isTTY && (process.env["NO_COLOR"] ?? "") === ""
}).pipe(
  Effect.map((code) => {
    process.exitCode = code
  }),
  NodeRuntime.runMain
)
