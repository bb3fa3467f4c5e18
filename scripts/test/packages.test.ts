import { assert, describe, it } from "@effect/vitest"
import { existsSync } from "node:fs"
import * as path from "node:path"
import { parse } from "yaml"
import { installedVersion, members, publicPackages } from "../workspace.mjs"
import { read, root, tableRows } from "./support/files.ts"

const packages = members.filter(({ directory }) => path.dirname(directory) === path.join(root, "packages"))

describe("packages", () => {
  it("README.md lists them all, and which of them are published", () => {
    const listed = tableRows(read("packages/README.md")).map(
      ([directory = "", name = "", published = "", what = ""]) => {
        assert.isAbove(what.length, 20, name)
        return { directory: /^\[([\w-]+)\]\(\1\)$/.exec(directory)?.[1], name: name.replaceAll("`", ""), published }
      }
    )
    assert.sameDeepMembers(
      listed,
      packages.map((member) => ({
        directory: path.basename(member.directory),
        name: member.name,
        published: member.private === true ? "no" : "yes"
      }))
    )
  })

  it("are named line-pay-*, or effect-line-pay-* when a project needs Effect to use them", () => {
    for (const { name, peerDependencies = {} } of publicPackages) {
      assert.match(name, "effect" in peerDependencies ? /^effect-line-pay(-|$)/ : /^line-pay-/)
    }
  })

  for (const { directory, keywords = [], name } of publicPackages) {
    it(`${name} has what a registry shows, and a changelog`, () => {
      assert.includeMembers([...keywords], ["line-pay", "payments"])
      assert.strictEqual(keywords.includes("effect"), name.startsWith("effect-"), "keyword effect")
      for (const file of ["README.md", "CHANGELOG.md"]) assert.isTrue(existsSync(path.join(directory, file)), file)
      assert.match(read(path.relative(root, path.join(directory, "README.md"))), new RegExp(`^# ${name}\n`))
      assert.match(read(path.relative(root, path.join(directory, "CHANGELOG.md"))), new RegExp(`^# ${name}\n`))
    })
  }

  it("are all in the one group of changesets that share a version", () => {
    const { fixed: [group] }: { readonly fixed: readonly [ReadonlyArray<string>] } = JSON.parse(
      read(".changeset/config.json")
    )
    const isIn = (name: string) =>
      group.includes(name) || group.some((entry) => entry.endsWith("*") && name.startsWith(entry.slice(0, -1)))
    assert.deepStrictEqual(publicPackages.map(({ name }) => name).filter((name) => !isIn(name)), [])
    assert.strictEqual(new Set(publicPackages.map(({ version }) => version)).size, 1)
  })

  it("are tested with the catalog's versions, also of what they name with a range", () => {
    const { catalog }: { readonly catalog: Record<string, string> } = parse(read("pnpm-workspace.yaml"))
    for (const { dependencies = {}, directory, name } of publicPackages) {
      for (const dependency of Object.keys(dependencies).filter((dependency) => dependency in catalog)) {
        assert.strictEqual(installedVersion(directory, dependency), catalog[dependency], `${name}: ${dependency}`)
      }
    }
  })
})
