import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { repository } from "../manifests.mjs"
import { inPublishingOrder, publicPackages } from "../workspace.mjs"
import { root } from "./support/files.ts"

const version = publicPackages[0]?.version ?? ""

/** An npm that has some packages, refuses others, and writes down what it is told to publish. */
const npm = `#!/usr/bin/env node
const { appendFileSync } = require("node:fs")
const [command, ...args] = process.argv.slice(2)
const { HAS = "", REFUSES = "", LOG } = process.env
const has = HAS.split(" ")
if (command === "view") {
  const [name] = args[0].split("@")
  if (has.includes("broken")) { console.error("npm error code ECONNRESET"); process.exit(1) }
  if (has.includes(name)) console.log('"${version}"')
  else if (!has.includes("old-" + name)) { console.error("npm error code E404"); process.exit(1) }
} else {
  const tarball = args.at(-1)
  if (REFUSES !== "" && tarball.includes("/" + REFUSES + "-${version}")) { console.error("npm error code E403"); process.exit(1) }
  appendFileSync(LOG, [command, ...args].join(" ") + "\\n")
}
`

const publish = (environment: Record<string, string> = {}, tarballs = publicPackages.map(({ name }) => name)) => {
  const folder = mkdtempSync(path.join(tmpdir(), "effect-line-pay-publish-"))
  try {
    writeFileSync(path.join(folder, "npm"), npm)
    chmodSync(path.join(folder, "npm"), 0o755)
    for (const name of tarballs) writeFileSync(path.join(folder, `${name}-${version}.tgz`), "")
    const log = path.join(folder, "log")
    const { status, stderr } = spawnSync(process.execPath, ["scripts/publish.mjs", folder], {
      cwd: root,
      encoding: "utf8",
      env: {
        PATH: [folder, path.dirname(process.execPath), process.env["PATH"]].join(path.delimiter),
        LOG: log,
        GITHUB_REF_NAME: `v${version}`,
        GITHUB_REPOSITORY: new URL(repository()).pathname.slice(1),
        GITHUB_SERVER_URL: new URL(repository()).origin,
        ...environment
      }
    })
    const lines = existsSync(log) ? readFileSync(log, "utf8").trim().split("\n") : []
    return { status, stderr, lines, names: lines.map((line) => path.basename(line).replace(`-${version}.tgz`, "")) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const order = inPublishingOrder().map(({ name }) => name)

describe("publish.mjs", () => {
  it("publishes every package after those that it needs, with provenance", () => {
    const { lines, names, status, stderr } = publish()
    assert.strictEqual(status, 0, stderr)
    assert.deepStrictEqual(names, order)
    for (const line of lines) assert.match(line, /^publish --provenance --access public --tag latest \.\.?\//)
  })

  it("leaves alone what is published, and goes on from there", () => {
    const { names, status } = publish({ HAS: order.slice(0, 3).join(" ") })
    assert.deepStrictEqual([status, names], [0, order.slice(3)])
    // Known to npm in another version.
    assert.deepStrictEqual(publish({ HAS: order.map((name) => `old-${name}`).join(" ") }).names, order)
  })

  it("stops at the first that npm refuses", () => {
    const { names, status, stderr } = publish({ REFUSES: order[2] ?? "" })
    assert.deepStrictEqual([status, names], [1, order.slice(0, 2)])
    assert.include(stderr, "E403")
    assert.include(stderr, "RELEASING.md")
  })

  it("publishes nothing when npm does not answer, when a tarball is missing, or from another tag or repository", () => {
    for (
      const [{ names, status, stderr }, message] of [
        [publish({ HAS: "broken" }), "ECONNRESET"],
        [publish({}, order.slice(1)), `${order[0]}-${version}.tgz not found`],
        [publish({ GITHUB_REF_NAME: "v999.0.0" }), "the tag is v999.0.0"],
        [publish({ GITHUB_REPOSITORY: "somebody/fork" }), `this is ${new URL(repository()).origin}/somebody/fork`]
      ] as const
    ) {
      assert.deepStrictEqual([status, names], [1, []])
      assert.include(stderr, message)
    }
  })
})
