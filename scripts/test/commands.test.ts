import { assert, describe, it } from "@effect/vitest"
import { members, publicPackages } from "../workspace.mjs"
import { read, texts } from "./support/files.ts"

/** Packages of others whose commands a document may run on purpose. Name a version in the document: it is fetched. */
const ofOthers: ReadonlySet<string> = new Set([
  // The README installs vitest@3 in the same sentence.
  "vitest"
])

const ours: ReadonlySet<string> = new Set(publicPackages.map(({ name }) => name))

/** What a user or this workspace installs. */
const installed: ReadonlySet<string> = new Set(
  members.flatMap(({ dependencies, devDependencies, name, peerDependencies }) => [
    name,
    ...Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies })
  ])
)

const withoutVersion = (name: string) => name.replace(/(?<=.)@.*$/, "")

/** The words behind a command, up to the end of the line or of the code span; with where it stands. */
const behind = (command: RegExp, text: string) =>
  Array.from(text.matchAll(command), ({ 0: match, index }) => ({
    line: text.slice(0, index).split("\n").length,
    words: (/^(?:[^\n`|;&)\\]|\\\n)*/.exec(text.slice(index + match.length))?.[0] ?? "").replaceAll("\\\n", " ")
      .split(/\s+/).map((word) => word.replace(/^["']|["'.,:]+$/g, "")).filter((word) => word !== "")
  }))

/** The packages that a text runs without having installed them: the first word, and each that `--package` names. */
const fetched = (text: string) =>
  behind(/(?<![\w-])(?:npx|bunx|pnpx|npm exec|npm init|npm create|pnpm dlx|yarn dlx)(?=[ \\])/g, text).flatMap(
    ({ line, words }) => {
      const named = words.filter((_, index) => /^(?:-p|--package)$/.test(words[index - 1] ?? ""))
      const command = named.length > 0 ? [] : words.filter((word) => !word.startsWith("-")).slice(0, 1)
      return [...named, ...command].map((name) => ({ line, name: withoutVersion(name) }))
    }
  )

/** The packages that a text installs by name. */
const installs = (text: string) =>
  behind(/(?<![\w-])(?:npm (?:install|i|add)|pnpm add|yarn add|bun add)(?=[ \\])/g, text).flatMap(({ line, words }) =>
    words.filter((word) => /^@?[a-z]/.test(word)).map((name) => ({ line, name: withoutVersion(name) }))
  )

const found = (look: (text: string) => ReadonlyArray<{ readonly line: number; readonly name: string }>) =>
  texts.flatMap((file) => look(read(file)).map(({ line, name }) => ({ at: `${file}:${line}`, name })))

describe("commands in documents, docstrings and messages", () => {
  it("npx fetches packages of ours alone", () => {
    const uses = found(fetched)
    assert.includeMembers(uses.map(({ name }) => name), ["line-pay-cli", "line-pay-sandbox"])
    assert.deepStrictEqual(
      uses.filter(({ name }) => !ours.has(name) && !ofOthers.has(name)),
      [],
      "anybody can publish these names; a package of others that is meant belongs to ofOthers"
    )
  })

  it("npm installs what the manifests name", () => {
    const uses = found(installs)
    assert.includeMembers(uses.map(({ name }) => name), ["effect-line-pay", "@effect/platform-node"])
    assert.deepStrictEqual(uses.filter(({ name }) => !installed.has(name)), [])
  })

  it("no verb follows line-pay, which is a package of another author", () => {
    const old = (text: string) =>
      Array.from(text.matchAll(/(?<![\w/-])line-pay (?:doctor|explain|probe|--?\w+)/g), ({ 0: name, index }) => ({
        line: text.slice(0, index).split("\n").length,
        name
      }))
    assert.deepStrictEqual(found(old), [])
  })

  it("every command is named like the package that brings it", () => {
    for (const { bin = {}, name, publishConfig } of publicPackages) {
      assert.deepStrictEqual(Object.keys(bin).filter((command) => command !== name), [], name)
      assert.deepStrictEqual(Object.keys(publishConfig?.bin ?? {}), Object.keys(bin), name)
    }
  })

  it("sees each way to run a package that is not installed", () => {
    for (
      const [text, names] of [
        ["npx line-pay doctor", ["line-pay"]],
        ["`npx --yes line-pay@1.0.0`, and so on", ["line-pay"]],
        ["npx --package a --package @b/c@1 line-pay", ["a", "@b/c"]],
        ["npx \\\n  --yes a", ["a"]],
        ["pnpm dlx a; yarn dlx b && bunx c", ["a", "b", "c"]],
        ["`npx` runs it, and `npm run a` does not", []]
      ] as const
    ) {
      assert.deepStrictEqual(fetched(text).map(({ name }) => name), [...names], text)
    }
  })
})
