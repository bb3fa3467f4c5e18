import ts from "typescript"
import { block, code, exception, type Unit } from "./block.ts"
import { markdownUnits } from "./markdown.ts"

/**
 * Returns the prose of a TypeScript or JavaScript file, which is its comments,
 * docblocks, and texts of errors.
 *
 * A text of an error is a string below a property or getter of one of the
 * names in `messages`, or an argument of `new …Error` and its like.
 */
export const typescriptUnits = (file: string, text: string, messages: ReadonlySet<string>): ReadonlyArray<Unit> => {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true)
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1
  const found: Array<{ readonly at: number; readonly units: ReadonlyArray<Unit> }> = []

  for (const comment of comments(source)) {
    found.push({ at: comment.at, units: commentUnits(comment.text, lineOf(comment.at)) })
  }
  const visit = (node: ts.Node, isMessage: boolean): void => {
    if (isMessage && (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node))) {
      const parts = ts.isTemplateExpression(node)
        ? [
          { text: node.head.text, line: lineOf(node.head.getStart()) },
          ...node.templateSpans.map(({ literal }) => ({ text: code + literal.text, line: lineOf(literal.getStart()) }))
        ]
        : [{ text: node.text, line: lineOf(node.getStart()) }]
      found.push({ at: node.getStart(), units: [{ _tag: "Prose", blocks: [block("message", parts)] }] })
    }
    const below = isMessage || beginsMessage(node, messages)
    ts.forEachChild(node, (child) => visit(child, below && !ts.isElementAccessExpression(node)))
  }
  visit(source, false)

  return found.sort((a, b) => a.at - b.at).flatMap(({ units }) => units)
}

const beginsMessage = (node: ts.Node, messages: ReadonlySet<string>): boolean => {
  if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node) || ts.isGetAccessorDeclaration(node)) {
    return (ts.isIdentifier(node.name) || ts.isStringLiteral(node.name)) && messages.has(node.name.text)
  }
  return ts.isNewExpression(node) && ts.isIdentifier(node.expression) &&
    /(?:Error|Failed|Failure)$/.test(node.expression.text)
}

interface Comment {
  readonly at: number
  readonly text: string
}

/** Lists every comment in order. Line comments below each other count as one. */
const comments = (source: ts.SourceFile): ReadonlyArray<Comment> => {
  const text = source.text
  const ranges = new Map<number, ts.CommentRange>()
  const visit = (node: ts.Node): void => {
    if (ts.isJSDoc(node)) return
    const leading = ts.getLeadingCommentRanges(text, node.pos) ?? []
    const trailing = ts.getTrailingCommentRanges(text, node.end) ?? []
    // The text of a template holds no comments.
    if (!ts.isTemplateMiddleOrTemplateTail(node) && !ts.isJsxText(node)) {
      for (const range of leading) ranges.set(range.pos, range)
    }
    if (!ts.isTemplateHead(node) && !ts.isTemplateMiddle(node) && !ts.isJsxText(node)) {
      for (const range of trailing) ranges.set(range.pos, range)
    }
    for (const child of node.getChildren(source)) visit(child)
  }
  visit(source)

  const all: Array<Comment & { readonly end: number; readonly isLine: boolean }> = []
  for (const { end, kind, pos } of [...ranges.values()].sort((a, b) => a.pos - b.pos)) {
    const isLine = kind === ts.SyntaxKind.SingleLineCommentTrivia
    const comment = text.slice(pos, end)
    const before = all.at(-1)
    const belongsBelow = before !== undefined && before.isLine && isLine &&
      /^\r?\n[ \t]*$/.test(text.slice(before.end, pos)) && !isDirective(before.text) && !isDirective(comment) &&
      /(?:^|\n)[ \t]*$/.test(text.slice(0, before.at))
    if (belongsBelow) {
      all[all.length - 1] = { ...before, text: `${before.text}\n${comment}`, end }
    } else {
      all.push({ at: pos, text: comment, end, isLine })
    }
  }
  return all
}

const isDirective = (comment: string) =>
  /^\/[/*]\s*(?:prose-allow|@ts-|oxlint-|eslint-|dprint-|@effect-|#region|#endregion|@vite|[@#]__PURE__|\/ <)/.test(
    comment
  )

const commentUnits = (comment: string, line: number): ReadonlyArray<Unit> => {
  const lines = comment.startsWith("//")
    ? comment.split("\n").map((text) => text.replace(/^\s*\/\/ ?/, ""))
    : comment.replace(/^\/\*+/, (mark) => " ".repeat(mark.length)).replace(/\*\/$/, "").split("\n").map((text, index) =>
      index === 0 ? text.trimStart() : text.replace(/^\s*\* ?/, "")
    )
  const allowed = exception(lines.join("\n"), line)
  if (allowed !== undefined) return [allowed]
  if (isDirective(comment)) return []
  const units = markdownUnits(withoutTags(lines).join("\n"), line)
  // A comment is one unit, even if it has several blocks.
  return [{ _tag: "Prose", blocks: units.flatMap((unit) => unit._tag === "Prose" ? unit.blocks : []) }]
}

/** Blanks the tags in the lines of a docblock, but keeps the words that explain a parameter and the like. */
const withoutTags = (lines: ReadonlyArray<string>): ReadonlyArray<string> => {
  let isExample = false
  return lines.map((line) => {
    const [, tag, text = ""] = line.match(/^@(\w+)\s*(.*)$/) ?? []
    if (tag !== undefined) {
      isExample = tag === "example"
      if (tag === "param" || tag === "template") return text.replace(/^(?:\{[^}]*\}\s*)?[\w$.[\]]+\s*(?:-\s*)?/, "")
      return ["returns", "throws", "deprecated", "remarks"].includes(tag) ? text : ""
    }
    return isExample ? "" : line.replace(/\{@link(?:code|plain)? ([^}]*)\}/g, "`$1`")
  })
}
