import { assert, describe, it } from "@effect/vitest"
import { bars } from "../src/plot.ts"
import { fill } from "../src/report.ts"

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
