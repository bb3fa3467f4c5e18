import { assert, describe, it } from "@effect/vitest"
import { Attempt, Verdict } from "effect-line-pay"
import { readFileSync } from "node:fs"

const read = (file: string) => readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8")
const runbook = read("docs/guides/runbook.md")
const settlement = read("docs/settlement.md")
const source = read("packages/client/src/Verdict.ts")

/** The rows, as cells, of the first table whose first column has this head. */
const rows = (markdown: string, head: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, table = ""] = markdown.split(`| ${head} |`)
  return table.split("\n\n", 1).join().split("\n").slice(2).map((row) => row.split(" | ").map((cell) => cell.trim()))
}

/** What a text sets in code. */
const inCode = (text: string): ReadonlyArray<string> => Array.from(text.matchAll(/`([^`]+)`/g), ([, word = ""]) => word)

/** The reasons that the first column of a table names. */
const named = (table: ReadonlyArray<ReadonlyArray<string>>): Array<string> =>
  table.flatMap(([first = ""]) => inCode(first))

/** The list in the docstring of a union: what stands before the colon of each item. */
const listed = (union: string): Array<string> => {
  const [before = ""] = source.split(`\nexport const ${union} =`)
  const docstring = before.slice(before.lastIndexOf("/**"))
  return Array.from(docstring.matchAll(/^ \* - (.*?`): /gm), ([, words = ""]) => words).flatMap(inCode)
}

const [mismatches = "", notApplied = ""] = runbook.split("## Mismatch\n")[1]?.split("## Reasons of NotApplied") ?? []

const mismatchReasons = Verdict.MismatchReason.literals
const [withoutCode] = Verdict.NotAppliedReason.members
const isReason = (word: string) =>
  Verdict.isRejectionCode(word) || withoutCode.literals.some((reason) => reason === word)

describe("reasons", () => {
  it("the runbook has a row for each reason of a mismatch, and for no other", () => {
    assert.sameMembers(named(rows(mismatches, "`because`")), [...mismatchReasons])
  })

  it("the runbook has a row for each reason of \"not applied\", and for no other", () => {
    const words = named(rows(notApplied, "`because`"))
    assert.deepStrictEqual(words.filter((word) => !isReason(word)), [])
    assert.sameMembers(words.filter((word) => !Verdict.isRejectionCode(word)), [...withoutCode.literals])
    assert.lengthOf(words.filter(Verdict.isRejectionCode), 1)
  })

  it("the settlement page has a row for each evidence, and for no other", () => {
    assert.sameMembers(named(rows(settlement, "`evidence`")), [...Verdict.Evidence.literals])
  })

  it("the runbook has a row for each alarm, and for no other", () => {
    assert.sameMembers(named(rows(runbook, "`alarm`")), [...Attempt.AlarmReason.literals])
  })

  it("each reason has its meaning in the docstring of the union", () => {
    assert.sameMembers(listed("Evidence"), [...Verdict.Evidence.literals])
    assert.sameMembers(listed("MismatchReason"), [...mismatchReasons])
    const words = listed("NotAppliedReason")
    assert.sameMembers(words.filter((word) => !Verdict.isRejectionCode(word)), [...withoutCode.literals])
  })
})
