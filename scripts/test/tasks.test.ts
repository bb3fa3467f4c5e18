import { assert, describe, it } from "@effect/vitest"
import { spawnSync } from "node:child_process"
import { listOfTasks, tasks } from "../tasks.mjs"
import { read, root, texts } from "./support/files.ts"

const names = Object.keys(tasks)

const runTasks = (...args: ReadonlyArray<string>) =>
  spawnSync(process.execPath, ["scripts/run.mjs", ...args], { cwd: root, encoding: "utf8" })

describe("tasks", () => {
  it("are the scripts of package.json, and nothing else is", () => {
    const { scripts }: { readonly scripts: Record<string, string> } = JSON.parse(read("package.json"))
    assert.deepStrictEqual(scripts, {
      help: "node scripts/run.mjs",
      ...Object.fromEntries(names.map((name) => [name, `node scripts/run.mjs ${name}`]))
    })
  })

  it("are listed on one line each, when none is named", () => {
    const { status, stdout } = runTasks()
    assert.strictEqual(status, 0)
    assert.include(stdout, listOfTasks())
    assert.strictEqual(listOfTasks().split("\n").length, names.length)
    for (const line of listOfTasks().split("\n")) assert.isAtMost(line.length, 120, line)
  })

  it("are listed after a name that is none of them, which fails", () => {
    for (
      const [args, message] of [
        [["chekc"], "There is no task chekc"],
        [["toString"], "There is no task toString"],
        [["check", "lnit"], "lnit is no task, and check takes no arguments"]
      ] as const
    ) {
      const { status, stderr, stdout } = runTasks(...args)
      assert.deepStrictEqual([status, stdout], [2, ""])
      assert.include(stderr, message)
      assert.include(stderr, listOfTasks())
    }
  })

  it("are what documents and .ci/run call", () => {
    const called = texts.flatMap((file) =>
      Array.from(
        read(file).matchAll(/npm run (?:--silent )?([a-z][\w:]*)|npm (test)\b/g),
        ([, name = "test"]) => ({ file, name })
      )
    )
    assert.isAbove(called.length, 20)
    assert.deepStrictEqual(called.filter(({ name }) => name !== "help" && !Object.hasOwn(tasks, name)), [])
    const [, inOneRun = ""] = /^node scripts\/run\.mjs (.*)$/m.exec(read(".ci/run")) ?? []
    assert.deepStrictEqual(
      inOneRun.split(" ").filter((word) => word !== "--dry-run" && !Object.hasOwn(tasks, word)),
      []
    )
  })

  it("are in the table of CONTRIBUTING.md", () => {
    const table = read("CONTRIBUTING.md").split("\n").filter((line) => line.startsWith("| ")).join("\n")
    // The two that others run first.
    const missing = names.filter((name) => !/:check$|^build$/.test(name))
      .filter((name) => !new RegExp(`npm (?:run )?${name}\\b(?!:)`).test(table))
    assert.deepStrictEqual(missing, [])
  })
})
