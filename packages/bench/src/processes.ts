/** Starts child processes that answer one question at a time. */
import { type ChildProcess, execFile, fork } from "node:child_process"
import { once } from "node:events"
import * as path from "node:path"
import { promisify } from "node:util"
import type { Job, MeasuredJob, ProfiledJob, Sample } from "./job.ts"
import type { Profile } from "./profile.ts"

/** A process exited, or sent something unexpected. */
const died = (child: ChildProcess): Error =>
  new Error(`${child.spawnargs.slice(1).join(" ")} ended with ${child.exitCode ?? child.signalCode}`)

const answer = async (child: ChildProcess): Promise<unknown> => {
  const gone = new AbortController()
  const exit = once(child, "exit", { signal: gone.signal }).then(() => {
    throw died(child)
  })
  try {
    const [message] = await Promise.race([once(child, "message", { signal: gone.signal }), exit])
    return message
  } finally {
    gone.abort()
    exit.catch(() => {})
  }
}

/** Without the flags of the bench, which runs on tsx. The measured code must not. */
const start = (
  tree: string,
  file: string,
  args: ReadonlyArray<string> = [],
  flags: ReadonlyArray<string> = []
): ChildProcess => fork(path.join(tree, "bench", file), args, { execArgv: [...flags], serialization: "json" })

export interface Worker {
  readonly measure: (job: MeasuredJob) => Promise<Sample>
  readonly profile: (job: ProfiledJob) => Promise<Profile>
  readonly stop: () => void
}

export const worker = async (
  tree: string,
  kind: string,
  name: string,
  origin = "",
  flags: ReadonlyArray<string> = []
): Promise<Worker> => {
  const child = start(tree, "worker.js", [kind, name, origin], flags)
  await answer(child)
  const ask = (job: Job) => {
    const answered = answer(child)
    child.send(job)
    return answered
  }
  return {
    // worker.ts sends this type.
    measure: async (job) => await ask(job) as Sample,
    // As above.
    profile: async (job) => await ask(job) as Profile,
    stop: () => {
      if (child.connected) child.disconnect()
    }
  }
}

export const server = async (tree: string): Promise<{ readonly origin: string; readonly stop: () => void }> => {
  const child = start(tree, "server.js")
  // server.ts sends this type.
  const { port } = await answer(child) as { readonly port: number }
  return {
    origin: `http://127.0.0.1:${port}`,
    stop: () => {
      if (child.connected) child.disconnect()
    }
  }
}

/** Runs a program to its end, and returns its output. */
export const output = async (command: string, args: ReadonlyArray<string>, cwd: string): Promise<string> => {
  const { stdout } = await promisify(execFile)(command, [...args], { cwd, maxBuffer: 1e8 })
  return stdout
}
