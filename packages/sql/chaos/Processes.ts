/** Builds the two programs, and starts them as processes. */
import type { Ledger } from "effect-line-pay-sandbox"
import { build as bundle } from "esbuild"
import { type ChildProcess, fork } from "node:child_process"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import type { Asked, LinePayReport, PodOrder, PodReport, PodSettings, Question } from "./Message.ts"

const here = path.dirname(fileURLToPath(import.meta.url))
// Beside the sources, whose node_modules the bundles use.
const out = path.join(path.dirname(here), "build", "chaos")

/** Bundles the programs with the library, because a loader of TypeScript takes longer to start than a pod lives. */
export const build = () =>
  bundle({
    entryPoints: ["pod.ts", "linePay.ts"].map((name) => path.join(here, name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: ["effect", "effect/*", "@effect/*"],
    logLevel: "error"
  })

const start = (name: string, args: ReadonlyArray<string>, environment: Record<string, string>) =>
  fork(path.join(out, `${name}.mjs`), args, {
    env: { ...process.env, ...environment },
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"]
  })

const ended = (child: ChildProcess) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise<void>((resolve) => child.once("exit", () => resolve()))

/** Kills a process, which may be suspended, and waits until it is gone. */
export const kill = async (child: ChildProcess): Promise<void> => {
  child.kill("SIGKILL")
  await ended(child)
}

// -----------------------------------------------------------------------------
// LINE Pay
// -----------------------------------------------------------------------------

export interface LinePayProcess {
  readonly url: string
  readonly ask: (question: Question) => Promise<ReadonlyArray<Ledger.Movement>>
  readonly end: () => Promise<void>
}

export const startLinePay = (seed: number): Promise<LinePayProcess> =>
  new Promise((resolve, reject) => {
    const child = start("linePay", [String(seed)], {})
    const open = new Map<number, (report: LinePayReport) => void>()
    let last = 0
    const ask = (question: Question) =>
      new Promise<ReadonlyArray<Ledger.Movement>>((resolve, reject) => {
        const id = ++last
        open.set(id, (report) => {
          if (report.said === "Answer") resolve(report.ledger)
          else reject(new Error(`LINE Pay refused to ${question.ask}: ${report.said === "Refused" ? report.why : ""}`))
        })
        const asked: Asked = { id, question }
        child.send(asked)
      })
    child.on("message", (report: LinePayReport) => {
      if (report.said === "Ready") return resolve({ url: report.url, ask, end: () => kill(child) })
      open.get(report.id)?.(report)
      open.delete(report.id)
    })
    child.once("exit", (code) => reject(new Error(`LINE Pay's process ended with ${code}`)))
  })

// -----------------------------------------------------------------------------
// Pods
// -----------------------------------------------------------------------------

export interface Pod {
  readonly name: string
  readonly settings: PodSettings
  readonly child: ChildProcess
  /** False after it has said that it kills itself. */
  readonly isAlive: () => boolean
  readonly send: (order: PodOrder) => void
}

export const startPod = (
  name: string,
  settings: PodSettings,
  environment: Record<string, string>,
  onReport: (report: PodReport, pod: Pod) => void,
  onEnd: (pod: Pod, code: number | null) => void
): Pod => {
  const child = start("pod", [JSON.stringify(settings)], environment)
  let isAlive = true
  const pod: Pod = {
    name,
    settings,
    child,
    isAlive: () => isAlive,
    send: (order) => {
      // A pod that is being killed cannot be reached. Its calls are made again.
      if (isAlive && child.connected) child.send(order, () => {})
    }
  }
  child.on("message", (report: PodReport) => {
    if (report.said === "Dying") isAlive = false
    onReport(report, pod)
  })
  child.once("exit", (code) => {
    isAlive = false
    onEnd(pod, code)
  })
  return pod
}
