import { assert, describe, it } from "@effect/vitest"
import { check } from "../prose/check.ts"
import { rules } from "../prose/rules.ts"

/** The rules that a text breaks, each with its line. */
const broken = (file: string, text: string) => check(file, text).map(({ line, rule }) => `${line} ${rule}`)

/** Per rule: sentences that it catches, and sentences that it lets pass. */
const sentences: Record<string, { readonly caught: ReadonlyArray<string>; readonly passed: ReadonlyArray<string> }> = {
  "relative-subject": {
    caught: [
      "What LINE Pay would misread is not sent.",
      "It is late. Who comes second sends nothing.",
      "All that `Sandbox` can do is here.",
      "Those that fail find it then.",
      "| `a` | What waits for a human |\n| --- | --- |"
    ],
    passed: [
      "Requests that LINE Pay would misread are rejected.",
      "What does the customer see?",
      "The guide says what to do.",
      "Whose order is it?"
    ]
  },
  whoever: {
    caught: ["Anybody, whoever it is, can open that URL.", "The rest, whatever it is, stays."],
    passed: ["However late it is, the answer counts.", "Retry whenever the row says so."]
  },
  "of-its-own": {
    caught: ["A process of its own runs it.", "Pay with an account of your own."],
    passed: ["It runs in its own process.", "The amount is one of ours."]
  },
  colons: {
    caught: ["It does this: one thing: then another.", "First: one. Second: two."],
    passed: ["It does three things: a, b and c.", "At 12:30 it calls `a: b` at http://127.0.0.1: once.", "A: b\n\nC: d"]
  },
  retry: {
    caught: [
      "The client sends the same request again.",
      "Nothing is sent again.",
      "A charge is repeated when no answer comes.",
      "No repetition helps."
    ],
    passed: ["The client retries the request.", "Please try again.", "`Effect.repeat` runs it every minute."]
  },
  "to-be": {
    caught: ["The environment has to be set.", "The answer is to be waited for."],
    passed: ["Set the environment.", "The job wants to be quick."]
  },
  "long-sentence": {
    caught: [`${"word ".repeat(30)}word.`],
    passed: [
      `${"word ".repeat(20)}end. [src/a.ts](a.ts) ${"word ".repeat(20)}end.`,
      `${"word ".repeat(29)}word.`,
      `${"word ".repeat(20)}end. ${"Word ".repeat(20)}end.`
    ]
  },
  "riddle-heading": {
    caught: ["## What goes wrong without", "## How to release", "## Two commands", "### A customer who says otherwise"],
    passed: ["## Bugs this prevents", "## Close an attempt by hand", "What it is, the table says."]
  },
  idiom: {
    caught: ["The live service was not at hand.", "A call ends in `OutcomeUnknown`.", "Send the body as it is."],
    passed: [
      "We had no access.",
      "The name ends in \".md\".",
      "It is shown as it is typed."
    ]
  }
}

describe("prose", () => {
  it("every rule has sentences", () => {
    assert.sameMembers(Object.keys(sentences), rules.map(({ name }) => name))
  })

  for (const [rule, { caught, passed }] of Object.entries(sentences)) {
    for (const text of caught) {
      it(`${rule} catches: ${text.slice(0, 60)}`, () => {
        assert.include(broken("a.md", text), `1 ${rule}`)
      })
    }
    for (const text of passed) {
      it(`${rule} lets pass: ${text.slice(0, 60)}`, () => {
        assert.notInclude(broken("a.md", text), `1 ${rule}`)
      })
    }
  }

  it("names the line in Markdown, within paragraphs, lists and tables", () => {
    const text = [
      "# Title",
      "",
      "A sentence that is",
      "fine. Whatever it is, it is on line four.",
      "",
      "- fine",
      "- a process of its own",
      "",
      "| a | b |",
      "| --- | --- |",
      "| fine | nothing is sent again |"
    ].join("\n")
    assert.deepStrictEqual(broken("a.md", text), ["4 relative-subject", "4 whoever", "7 of-its-own", "11 retry"])
  })

  it("reads no code in Markdown, and no URL", () => {
    const text = "Run `whoever`:\n\n```ts\n// whoever\n```\n\n[The page](whatever.md) is fine.\n"
    assert.deepStrictEqual(broken("a.md", text), [])
  })

  it("reads no generated part of a document", () => {
    const text =
      "Whoever.\n\n<!-- begin help -->\nWhoever.\n\n| whoever |\n| --- |\n<!-- end help -->\n\nAnd whoever.\n"
    assert.deepStrictEqual(broken("a.md", text), ["1 relative-subject", "1 whoever", "10 whoever"])
  })

  it("reads comments, docblocks and the texts of errors in TypeScript, each with its line", () => {
    const text = [
      "/**",
      " * A module: whoever reads it.",
      " *",
      " * @example",
      " * // whoever copies this",
      " * @param first - whatever it is",
      " * @since 0.1.0",
      " */",
      "// One comment, and",
      "// whatever belongs to it.",
      "const first = `not // whoever ${\"a\"} /* whoever */`",
      "const second = /\\/\\/ whoever/",
      "class Late extends Base {",
      "  get message() {",
      "    return `It took ${this.seconds} s, whoever",
      "waited for ${whoever}.`",
      "  }",
      "}",
      "const third = { hint: \"Ask whoever knows.\", other: \"whoever\" } // whatever",
      "throw new TaskFailed(\"whoever did it\")"
    ].join("\n")
    assert.deepStrictEqual(
      broken("a.ts", text).filter((problem) => problem.endsWith("whoever")),
      ["2", "6", "10", "15", "19", "19", "20"].map((line) => `${line} whoever`)
    )
  })

  it("an exception covers the next element, in Markdown and in TypeScript", () => {
    const markdown = "<!-- prose-allow whoever: the name of a play -->\n- Whoever\n- whoever\n\nAnd whoever.\n"
    assert.deepStrictEqual(broken("a.md", markdown).filter((problem) => problem.endsWith("whoever")), ["5 whoever"])
    const typescript = "// prose-allow whoever: the name of a play\n// It plays whoever.\nlet a // whoever\n"
    assert.deepStrictEqual(broken("a.ts", typescript), ["3 whoever"])
  })

  it("an exception needs a reason, a rule that exists, and something to except", () => {
    assert.deepStrictEqual(broken("a.md", "<!-- prose-allow whoever: -->\n\nAnd whoever.\n"), ["3 whoever"])
    assert.deepStrictEqual(broken("a.md", "<!-- prose-allow whoever: a name -->\n\nFine.\n"), ["1 prose-allow"])
    assert.deepStrictEqual(broken("a.md", "<!-- prose-allow who: a name -->\n\nFine.\n"), ["1 prose-allow"])
  })
})
