/**
 * Installs other runtimes than the workspace's Node from npm.
 *
 * Each is about 100 MB, so only the tasks that need one install it, to
 * `build/runtimes`, and the workspace does not. No install script runs: these
 * are the packages that bring the binary itself.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { quietNpm, root, run, TaskFailed } from "./workspace.mjs"

const directory = path.join(root, "build", "runtimes")
const { arch, platform } = process

/** Exact versions, like those of the catalog. docs/guides/runtimes.md says how they behave. */
const packages = {
  bun: {
    source: `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}@1.4.5`,
    binary: "bin/bun"
  },
  // The last version that retries a POST by itself, to test that the client prevents it.
  bun1_3_13: {
    source: `@oven/bun-${platform}-${arch === "arm64" ? "aarch64" : arch}@1.3.13`,
    binary: "bin/bun"
  },
  deno: {
    source: `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}@2.9.6`,
    binary: "deno"
  },
  // The last version that retries a POST by itself even on a new connection.
  deno2_9_5: {
    source: `@deno/${platform}-${arch}${platform === "linux" ? "-glibc" : ""}@2.9.5`,
    binary: "deno"
  },
  workerd: {
    source: `@cloudflare/workerd-${platform}-${arch === "x64" ? "64" : arch}@1.20261117.1`,
    binary: "bin/workerd"
  },
  // The newest version of each supported line.
  node20: { source: `node-${platform}-${arch}@20.20.2`, binary: "bin/node" },
  node22: { source: `node-${platform}-${arch}@22.23.5`, binary: "bin/node" },
  node24: { source: `node-${platform}-${arch}@24.22.3`, binary: "bin/node" },
  node26: { source: `node-${platform}-${arch}@26.12.1`, binary: "bin/node" }
}

/** Returns the binaries of some runtimes by name, and installs those that are missing. */
export const runtimes = async (...names) => {
  if (platform === "win32") throw new TaskFailed("The other runtimes need Linux or macOS.")
  const file = path.join(directory, "package.json")
  const before = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).dependencies : {}
  const wanted = Object.fromEntries(names.map((name) => [name, `npm:${packages[name].source}`]))
  const dependencies = { ...before, ...wanted }
  const binaries = Object.fromEntries(
    names.map((name) => [name, path.join(directory, "node_modules", name, packages[name].binary)])
  )
  if (names.some((name) => before[name] !== wanted[name] || !existsSync(binaries[name]))) {
    mkdirSync(directory, { recursive: true })
    writeFileSync(file, JSON.stringify({ private: true, dependencies }))
    const install = ["install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--prefer-offline"]
    await run("npm", install, { cwd: directory, env: quietNpm })
  }
  return binaries
}
