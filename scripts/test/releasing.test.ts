import { assert, describe, it } from "@effect/vitest"
import { originOf, withLayoutOf } from "../release.mjs"
import { inPublishingOrder, publicPackages } from "../workspace.mjs"
import { read, tableRows } from "./support/files.ts"

const page = read("RELEASING.md")

const rows = tableRows(page).map(([number = "", name = "", tag = "", verify = ""]) => ({
  number,
  name: name.replaceAll("`", ""),
  tag: tag.replaceAll("`", ""),
  verify
}))

describe("a release", () => {
  it("compares the manifests with origin, however git names it", () => {
    for (
      const url of [
        "https://github.com/a/b",
        "https://github.com/a/b.git",
        "git@github.com:a/b.git",
        "ssh://git@github.com/a/b.git"
      ]
    ) {
      const remotes = `fork\thttps://github.com/c/b (fetch)\norigin\t${url} (fetch)\norigin\t${url} (push)\n`
      assert.strictEqual(originOf(remotes), "https://github.com/a/b", url)
    }
    assert.isUndefined(originOf(""))
  })
})

describe("a release's manifests", () => {
  const before = `{\n  "version": "0.1.0",\n  "files": ["dist", "src"],\n  "dependencies": { "a": "1" }\n}\n`
  const after = (changes: object) => JSON.stringify({ ...JSON.parse(before), ...changes }, undefined, 2)

  it("keep their layout when only the version changes", () => {
    assert.strictEqual(withLayoutOf(before, after({ version: "0.2.0" })), before.replace("0.1.0", "0.2.0"))
  })

  it("keep every other change", () => {
    const changed = after({ version: "0.2.0", dependencies: { a: "2" } })
    assert.strictEqual(withLayoutOf(before, changed), changed)
  })
})

describe("RELEASING.md", () => {
  it("takes every name, in the order in which a release publishes", () => {
    assert.deepStrictEqual(rows.map(({ name }) => name), inPublishingOrder().map(({ name }) => name))
    assert.deepStrictEqual(rows.map(({ number }) => number), rows.map((_, index) => String(index + 1)))
    for (const { name, tag, verify } of rows) {
      assert.strictEqual(tag, "latest")
      assert.match(verify, new RegExp(`\`(?:npm install|npx) ${name}@0\\.1\\.0\\b`), name)
    }
  })

  it("takes a name after those that it needs", () => {
    for (const { dependencies, name, peerDependencies } of publicPackages) {
      const position = (name: string) => rows.findIndex((row) => row.name === name)
      for (const needed of Object.keys({ ...dependencies, ...peerDependencies }).map(position)) {
        assert.isBelow(needed, position(name), name)
      }
    }
  })

  it("names the files and the environment of the workflow", () => {
    const workflow = read(".github/workflows/release.yml")
    assert.include(page, "--file release.yml")
    assert.include(page, "--environment npm")
    assert.include(workflow, "environment: npm")
  })
})
