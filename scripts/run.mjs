/**
 * The workspace's tasks: `node scripts/run.mjs <task>… [arguments of the last one]`.
 *
 * Needs Node and npm alone: dependencies are installed first when they are
 * missing, or no longer what the lockfile says.
 */
import * as path from "node:path"
import { build, pack } from "./pack.mjs"
import { withPostgres } from "./postgres.mjs"
import { release } from "./release.mjs"
import { runtimes } from "./runtimes.mjs"
import { site } from "./site.mjs"
import { install, publicPackages, root, run, TaskFailed } from "./workspace.mjs"

/** Runs Vitest and leaves its figures in `build/vitest<name>.json`, where `.ci/run` adds them up. */
const vitest = (config, name, args, options) => {
  const report = path.join(root, "build", `vitest${name}.json`)
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  return run("vitest", ["run", "--config", config, ...reporters, ...args], options)
}

const tasks = {
  demo: (args) => run("tsx", ["examples/demo/src/main.ts", ...args]),
  "example:subscriptions": (args) => run("tsx", ["examples/subscriptions/src/main.ts", ...args]),
  "example:checkout": (args) => run("tsx", ["examples/checkout/src/main.ts", ...args]),
  test: async (args) => {
    await vitest("vitest.workspace.ts", "", args)
    // Arguments choose among Vitest's tests; the others do not know them.
    if (args.length > 0) return
    await tasks["test:processes"]([])
    await run("tstyche")
  },
  "test:processes": (args) => vitest("examples/subscriptions/vitest.processes.config.ts", "-processes", args),
  "test:browser": async (args) => {
    // Arguments choose among the tests of both.
    const chosen = args.length === 0 ? [] : ["--passWithNoTests", ...args]
    for (const directory of ["packages/sandbox", "examples/checkout"]) {
      await vitest(`${directory}/vitest.browser.config.ts`, `-browser-${path.basename(directory)}`, chosen)
    }
  },
  "test:runtimes": async (args) => {
    const binaries = await runtimes("bun", "bun1_3_13", "deno", "deno2_9_5", "workerd", "node26")
    await vitest("packages/client/vitest.runtimes.config.ts", "-runtimes", args, {
      env: { RUNTIMES: JSON.stringify(binaries) }
    })
  },
  "test:postgres": (args) =>
    withPostgres((url) =>
      vitest("packages/sql/vitest.postgres.config.ts", "-postgres", args, { env: { POSTGRES_URL: url } })
    ),
  simulate: (args) => run("tsx", ["packages/simulation/src/main.ts", ...args]),
  bench: (args) => run("tsx", ["packages/bench/src/main.ts", ...args]),
  check: () => run("tsc", ["-b"]),
  diagnostics: () => run("effect-language-service", ["diagnostics", "--strict", "--project", "tsconfig.json"]),
  lint: (args) => run("oxlint", ["--deny-warnings", ...args]),
  format: (args) => run("dprint", ["fmt", ...args]),
  "format:check": () => run("dprint", ["check"]),
  codegen: () => run("tsx", ["scripts/codegen.ts"]),
  "codegen:check": () => run("tsx", ["scripts/codegen.ts", "--check"]),
  docs: async () => {
    for (const { directory } of publicPackages) await run("docgen", [], { cwd: directory })
  },
  "docs:site": async (args) => {
    await tasks.docs()
    await site(args)
  },
  build,
  pack: async () => {
    await build()
    await pack()
  },
  // These stand on esbuild, which is there once it is installed.
  size: async () => (await import("./size.mjs")).size(),
  consumer: async () => (await import("./consumer.mjs")).consumer(),
  changeset: (args) => run("changeset", args),
  release
}

const words = process.argv.slice(2)
const firstArgument = words.findIndex((word) => !Object.hasOwn(tasks, word))
const names = firstArgument === -1 ? words : words.slice(0, firstArgument)
if (names.length === 0) {
  console.error(`Usage: node scripts/run.mjs <task>…\nTasks: ${Object.keys(tasks).join(", ")}`)
  process.exit(2)
}

try {
  await install()
  for (const [index, name] of names.entries()) {
    console.log(`\n== ${name}`)
    const start = performance.now()
    await tasks[name](index === names.length - 1 ? words.slice(names.length) : [])
    console.log(`== ${name}: ${((performance.now() - start) / 1_000).toFixed(1)} s`)
  }
} catch (error) {
  if (!(error instanceof TaskFailed)) throw error
  console.error(`\nFailed: ${error.message}`)
  process.exit(1)
}
