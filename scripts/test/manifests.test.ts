import { assert, describe, it } from "@effect/vitest"
import * as path from "node:path"
import { repository, withSharedFields } from "../manifests.mjs"
import { members } from "../workspace.mjs"
import { files, read, root, texts } from "./support/files.ts"

describe("manifests", () => {
  for (const { directory, name } of members) {
    it(`${name} says what the root manifest says for all`, () => {
      const folder = path.relative(root, directory)
      const text = read(path.join(folder, "package.json"))
      assert.strictEqual(text, withSharedFields(text, folder), `run "npm run manifests"`)
    })
  }

  it("name the repository, their page in it and its issues", () => {
    const bare = `{\n  "name": "a",\n  "description": "b",\n  "engines": { "node": ">=1" }\n}\n`
    const { engines, ...written } = JSON.parse(withSharedFields(bare, "packages/a"))
    assert.notDeepEqual(engines, { node: ">=1" })
    assert.deepStrictEqual(written, {
      name: "a",
      description: "b",
      license: "MIT",
      homepage: `${repository()}/tree/main/packages/a#readme`,
      bugs: { url: `${repository()}/issues` },
      repository: { type: "git", url: `git+${repository()}.git`, directory: "packages/a" }
    })
    assert.strictEqual(
      JSON.parse(withSharedFields(`{\n  "private": true,\n  "description": "b"\n}\n`, "a")).bugs,
      undefined
    )
  })

  it("are not contradicted by a link: each into a repository of ours is into this one", () => {
    // Also by the name that the project has always had, should the repository have another.
    const names = [repository().split("/").at(-1), "effect-line-pay"].join("|")
    const links = [...texts, ...files.filter((file) => file.endsWith("package.json"))].flatMap((file) =>
      Array.from(read(file).matchAll(/https:\/\/[^\s"'`()<>\]]+/g), ([url]) => ({ file, url }))
    )
    const ofOurs = links.filter(({ url }) =>
      url.startsWith(repository()) || new RegExp(`^https://[^/]+/[^/]+/(?:${names})(?:[./#]|$)`).test(url)
    )
    assert.isAbove(ofOurs.length, 10)
    assert.deepStrictEqual(ofOurs.filter(({ url }) => !url.startsWith(repository())), [])
  })
})
