/**
 * The workspace's tasks: `node scripts/run.mjs <task>… [arguments for the last one]`.
 *
 * Needs Node and npm alone: dependencies are installed first, when they are
 * missing or no longer what the lockfile says.
 */
import { consumer } from "./consumer.mjs"
import { build, pack } from "./pack.mjs"
import { CommandFailed, install, publicPackages, run } from "./workspace.mjs"

const tasks = {
  demo: (args) => run("tsx", ["examples/demo/src/main.ts", ...args]),
  test: (args) => {
    const reporters = ["--reporter=default", "--reporter=json", "--outputFile.json=build/vitest.json"]
    run("vitest", ["run", "--config", "vitest.workspace.ts", ...reporters, ...args])
    // Arguments choose among Vitest's tests: the type tests do not know them.
    if (args.length === 0) run("tstyche")
  },
  check: () => run("tsc", ["-b"]),
  diagnostics: () => run("effect-language-service", ["diagnostics", "--project", "tsconfig.json", "--strict"]),
  lint: (args) => run("oxlint", ["--deny-warnings", ...args]),
  format: () => run("dprint", ["fmt"]),
  "format:check": () => run("dprint", ["check"]),
  codegen: () => run("tsx", ["scripts/codegen.ts"]),
  "codegen:check": () => run("tsx", ["scripts/codegen.ts", "--check"]),
  docs: () => {
    for (const { directory } of publicPackages) run("docgen", [], { cwd: directory })
  },
  build,
  pack: () => {
    build()
    pack()
  },
  consumer
}

const words = process.argv.slice(2)
const end = words.findIndex((word) => !Object.hasOwn(tasks, word))
const names = end === -1 ? words : words.slice(0, end)
const rest = end === -1 ? [] : words.slice(end)
if (names.length === 0) {
  console.error(`Usage: node scripts/run.mjs <task>…\nTasks: ${Object.keys(tasks).join(", ")}`)
  process.exit(2)
}

try {
  install()
  for (const name of names) {
    console.log(`\n== ${name}`)
    const start = performance.now()
    await tasks[name](name === names.at(-1) ? rest : [])
    console.log(`== ${name}: ${((performance.now() - start) / 1_000).toFixed(1)} s`)
  }
} catch (error) {
  if (!(error instanceof CommandFailed)) throw error
  console.error(`\nFailed: ${error.message}`)
  process.exit(1)
}
