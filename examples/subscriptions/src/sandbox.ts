/** Runs the sandbox process: the `line-pay-sandbox` command, on any free port. */
import { NodeRuntime } from "@effect/platform-node"
import { Command } from "effect-line-pay-sandbox"

NodeRuntime.runMain(Command.run(["--port", "0"], {}))
