import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"
import { Command } from "line-pay-cli"
import { execFileSync } from "node:child_process"
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../../..", import.meta.url))
const read = (file: string) => readFileSync(path.join(root, file), "utf8")

describe("the operator's documents", () => {
  it("alert on metrics that exist, and name commands that parse", () => {
    const rules = read("docs/metrics/alerts.yml")
    const sources = ["call", "settlement"].map((room) => read(`packages/client/src/internal/${room}/telemetry.ts`))
      .join()
    const names = [...rules.matchAll(/linepay_\w+/g)].map(([name]) => name.replace(/_total$/, ""))
    assert.isAtLeast(names.length, 5)
    for (const name of names) assert.include(sources, `"${name}"`)
    for (const [, args = ""] of rules.matchAll(/Run line-pay-cli ([^"]+)"/g)) {
      assert.isTrue(Either.isRight(Command.parse(args.split(" "))), args)
    }
  })

  it("name commands that parse, when going live and in the nightly report", () => {
    const commands = ["docs/guides/going-live.md", "docs/recipes/nightly/nightly.sh"].flatMap((file) =>
      [...read(file).matchAll(/^ *line-pay-cli ([^$\n]+)/gm)].map(([, args = ""]) => args.trim())
    )
    assert.isAtLeast(commands.length, 5)
    for (const args of commands) {
      const typed = args.endsWith("--orders \"") ? `${args.slice(0, -1)}orders.csv` : args
      assert.isTrue(Either.isRight(Command.parse(typed.split(" "))), args)
    }
  })

  it("report at night what both verbs print, to the webhook", () => {
    const folder = mkdtempSync(path.join(tmpdir(), "line-pay-nightly-"))
    try {
      const script = (name: string, text: string) => {
        writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`)
        chmodSync(path.join(folder, name), 0o755)
      }
      script("line-pay-cli", "echo \"ran $*\"")
      script(
        "curl",
        "for last; do :; done; echo \"to $last\"; for arg; do case $arg in @*) cat \"${arg#@}\";; esac; done"
      )
      const sent = execFileSync("sh", [path.join(root, "docs/recipes/nightly/nightly.sh")], {
        encoding: "utf8",
        env: {
          PATH: `${folder}:${process.env["PATH"]}`,
          ORDERS: "my orders.csv",
          TRANSACTIONS: "file.csv",
          WEBHOOK: "https://hooks.test/1"
        }
      })
      assert.deepStrictEqual(sent.trim().split("\n"), [
        "to https://hooks.test/1",
        "ran attempts --needs-human",
        "",
        "ran reconcile --orders my orders.csv --file file.csv"
      ])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
