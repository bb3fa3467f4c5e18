/**
 * The patterns that make prose hard to read, as data. Each rule finds a pattern,
 * and says what to write instead.
 */
import { type Block, code, sentences } from "./block.ts"

export interface Rule {
  readonly name: string
  /** Says what to write instead. */
  readonly instead: string
  /** Returns the offsets at which the block breaks the rule. An `instead` there is for that place alone. */
  readonly find: (block: Block) => ReadonlyArray<{ readonly offset: number; readonly instead?: string }>
}

const matches = (pattern: RegExp) => (block: Block) =>
  Array.from(block.text.matchAll(new RegExp(pattern, `${pattern.flags}g`)), ({ index }) => ({ offset: index }))

const within = (kinds: ReadonlyArray<Block["kind"]>, find: Rule["find"]): Rule["find"] => (block) =>
  kinds.includes(block.kind) ? find(block) : []

/** How many words a sentence may have. */
export const longest = 30

const words = (text: string) => text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word) || word.includes(code))

const idioms: ReadonlyArray<readonly [pattern: RegExp, instead: string]> = [
  [/\bat hand\b/i, "available, have access to"],
  [/\bnothing but\b/i, "only"],
  [/\b(?:go|goes|going|went) on\b/i, "continue"],
  [/\bends? in (?:an?|its|these|one|the|`)/i, "succeeds with, fails with, or is"],
  [/\bstands? (?:at|behind|beneath|beside|here|in|on|there|where)\b/i, "is"],
  [/\b(?:comes?|came|becomes?|became|has become) of\b/i, "the result, the outcome"],
  [/\b(?:must|to) be let\b/i, "give it time to …"],
  [/\bcan(?:not)? be had\b/i, "is available"],
  [/\bas it (?:is|stands)\b(?=[,.;)]|$)/i, "unchanged"],
  [/\bmend(?:s|ed|ing)?\b/i, "fix"],
  [/\bof no use\b/i, "does not help"],
  [/\bin vain\b/i, "without success, fails"],
  [/^Gives\b/, "Returns"]
]

export const rules: ReadonlyArray<Rule> = [
  {
    name: "relative-subject",
    instead: "Begin with who acts: you, the client, LINE Pay, the customer.",
    find: within(["paragraph", "cell", "message"], (block) =>
      sentences(block)
        .filter(({ text }) =>
          /^["“(]?(?:What|Who|Whose|Whoever|Whatever|Whichever|All that|Everything that|That which|Those (?:who|that)|The one (?:who|that))\b/
            .test(text) && !/\?["”)]*$/.test(text)
        ))
  },
  {
    name: "whoever",
    instead: "Name the person or the thing: anybody with access, the next process, every failure.",
    find: matches(/\b(?:whoever|whomever|whosever|whatever|whichever)\b/i)
  },
  {
    name: "of-its-own",
    instead: "Write \"its own X\", \"a separate X\", or leave it out.",
    find: matches(/\bof (?:its|their|his|her|your|our|my|one's) own\b/i)
  },
  {
    name: "colons",
    instead: "At most one colon in a paragraph: make two sentences, or a list.",
    find: within(["paragraph", "message"], (block) => matches(/:(?=\s|$)/)(block).slice(1))
  },
  {
    name: "retry",
    instead: "Write \"retry\" for a request, \"rerun\" for a job, \"twice\" or \"again\" for the rest.",
    find: matches(
      /\b(?:send|sends|sending|sent|resend|resends|resent)\b(?:\s+[^\s.,;:]+){0,4}?\s+again\b|\brepeat(?:s|ed|edly|ing|able)?\b|\brepetitions?\b|\bresen(?:d|ds|t|ding)\b/i
    )
  },
  {
    name: "to-be",
    instead: "Say who acts: \"you set …\", \"the client checks …\"; or \"must\".",
    find: matches(/\b(?:has|have|had|is|are|was|were)\s+to\s+be\b/i)
  },
  {
    name: "long-sentence",
    instead: `At most ${longest} words in a sentence: a fact per sentence, and a list for three or more things.`,
    find: (block) =>
      sentences(block).flatMap(({ offset, text }) => {
        const { length } = words(text)
        return length > longest ? [{ offset, instead: `${length} words` }] : []
      })
  },
  {
    name: "riddle-heading",
    instead: "A heading is a noun or a task: \"Timeouts\", \"Close an attempt by hand\".",
    find: within(["heading"], (block) =>
      matches(
        /^(?:What|Who|Whoever|Whose|Where|When|Why|Which|How|If|Not|Nobody|Nothing|Decided|Two|Three|Four|Five|Six|So|And|But)\b|\b(?:without|with|on|of|to|for|in|from|by)$|\b(?:who|otherwise)\b/i
      )(block).slice(0, 1))
  },
  {
    name: "idiom",
    instead: "Use the plain word.",
    find: (block) =>
      idioms.flatMap(([pattern, instead]) => matches(pattern)(block).map(({ offset }) => ({ offset, instead })))
  }
]
