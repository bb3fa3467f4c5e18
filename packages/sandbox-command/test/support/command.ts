/** The `line-pay-sandbox` command as a process of its own. */
import { Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { createRequire } from "node:module"
import * as path from "node:path"

const root = path.dirname(createRequire(import.meta.url).resolve("line-pay-sandbox/package.json"))

export interface Running {
  readonly process: ChildProcess
  /** What it has written to both streams so far. */
  readonly output: () => string
  /** Its exit code, or the signal that ended it. */
  readonly exit: Effect.Effect<number | NodeJS.Signals | null>
}

/** Starts it; it is killed when the scope closes, should it still run. */
export const start = (args: ReadonlyArray<string>, environment: Record<string, string> = {}) =>
  Effect.acquireRelease(
    Effect.sync((): Running => {
      // Node 20 does not run TypeScript by itself.
      const child = spawn(process.execPath, ["--import", "tsx", "src/bin.ts", ...args], {
        cwd: root,
        env: { ...process.env, ...environment }
      })
      let output = ""
      child.stdout.on("data", (chunk: Buffer) => {
        output += chunk.toString()
      })
      child.stderr.on("data", (chunk: Buffer) => {
        output += chunk.toString()
      })
      const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
        child.once("close", (code, signal) => resolve(code ?? signal))
      })
      return { process: child, output: () => output, exit: Effect.promise(() => ended) }
    }),
    (running) =>
      Effect.suspend(() => {
        running.process.kill("SIGKILL")
        return running.exit
      })
  )

/** The URL of the ready line. A command that ends without one is a defect with what it printed. */
export const url = (running: Running): Effect.Effect<string> =>
  Effect.async((resume) => {
    const look = () => {
      const ready = /^LINE Pay sandbox ready: (\S+)$/m.exec(running.output())
      if (ready?.[1] !== undefined) resume(Effect.succeed(ready[1]))
    }
    running.process.stdout?.on("data", look)
    running.process.once("close", () => resume(Effect.die(new Error(running.output()))))
    look()
  })
