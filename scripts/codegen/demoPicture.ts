/**
 * Draws the README's picture of `npm run demo`, as an SVG for light and dark
 * pages.
 */
import { execFileSync } from "node:child_process"
import * as path from "node:path"

/**
 * Runs the demo and draws the titles of its chapters, its last chapter and its
 * closing line.
 *
 * Returns `current` if only transaction ids and ports differ, because they are
 * new in each run.
 */
export const demoPicture = (root: string) => (current: string): string => {
  const picture = draw(excerpt(run(root)))
  return withoutIds(picture) === withoutIds(current) ? current : picture
}

const run = (root: string): ReadonlyArray<string> => {
  const program = path.join("examples", "demo", "src", "main.ts")
  const env = { ...process.env, FORCE_COLOR: "1" }
  return execFileSync(process.execPath, ["--import", "tsx", program], { cwd: root, encoding: "utf8", env }).split("\n")
}

/** Replaces ids and ports by the order in which they appear. */
const withoutIds = (text: string): string => {
  const seen: Array<string> = []
  return text.replace(/\d{19}|(?<=127\.0\.0\.1:)\d+/g, (id) => {
    if (!seen.includes(id)) seen.push(id)
    return `#${seen.indexOf(id)}`
  })
}

/** The head, the chapters' titles, the last chapter and the closing line. */
const excerpt = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  const titles = lines.flatMap((line, index) => /^\d {2}/.test(line) ? [index] : [])
  const [first = 0, last = 0] = [titles[0], titles.at(-1)]
  const chosen = [
    ...lines.slice(0, first),
    ...titles.slice(0, -1).map((index) => `${lines[index] ?? ""} …`),
    ...lines.slice(last)
  ]
  return ["$ npm run demo", ...chosen.join("\n").trimEnd().split("\n")]
}

type Style = "plain" | "bold" | "dim" | "good" | "bad"

const styles: Record<string, Style> = { "0": "plain", "1": "bold", "2": "dim", "31": "bad", "32": "good" }

interface Piece {
  readonly column: number
  readonly text: string
  readonly style: Style
}

/** The pieces of a line between two columns of blanks, each in its terminal style. */
const pieces = (line: string): ReadonlyArray<Piece> => {
  const found: Array<Piece> = []
  let column = 0
  for (const part of `\u001b[0m${line}`.split("\u001b[").slice(1)) {
    const end = part.indexOf("m")
    const style = styles[part.slice(0, end)] ?? "plain"
    const printed = part.slice(end + 1)
    for (const { 0: text, index } of printed.matchAll(/\S+(?: \S+)*/g)) {
      found.push({ column: column + index, text, style })
    }
    column += printed.length
  }
  return found
}

const columns = 64
const columnWidth = 9
const lineHeight = 21
const padding = 16

const draw = (lines: ReadonlyArray<string>): string => {
  const width = columns * columnWidth + 2 * padding
  const height = lines.length * lineHeight + 2 * padding
  const texts = lines.flatMap((line, index) =>
    pieces(line).map(({ column, style, text }) => {
      const x = padding + column * columnWidth
      const y = padding + index * lineHeight + 15
      // Keeps the columns in every font.
      const length = text.length * columnWidth
      return `<text x="${x}" y="${y}" textLength="${length}" class="${style}">${escape(text)}</text>`
    })
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" role="img">
<title>The end of what npm run demo prints</title>
<style>
  text { font: 15px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328 }
  .page { fill: #f6f8fa; stroke: #d0d7de } .bold { font-weight: 700 } .dim { fill: #59636e }
  .good { fill: #116329 } .bad { fill: #b3202b }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .page { fill: #161b22; stroke: #30363d } .dim { fill: #9198a1 }
    .good { fill: #4ac26b } .bad { fill: #ff8f85 }
  }
</style>
<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" class="page"/>
${texts.join("\n")}
</svg>
`
}

const escape = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")
