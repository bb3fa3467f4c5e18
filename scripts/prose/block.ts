/** A piece of prose that a reader takes in at once, and the line that each part of it is on. */
export interface Block {
  readonly kind: "paragraph" | "heading" | "cell" | "message"
  readonly text: string
  /** From the offset `from` on, the text is on `line`. Ascending. */
  readonly lines: ReadonlyArray<{ readonly from: number; readonly line: number }>
}

export interface Sentence {
  readonly text: string
  readonly offset: number
}

/** The blocks of one element, such as a list or a comment. An exception covers all of them. */
export type Unit =
  | { readonly _tag: "Prose"; readonly blocks: ReadonlyArray<Block> }
  | { readonly _tag: "Exception"; readonly line: number; readonly rule: string; readonly reason: string }

/** Replaces code within a sentence, as a word without letters. */
export const code = "`…`"

/** Marks the start of a link, whose text may begin a sentence in lower case. It is not visible. */
export const link = "\u2060"

export const lineAt = ({ lines }: Block, offset: number): number =>
  lines.findLast(({ from }) => from <= offset)?.line ?? 1

// A full stop ends a sentence before a capital, a digit, a quotation, code or a link, except after an abbreviation.
const end = /(?<=[.!?…]["”’)\]]*)(?<!\b(?:e\.g|i\.e|vs|etc)\.)\s+(?=["“‘(`A-Z0-9\u2060])/g

export const sentences = ({ text }: Block): ReadonlyArray<Sentence> => {
  const starts = [0, ...Array.from(text.matchAll(end), ({ 0: space, index }) => index + space.length)]
  return starts.map((start, index) => ({
    text: text.slice(start, starts[index + 1]).replaceAll(link, "").trimEnd(),
    offset: start
  }))
}

/** Joins parts of a text that begin on known lines. */
export const block = (
  kind: Block["kind"],
  parts: ReadonlyArray<{ readonly text: string; readonly line: number }>
): Block => {
  let text = ""
  const lines = parts.map((part) => {
    const from = text.length
    text += part.text
    return { from, line: part.line }
  })
  return { kind, text, lines }
}

/** The exception that a comment `prose-allow rule: reason` states. */
export const exception = (comment: string, line: number): Unit | undefined => {
  const [, rule, reason] = comment.match(/^\s*prose-allow (\S+): (\S[^]*?)\s*$/) ?? []
  return rule === undefined || reason === undefined ? undefined : { _tag: "Exception", line, rule, reason }
}
