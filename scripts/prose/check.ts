import { lineAt, link, type Unit } from "./block.ts"
import { markdownUnits } from "./markdown.ts"
import { rules } from "./rules.ts"
import { typescriptUnits } from "./typescript.ts"

export interface Problem {
  readonly line: number
  readonly rule: string
  /** The words that break the rule, and what is meant for them alone. */
  readonly message: string
}

/** The texts that an error shows, by the property that holds them. */
export const messages: ReadonlySet<string> = new Set([
  "about",
  "description",
  "detail",
  "en",
  "expected",
  "hint",
  "message",
  "reason"
])

/** Checks a Markdown, TypeScript or JavaScript file. */
export const check = (file: string, text: string): ReadonlyArray<Problem> =>
  checkUnits(file.endsWith(".md") ? markdownUnits(text) : typescriptUnits(file, text, messages))

const checkUnits = (units: ReadonlyArray<Unit>): ReadonlyArray<Problem> => {
  const problems: Array<Problem> = []
  let exceptions: Array<Extract<Unit, { _tag: "Exception" }>> = []
  const unused = () => {
    for (const { line, rule } of exceptions) {
      const message = rules.some(({ name }) => name === rule)
        ? `What follows does not break ${rule}: remove this exception.`
        : `There is no rule ${rule}. Rules: ${rules.map(({ name }) => name).join(", ")}.`
      problems.push({ line, rule: "prose-allow", message })
    }
    exceptions = []
  }
  for (const unit of units) {
    if (unit._tag === "Exception") {
      exceptions.push(unit)
      continue
    }
    for (const rule of rules) {
      const found = unit.blocks.flatMap((block) =>
        rule.find(block).map(({ instead, offset }) => ({
          line: lineAt(block, offset),
          rule: rule.name,
          message: excerpt(block.text, offset) + (instead === undefined ? "" : ` → ${instead}`)
        }))
      )
      const allowed = exceptions.filter((exception) => exception.rule === rule.name)
      if (found.length > 0 && allowed.length > 0) {
        exceptions = exceptions.filter((exception) => !allowed.includes(exception))
      } else {
        problems.push(...found)
      }
    }
    unused()
  }
  unused()
  return problems.sort((a, b) => a.line - b.line)
}

/** Quotes enough of the text to find the place. */
const excerpt = (text: string, offset: number) => {
  const from = Math.max(0, offset - 20)
  const to = offset + 60
  const words = text.slice(from, to).replaceAll("\n", " ").replaceAll(link, "")
  return `"${from > 0 ? "…" : ""}${words}${to < text.length ? "…" : ""}"`
}
