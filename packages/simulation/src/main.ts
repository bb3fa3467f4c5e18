/**
 * `npm run simulate -- --payments 1000000 --seed 7`
 */
import { type ChildProcess, fork } from "node:child_process"
import { availableParallelism } from "node:os"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import * as Mutation from "./Mutation.ts"
import { add, type Counts, empty, replay, type Report, story } from "./Simulation.ts"
import type { Done, Settings } from "./worker.ts"

const usage = `npm run simulate -- [options]

  --payments <n>   how many payments to run; 1000 by default
  --minutes <n>    how long to run at most; without --payments, nothing else ends it
  --seed <n>       the first world's seed; each further world counts it up; 1 by default
  --faults <0..1>  the share of calls that meet a fault; 0.15 by default
  --edges          adds the rare and the odd: a database that is away, wrong decisions by hand, expiry
  --workers <n>    how many processes; one per core by default
  --break <name>   break the library on purpose, to see what is noticed; one of:
${Mutation.mutations.map(({ name }) => `                     ${name}`).join("\n")}
`

const refuse = (problem: string): never => {
  console.error(`${problem}\n\n${usage}`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        payments: { type: "string" },
        minutes: { type: "string" },
        seed: { type: "string", default: "1" },
        faults: { type: "string", default: "0.15" },
        workers: { type: "string", default: String(availableParallelism()) },
        edges: { type: "boolean", default: false },
        break: { type: "string" },
        help: { type: "boolean", default: false }
      }
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const values = readOptions()
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const number = (name: "payments" | "minutes" | "seed" | "faults" | "workers", from: number, to: number): number => {
  const value = Number(values[name])
  return value >= from && value <= to && values[name] !== ""
    ? value
    : refuse(`--${name} must be a number from ${from} to ${to}, but is "${values[name]}"`)
}

const ordersPerWorld = 20
const most = Number.MAX_SAFE_INTEGER
const budget = values.minutes === undefined ? Infinity : number("minutes", 0, 100_000) * 60_000
const payments = values.payments !== undefined
  ? number("payments", 1, most)
  : budget === Infinity
  ? 1_000
  : Infinity
const worlds = Math.ceil(payments / ordersPerWorld)
const seed = number("seed", 0, 0xffff_ffff)
const workers = Math.min(worlds, Math.ceil(number("workers", 1, 256)))
const mutation = values.break === undefined ? undefined : Mutation.find(values.break)
if (values.break !== undefined && mutation === undefined) {
  refuse(`There is no way to break the library called "${values.break}"`)
}
const settings: Settings = {
  ordersPerWorld,
  edges: values.edges,
  faults: number("faults", 0, 1),
  mutation: mutation?.name
}

// -----------------------------------------------------------------------------
// Progress
// -----------------------------------------------------------------------------

const count = (value: number): string => Math.round(value).toLocaleString("en")

const duration = (millis: number): string => {
  const seconds = Math.round(millis / 1_000)
  const part = (value: number) => String(value).padStart(2, "0")
  return `${Math.floor(seconds / 3_600)}:${part(Math.floor(seconds / 60) % 60)}:${part(seconds % 60)}`
}

const started = performance.now()
let report: Report = empty
/** By process, after its last world. */
const memory = new Map<ChildProcess, number>()
let peak = 0

const progress = (): string => {
  const passed = performance.now() - started
  const megabytes = Math.max(0, ...memory.values()) / 1e6
  peak = Math.max(peak, megabytes)
  const left = Math.min(budget - passed, passed * (payments / Math.max(1, report.orders) - 1))
  return [
    Number.isFinite(payments)
      ? `${count(report.orders)} of ${count(payments)} payments`
      : `${count(report.orders)} payments`,
    `${(report.orders / passed * 1_000).toFixed(1)} a second`,
    `${duration(passed)} passed`,
    `${duration(Math.max(0, left))} left`,
    `${Math.round(megabytes)} MB`,
    `${report.violations.length} violations`
  ].join("  ")
}

const isTerminal = process.stdout.isTTY
const ticking = setInterval(
  () => isTerminal ? process.stdout.write(`\r\u001b[K${progress()}`) : console.log(progress()),
  isTerminal ? 500 : 15_000
)

// -----------------------------------------------------------------------------
// The end
// -----------------------------------------------------------------------------

const table = (title: string, counts: Counts): void => {
  const rows = Object.entries(counts).sort(([left], [right]) => left < right ? -1 : 1)
  if (rows.length === 0) return
  const width = Math.max(...rows.map(([name]) => name.length)) + 2
  console.log(`\n${title}`)
  for (const [name, value] of rows) console.log(`  ${name.padEnd(width)}${count(value).padStart(10)}`)
}

/** "confirmPayment Applied" to a row per operation and a column per verdict. */
const verdictTable = (counts: Counts): void => {
  const names = Object.keys(counts).map((name) => name.split(" ")[0] ?? "")
  const verdicts = ["Applied", "NotApplied", "Mismatch", "Open"]
  console.log(`\n${"Verdicts".padEnd(18)}${verdicts.map((verdict) => verdict.padStart(12)).join("")}`)
  for (const operation of [...new Set(names)].sort()) {
    const cells = verdicts.map((verdict) => count(counts[`${operation} ${verdict}`] ?? 0).padStart(12))
    console.log(`  ${operation.padEnd(16)}${cells.join("")}`)
  }
}

let ended = false
const end = (): void => {
  if (ended) return
  ended = true
  clearInterval(ticking)
  for (const worker of children) worker.kill()
  console.log(`${isTerminal ? "\r\u001b[K" : ""}${progress()}`)
  verdictTable(report.verdicts)
  table("Open for good, each of a kind that docs/settlement.md declares undecidable", report.undecidable)
  table("Faults met", report.faults)
  console.log(`
${count(report.calls)} calls, ${count(report.movements)} movements of money, ${count(report.crashes)} crashes, ${
    count(report.clockJumps)
  } jumps of a clock
${count(report.takenForOurs)} refunds by staff that were taken for ours, at most ${Math.round(peak)} MB in a process
${count(report.orders)} payments, from seed ${seed} on, ${settings.faults * 100} % faults: ${
    report.violations.length === 0 ? "nothing wrong" : `${report.violations.length} violations`
  }`)
  const [violation] = report.violations
  if (violation === undefined) return
  process.exitCode = 1
  for (const { about, seed, what } of report.violations) console.error(`\nSeed ${seed}: ${about}: ${what}`)
  console.error(`\nThe story of ${violation.about}, in true time:\n`)
  for (const line of story(violation, { ...settings, mutation })) console.error(line)
  console.error(`\nAgain: ${replay(violation, { ...settings, mutation })}`)
}

// -----------------------------------------------------------------------------
// The processes
// -----------------------------------------------------------------------------

let next = 0
let running = workers

/** Sends a process its next world. The run ends when the last process gets none. */
const give = (worker: ChildProcess): void => {
  if (next < worlds && performance.now() - started < budget && report.violations.length === 0) {
    worker.send(seed + next++)
  } else if (--running === 0) end()
}

const children = Array.from({ length: workers }, () => {
  const worker = fork(fileURLToPath(new URL("./worker.ts", import.meta.url)), [JSON.stringify(settings)], {
    // Most objects of a world are short-lived, so a large young generation collects them cheaply.
    execArgv: [...process.execArgv, "--max-semi-space-size=64"]
  })
  worker.on("message", (done: Done) => {
    memory.set(worker, done.memory)
    report = add(report, done.report)
    give(worker)
  })
  worker.on("exit", (code) => {
    if (!ended) process.exit(code ?? 1)
  })
  return worker
})
for (const worker of children) give(worker)
process.once("SIGINT", end)
