import { assert, describe, it } from "@effect/vitest"
import type { LogName, Sample } from "../src/job.ts"
import type { SettledSamples } from "../src/measure.ts"
import { bars } from "../src/plot.ts"
import { fill, ofSettled } from "../src/report.ts"

describe("the README's figures", () => {
  it("stand between their comments, and nothing else changes", () => {
    const readme = "# Title\n\n<!-- begin a -->\nold\n<!-- end a -->\n\ntext\n\n<!-- begin b -->\n<!-- end b -->\n"
    assert.strictEqual(
      fill(readme, { a: "new $& figures", b: "others" }),
      "# Title\n\n<!-- begin a -->\nnew $& figures\n<!-- end a -->\n\ntext\n\n<!-- begin b -->\nothers\n<!-- end b -->\n"
    )
  })
})

describe("the plot", () => {
  it("has a bar for each figure, as long as the figure says", () => {
    const svg = bars([{
      title: "16 in flight",
      bars: [
        { name: "limit", value: 1, emphasis: false, faint: false },
        { name: "a < b & c", value: 4, emphasis: true, faint: false }
      ]
    }])
    const widths = [...svg.matchAll(/width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width))
    assert.strictEqual(widths.length, 2)
    assert.approximately((widths[1] ?? 0) / (widths[0] ?? 1), 4, 0.01)
    assert.include(svg, "a &lt; b &amp; c")
  })
})

describe("the settled calls", () => {
  const sample = (perSecond: number, cpu: number): Sample => ({
    calls: 1,
    perSecond,
    cpu,
    p50: 1,
    p99: 1,
    wrongIds: 0,
    peakMemory: 1
  })

  it("stand beside the commit before, and a log that is missing says why", () => {
    const { areSettled, text } = ofSettled(
      new Map<LogName, SettledSamples>([
        [
          "SQLite",
          new Map([["confirm", new Map([["SQLite", [sample(400, 500)]], ["SQLite, before", [sample(200, 1_000)]]])]])
        ],
        ["PostgreSQL", "it is not installed"]
      ]),
      { against: "abc", loadBefore: "1", loadAfter: "2" }
    )
    assert.include(text, "| confirm, SQLite | **2.00** (400 : 200) | **0.50** (500 : 1000 µs) |")
    assert.include(text, "| PostgreSQL | not measured: it is not installed |  |")
    assert.isTrue(areSettled)
  })
})
