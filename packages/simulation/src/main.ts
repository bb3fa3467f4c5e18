/**
 * `npm run simulate -- --payments 1000000 --seed 7`
 */
import { parseArgs } from "node:util"
import { empty, type Report, simulate, story } from "./Simulation.ts"

const { values } = parseArgs({
  options: {
    payments: { type: "string", default: "1000" },
    seed: { type: "string", default: "1" },
    faults: { type: "string", default: "0.15" }
  }
})

const number = (name: "payments" | "seed" | "faults"): number => {
  const value = Number(values[name])
  if (Number.isFinite(value) && value >= 0) return value
  console.error(`--${name} must be a number of at least 0, but is "${values[name]}"`)
  process.exit(2)
}

const ordersPerWorld = 20
const options = {
  seed: number("seed"),
  worlds: Math.ceil(number("payments") / ordersPerWorld),
  ordersPerWorld,
  faults: number("faults")
}

const started = performance.now()
const progress = ({ orders, violations }: Report): string => {
  const perSecond = orders / (performance.now() - started) * 1_000
  const memory = Math.round(process.memoryUsage().heapUsed / 1e6)
  return `${orders} payments, ${perSecond.toFixed(1)} a second, ${memory} MB, ${violations.length} violations`
}

let report = empty
let printed = started
for (report of simulate(options)) {
  if (performance.now() - printed > 5_000) {
    printed = performance.now()
    console.log(progress(report))
  }
  if (report.violations.length > 0) break
}

const table = (title: string, counts: ReadonlyMap<string, number>): void => {
  console.log(`\n${title}`)
  for (const [name, count] of [...counts].sort()) console.log(`  ${name.padEnd(34)}${String(count).padStart(8)}`)
}

console.log(progress(report))
table("Verdicts", report.verdicts)
table("Faults met", report.faults)
console.log(`\n${report.crashes} crashes, ${report.movements} movements of money`)
console.log(
  `${report.undecidable} attempts that nothing can decide, ${report.takenForOurs} refunds of others taken for ours`
)

const [violation] = report.violations
if (violation !== undefined) {
  console.error(`\nSeed ${violation.seed}: ${violation.about}: ${violation.what}\n`)
  for (const line of story(violation, options)) console.error(line)
  process.exitCode = 1
}
