import { assert, describe, it } from "@effect/vitest"
import GithubSlugger from "github-slugger"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))

const inFolders = (...folders: ReadonlyArray<string>) =>
  folders.flatMap((folder) => readdirSync(path.join(root, folder)).map((name) => `${folder}/${name}/README.md`))

/** The documentation's own pages: the API reference beside them is made, and checked where it is made. */
const pages = ["docs", "docs/guides", "docs/recipes"].flatMap((folder) =>
  readdirSync(path.join(root, folder)).filter((name) => name.endsWith(".md")).map((name) => `${folder}/${name}`)
)

const documents = [
  "README.md",
  "README.zh-TW.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
  "RELEASING.md",
  "SECURITY.md",
  "packages/README.md",
  ...pages,
  ...inFolders("packages", "examples").filter((file) => existsSync(path.join(root, file)))
]

const read = (file: string) => readFileSync(path.join(root, file), "utf8")

/** Code that a document shows as a file's: the file's name in a comment, then the block. */
const shown = (markdown: string) =>
  Array.from(
    markdown.matchAll(/<!-- (\S+) -->\n```ts\n([^]*?)```\n/g),
    ([, file = "", code = ""]) => ({ file, code })
  )

const prose = (markdown: string) => markdown.replace(/^ *```[^]*?^ *```$/gm, "")

/** Links within this repository: to a file, to a place in one, or to a place in the document itself. */
const links = (markdown: string) =>
  Array.from(
    prose(markdown).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?[^)]*\)/g),
    ([, target = "", anchor]) => ({ target, anchor })
  )

/** The places that a link can lead to. GitHub names them after their headings, and so does the site. */
const anchors = (markdown: string): ReadonlySet<string> => {
  const slugger = new GithubSlugger()
  const headings = Array.from(prose(markdown).matchAll(/^#+ (.+)$/gm), ([, heading = ""]) => slugger.slug(heading))
  const named = Array.from(markdown.matchAll(/<a id="([^"]+)">/g), ([, id = ""]) => id)
  return new Set([...headings, ...named])
}

describe("documents", () => {
  for (const document of ["README.md", "README.zh-TW.md", ...pages]) {
    it(`${document} shows no TypeScript that is not compiled and run`, () => {
      const blocks = read(document).match(/```ts\n/g) ?? []
      assert.strictEqual(shown(read(document)).length, blocks.length)
    })
  }

  it("README.md and docs show code", () => {
    assert.isAbove(shown(read("README.md")).length, 2)
    assert.isAbove(pages.flatMap((page) => shown(read(page))).length, 10)
  })

  it("README.md has at most 150 lines, and the bugs that the library prevents in its first half", () => {
    const lines = read("README.md").trimEnd().split("\n")
    assert.isAtMost(lines.length, 150)
    const section = lines.indexOf("## Bugs this prevents")
    const next = lines.findIndex((line, index) => index > section && line.startsWith("## "))
    assert.isTrue(0 < section && section < next && next <= lines.length / 2, `lines ${section} to ${next}`)
  })

  it("README.zh-TW.md has the sections, the links and the code of README.md", () => {
    const outline = (document: string) => ({
      sections: prose(read(document)).match(/^#+ /gm),
      links: links(read(document)).map(({ target }) => target).filter((target) => !target.startsWith("README")).sort(),
      code: shown(read(document)).map(({ file }) => file)
    })
    assert.deepStrictEqual(outline("README.zh-TW.md"), outline("README.md"))
  })

  for (const document of documents) {
    it(`${document} shows files as they are`, () => {
      for (const { code, file } of shown(read(document))) assert.strictEqual(code, read(file), file)
    })

    it(`${document} links to what is there`, () => {
      for (const { anchor, target } of links(read(document))) {
        const file = target === "" ? document : path.join(path.dirname(document), target)
        assert.isTrue(existsSync(path.join(root, file)), `${document}: ${target} is not there`)
        if (anchor !== undefined && file.endsWith(".md")) {
          assert.isTrue(anchors(read(file)).has(anchor), `${document}: ${target}#${anchor} is not there`)
        }
      }
    })
  }
})
