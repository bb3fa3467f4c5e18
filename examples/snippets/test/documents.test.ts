import { assert, describe, it } from "@effect/vitest"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const inFolders = (...folders: ReadonlyArray<string>) =>
  folders.flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}/README.md`))

const documents = [
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  ...readdirSync(path.join(root, "docs")).filter((name) => name.endsWith(".md")).map((name) => `docs/${name}`),
  ...inFolders("packages", "examples").filter((file) => existsSync(path.join(root, file)))
]

const read = (file: string) => readFileSync(path.join(root, file), "utf8")

/** Code that a document shows as a file's: the file's name in a comment, then the block. */
const shown = (markdown: string) =>
  Array.from(
    markdown.matchAll(/<!-- (\S+) -->\n```ts\n([^]*?)```\n/g),
    ([, file = "", code = ""]) => ({ file, code })
  )

/** Links to files of this repository, without their anchors. */
const links = (markdown: string) =>
  Array.from(markdown.matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g), ([, target = ""]) => target)

describe("documents", () => {
  it("README.md shows nothing that is not compiled and run", () => {
    const blocks = read("README.md").match(/```ts\n/g) ?? []
    assert.strictEqual(shown(read("README.md")).length, blocks.length)
    assert.isAbove(blocks.length, 2)
  })

  for (const document of documents) {
    it(`${document} shows files as they are`, () => {
      for (const { code, file } of shown(read(document))) assert.strictEqual(code, read(file), file)
    })

    it(`${document} links to what is there`, () => {
      for (const target of links(read(document))) {
        const file = path.join(path.dirname(document), target)
        assert.isTrue(existsSync(path.join(root, file)), `${document}: ${target} is not there`)
      }
    })
  }
})
