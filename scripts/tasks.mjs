/**
 * The workspace's tasks. `npm run help` prints this list, and a test compares
 * package.json and CONTRIBUTING.md with it.
 */
import * as path from "node:path"
import { licences } from "./licences.mjs"
import { manifests } from "./manifests.mjs"
import { build, modulesOf, pack } from "./pack.mjs"
import { withPgBouncer, withPostgres } from "./postgres.mjs"
import { release } from "./release.mjs"
import { runtimes } from "./runtimes.mjs"
import { sbom } from "./sbom.mjs"
import { site } from "./site.mjs"
import { publicPackages, root, run, TaskFailed } from "./workspace.mjs"

/** Runs Vitest and leaves its figures in `build/vitest<name>.json`, where `.ci/run` adds them up. */
const vitest = (config, name, args, options) => {
  const report = path.join(root, "build", `vitest${name}.json`)
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]
  return run("vitest", ["run", "--config", config, ...reporters, ...args], options)
}

/** @type {Record<string, import("./types.ts").Task>} */
export const tasks = {
  demo: {
    summary: "tell the story of a payment, over HTTP",
    args: "[flags]",
    run: (args) => run("tsx", ["examples/demo/src/main.ts", ...args])
  },
  "example:checkout": {
    summary: "open the example shop, with its own LINE Pay",
    args: "[flags]",
    run: (args) => run("tsx", ["examples/checkout/src/main.ts", ...args])
  },
  "example:subscriptions": {
    summary: "bill a month of subscriptions on a bad night",
    args: "[verb] [flags]",
    run: (args) => run("tsx", ["examples/subscriptions/src/main.ts", ...args])
  },
  test: {
    summary: "run every test that needs no system package, or those in the paths given",
    args: "[paths]",
    run: async (args) => {
      await vitest("vitest.workspace.ts", "", args)
      // Arguments choose among Vitest's tests. The other runners do not know them.
      if (args.length > 0) return
      await tasks["test:processes"].run([])
      await run("tstyche")
    }
  },
  "test:processes": {
    summary: "run the tests in which processes race",
    args: "[paths]",
    run: (args) => vitest("examples/subscriptions/vitest.processes.config.ts", "-processes", args)
  },
  "test:browser": {
    summary: "open the sandbox's pages and the example shop in Chromium",
    args: "[paths]",
    run: async (args) => {
      // Arguments choose among the tests of both.
      const chosen = args.length === 0 ? [] : ["--passWithNoTests", ...args]
      for (const directory of ["packages/sandbox", "examples/checkout"]) {
        await vitest(`${directory}/vitest.browser.config.ts`, `-browser-${path.basename(directory)}`, chosen)
      }
    }
  },
  "test:postgres": {
    summary: "test the attempt log on a PostgreSQL that is started for it",
    args: "[paths]",
    run: (args) =>
      withPostgres((url) =>
        withPgBouncer(url, (pooled) =>
          vitest("packages/sql/vitest.postgres.config.ts", "-postgres", args, {
            env: { POSTGRES_URL: url, ...(pooled === undefined ? {} : { PGBOUNCER_URL: pooled }) }
          }))
      )
  },
  "test:runtimes": {
    summary: "lose calls from Bun, Deno, workerd and the newest Node, and count what arrives",
    args: "[paths]",
    run: async (args) => {
      const binaries = await runtimes("bun", "bun1_3_13", "deno", "deno2_9_5", "workerd", "node26")
      await vitest("packages/client/vitest.runtimes.config.ts", "-runtimes", args, {
        env: { RUNTIMES: JSON.stringify(binaries) }
      })
    }
  },
  simulate: {
    summary: "try to charge somebody twice, in random worlds",
    args: "[--minutes N] [--seed N]",
    run: (args) => run("tsx", ["packages/simulation/src/main.ts", ...args])
  },
  chaos: {
    summary: "kill the processes of a shop, and make its database fail",
    args: "[--db NAME] [--minutes N] [--seed N]",
    run: (args) => run("tsx", ["packages/sql/chaos/main.ts", ...args])
  },
  fuzz: {
    summary: "answer the client with successes that were changed at random",
    args: "[--answers N] [--minutes N] [--seed N]",
    run: (args) => run("tsx", ["packages/client/fuzz/main.ts", ...args])
  },
  check: { summary: "type-check everything", run: () => run("tsc", ["-b"]) },
  diagnostics: {
    summary: "run Effect's own diagnostics: floating effects, missing services",
    run: () => run("effect-language-service", ["diagnostics", "--strict", "--project", "tsconfig.json"])
  },
  lint: {
    summary: "lint with oxlint",
    args: "[flags]",
    run: (args) => run("oxlint", ["--deny-warnings", ...args])
  },
  "lint:prose": {
    summary: "look for sentences that break the rules of plain English",
    args: "[paths]",
    run: (args) => run("tsx", ["scripts/prose.ts", ...args])
  },
  licences: { summary: "compare the licence of every dependency with the list of those we accept", run: licences },
  format: {
    summary: "format every file with dprint",
    args: "[paths]",
    run: (args) => run("dprint", ["fmt", ...args])
  },
  "format:check": { summary: "fail when a file is not formatted", run: () => run("dprint", ["check"]) },
  codegen: {
    summary: "write the files that derive from the result-code table, the sandbox and the demo",
    run: () => run("tsx", ["scripts/codegen.ts"])
  },
  "codegen:check": {
    summary: "fail when one of those files is out of date",
    run: () => run("tsx", ["scripts/codegen.ts", "--check"])
  },
  manifests: {
    summary: "write into each package.json what the root one says for all",
    args: "[--repository URL]",
    run: manifests
  },
  docs: {
    summary: "check docstrings and run their examples",
    run: async () => {
      for (const member of publicPackages.filter((member) => modulesOf(member).length > 0)) {
        await run("docgen", [], { cwd: member.directory })
      }
    }
  },
  "docs:site": {
    summary: "build the documentation's site after that, and fail on a dead link",
    args: "[--serve]",
    run: async (args) => {
      await tasks.docs.run([])
      await site(args)
    }
  },
  build: { summary: "compile the published packages", run: build },
  pack: {
    summary: "build the tarballs in build/packed, and check what they hold",
    run: async () => {
      await build()
      await pack()
    }
  },
  // These import esbuild, which a fresh clone has not installed yet.
  size: {
    summary: "measure what an import of the tarballs costs, against a budget",
    run: async () => (await import("./size.mjs")).size()
  },
  consumer: {
    summary: "install the tarballs in empty projects, and use them as a user does",
    run: async () => (await import("./consumer.mjs")).consumer()
  },
  sbom: { summary: "list what a clean install of the tarballs brings, as CycloneDX", run: sbom },
  changeset: {
    summary: "describe a change for the changelog",
    args: "[flags]",
    run: (args) => run("changeset", args)
  },
  release: {
    summary: "make a release, all but the push",
    args: "[--dry-run]",
    run: release
  },
  bench: {
    summary: "measure the library beside what you would use instead",
    args: "[--quick]",
    run: async (args) => {
      const bench = (env) => run("tsx", ["packages/bench/src/main.ts", ...args], { env })
      let isStarted = false
      try {
        await withPostgres((url) => {
          isStarted = true
          return bench({ POSTGRES_URL: url })
        }, { fsync: true })
      } catch (error) {
        if (isStarted || !(error instanceof TaskFailed)) throw error
        await bench({ POSTGRES_MISSING: error.message })
      }
    }
  }
}

/** Lists every task, one line each. */
export const listOfTasks = () => {
  const width = Math.max(...Object.keys(tasks).map((name) => name.length))
  return Object.entries(tasks).map(([name, { summary }]) => `  npm run ${name.padEnd(width)}  ${summary}`).join("\n")
}
