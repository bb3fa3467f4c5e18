import MarkdownIt, { type Token } from "markdown-it"
import { type Block, block, code, exception, link, type Unit } from "./block.ts"

const parser = new MarkdownIt({ html: true })

/**
 * Returns the prose of a Markdown text (paragraphs, headings and cells of
 * tables), without code. Leaves out the parts between `<!-- begin name -->` and
 * `<!-- end name -->`, which are generated from sources with their own lint.
 */
export const markdownUnits = (markdown: string, firstLine = 1): ReadonlyArray<Unit> => {
  const units: Array<Unit> = []
  let blocks: Array<Block> = []
  let kind: Block["kind"] = "paragraph"
  let line = firstLine
  let isGenerated = false
  for (const token of parser.parse(markdown, {})) {
    if (token.map !== null) line = firstLine + token.map[0]
    switch (token.type) {
      case "paragraph_open":
        kind = "paragraph"
        break
      case "heading_open":
        kind = "heading"
        break
      case "th_open":
      case "td_open":
        kind = "cell"
        break
      case "inline":
        if (!isGenerated) blocks.push(block(kind, inlineParts(token.children ?? [], line)))
        break
      case "html_block": {
        const [, comment = ""] = token.content.match(/^<!--([^]*?)-->/) ?? []
        if (/^ (?:begin|end) \S+ $/.test(comment)) isGenerated = comment.startsWith(" begin")
        const allowed = exception(comment, line)
        if (allowed !== undefined) units.push(allowed)
        break
      }
    }
    if (token.level === 0 && token.nesting <= 0 && blocks.length > 0) {
      units.push({ _tag: "Prose", blocks })
      blocks = []
    }
  }
  return units
}

const inlineParts = (tokens: ReadonlyArray<Token>, firstLine: number) => {
  let line = firstLine
  return tokens.map((token) => {
    const text = inlineText(token)
    const part = { text, line }
    if (token.type === "softbreak" || token.type === "hardbreak") line++
    return part
  })
}

const inlineText = (token: Token): string => {
  switch (token.type) {
    case "text":
      return token.content
    case "code_inline":
      return code
    case "softbreak":
    case "hardbreak":
      return " "
    case "link_open":
      return link
    default:
      return ""
  }
}
