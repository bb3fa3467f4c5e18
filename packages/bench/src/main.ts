/**
 * `npm run bench`, `npm run bench -- --quick`, `npm run bench -- --against <commit>`
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

const { values } = parseArgs({ options: { quick: { type: "boolean" }, against: { type: "string" } } })

const startedAt = performance.now()
const load = (): string => os.loadavg().map((average) => average.toFixed(1)).join(", ")
const loadBefore = load()

const trees = {
  current: Tree.current(),
  before: values.against === undefined ? undefined : Tree.at(values.against)
}
const results = await Measure.all(trees, values.quick === true ? Measure.quick : Measure.full, (part) => {
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(0).padStart(4)} s  ${part}`)
})

const report = Report.make(results, { against: values.against, loadBefore, loadAfter: load() })
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
