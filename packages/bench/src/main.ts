/**
 * `npm run bench`, `npm run bench -- --quick`, `npm run bench -- --against <commit>`, `npm run bench -- --only settled`, `npm run bench -- --only merchants`
 *
 * Measures, prints, and writes the figures into the README and the plot. With
 * `--quick` every part runs briefly, and nothing is written. It asserts the
 * results that do not depend on the machine.
 */
import assert from "node:assert/strict"
import * as os from "node:os"
import { parseArgs } from "node:util"
import * as Measure from "./measure.ts"
import * as Report from "./report.ts"
import * as Tree from "./tree.ts"

const { values } = parseArgs({
  options: { quick: { type: "boolean" }, against: { type: "string" }, only: { type: "string" } }
})
const { only } = values
assert.ok(only === undefined || only === "settled" || only === "merchants", "--only takes `settled` or `merchants`")

const startedAt = performance.now()
const load = (): string => os.loadavg().map((average) => average.toFixed(1)).join(", ")
const loadBefore = load()

const trees = {
  current: Tree.current(),
  before: values.against === undefined ? undefined : Tree.at(values.against)
}
const extent = values.quick === true ? Measure.quick : Measure.full
const progress = (part: string): void => {
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${part}`)
}
const circumstances = (): Report.Circumstances => ({ against: values.against, loadBefore, loadAfter: load() })

const { POSTGRES_MISSING: missing, POSTGRES_URL: url } = process.env
const postgres = url === undefined ? { missing: missing ?? "`POSTGRES_URL` is not set" } : { url }
if (only !== "merchants") {
  progress("settled calls")
  const settled = Report.ofSettled(await Measure.settledCalls(trees, extent, postgres), circumstances())
  console.log(`\n${settled.text}\n`)
  assert.ok(settled.areSettled)
  if (values.quick !== true) settled.write()
}
if (only !== "settled") {
  progress("many merchants")
  const times = values.quick === true ? 1 : 5
  const merchants = Report.ofMerchants(await Measure.manyMerchants(trees, times, postgres), circumstances())
  console.log(`\n${merchants.text}\n`)
  assert.ok(merchants.areSettled)
  if (values.quick !== true) merchants.write()
}
if (only !== undefined) process.exit()

const results = await Measure.all(trees, extent, progress)
const report = Report.make(results, circumstances())
console.log(`\n${report.text}`)

// The results that do not depend on noise.
for (const { name, confirmIds, detailsIds } of report.ids) {
  const exact = name.startsWith("effect-line-pay")
  if (exact) assert.deepEqual([name, confirmIds, detailsIds], [name, "yes", "yes"])
}
assert.equal(report.ids.find(({ name }) => name === "bare undici")?.confirmIds, "no")
assert.equal(report.parsers["ExactJson"], "yes")
assert.equal(report.parsers["JSON.parse"], "no")

if (values.quick !== true) report.write()
