/** Draws horizontal bars, as an SVG that is readable on light and dark pages. */

export interface Bar {
  readonly name: string
  readonly value: number
  readonly emphasis: boolean
  readonly faint: boolean
}

export interface Panel {
  readonly title: string
  readonly bars: ReadonlyArray<Bar>
}

const barHeight = 18
const gap = 6
const panelHead = 34
const labelWidth = 210
const width = 760

export const bars = (panels: ReadonlyArray<Panel>): string => {
  const most = Math.max(...panels.flatMap(({ bars }) => bars.map(({ value }) => value)))
  const scale = (width - labelWidth - 60) / most
  let y = 44
  const parts = panels.map(({ bars, title }) => {
    const head = `<text x="12" y="${y + 16}" class="head">${title}</text>`
    y += panelHead
    const rows = bars.map(({ emphasis, faint, name, value }) => {
      const middle = y + barHeight / 2 + 4
      const kind = emphasis ? "bar own" : faint ? "bar faint" : "bar"
      const row = `<text x="${labelWidth - 8}" y="${middle}" text-anchor="end">${escape(name)}</text>` +
        `<rect x="${labelWidth}" y="${y}" width="${
          (value * scale).toFixed(1)
        }" height="${barHeight}" class="${kind}"/>` +
        `<text x="${(labelWidth + value * scale + 6).toFixed(1)}" y="${middle}">${value.toFixed(2)}</text>`
      y += barHeight + gap
      return row
    })
    return [head, ...rows].join("\n")
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 8}" width="${width}" role="img">
<title>CPU per confirm, as a multiple of bare undici</title>
<style>
  .page { fill: #ffffff } text { font: 13px system-ui, sans-serif; fill: #24292f } .head { font-weight: 600 }
  .bar { fill: #8c959f } .own { fill: #06a94d } .faint { fill: #d0d7de }
  @media (prefers-color-scheme: dark) {
    .page { fill: #0d1117 } text { fill: #e6edf3 } .bar { fill: #6e7681 } .faint { fill: #30363d }
  }
</style>
<rect width="100%" height="100%" class="page"/>
<text x="12" y="26" class="head">CPU per confirm, as a multiple of bare undici: less is better</text>
${parts.join("\n")}
</svg>
`
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
