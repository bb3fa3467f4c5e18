/**
 * Finds the parts of the workspace, and runs commands in it.
 */
import { spawn } from "node:child_process"
import { createHash } from "node:crypto"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

const manifest = (directory) => JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"))

/** @type {ReadonlyArray<import("./types.ts").Member>} */
export const members = ["packages", "examples"].flatMap((parent) =>
  readdirSync(path.join(root, parent)).map((name) => path.join(root, parent, name))
    .filter((directory) => existsSync(path.join(directory, "package.json")))
    .map((directory) => ({ ...manifest(directory), directory }))
)

/** The packages that are published. */
export const publicPackages = members.filter((member) => member.private !== true)

/** Orders the packages so that each follows those that it needs. An install in the middle of a release then works. */
export const inPublishingOrder = () => {
  const needs = (member) =>
    publicPackages.filter(({ name }) => name in { ...member.dependencies, ...member.peerDependencies })
  const visit = (member) => [...needs(member).flatMap(visit), member]
  return [...new Set(publicPackages.flatMap(visit))]
}

/** Returns the version of a dependency that is installed for a member of the workspace. */
export const installedVersion = (directory, name) => manifest(path.join(directory, "node_modules", name)).version

/** Means that a task did not succeed. The message says why, so nobody needs a stack. */
export class TaskFailed extends Error {}

/** Prints a command and runs it, with the workspace's tools on the path. */
export const run = (command, args = [], options = {}) => ended(command, start(command, args, options))

/** Runs a command in the same way, and also returns its output. */
export const output = async (command, args = [], options = {}) => {
  const child = start(command, args, { ...options, stdout: "pipe" })
  let printed = ""
  child.stdout.setEncoding("utf8").on("data", (text) => {
    printed += text
    process.stdout.write(text)
  })
  await ended(command, child)
  return printed
}

const start = (command, args, { cwd = root, env = {}, stdout = "inherit" }) => {
  console.log(`$ ${[command, ...args].join(" ")}`)
  const tools = path.join(root, "node_modules", ".bin")
  return spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: tools + path.delimiter + process.env.PATH, ...env },
    // Windows finds `.cmd` files only through its shell.
    shell: process.platform === "win32",
    stdio: ["inherit", stdout, "inherit"]
  })
}

const ended = async (command, child) => {
  const [code, signal] = await once(child, "close")
  if (code !== 0) throw new TaskFailed(`${command}: ${signal ?? `exit code ${code}`}`)
}

// Hides npm's notices about itself and the machine's settings, which do not concern this project.
export const quietNpm = { npm_config_loglevel: "error", npm_config_update_notifier: "false" }

/** Runs the pnpm version that the root manifest names, through npx, so nobody needs to install it. */
export const pnpm = (args, { cwd } = {}) =>
  run("npx", ["--yes", manifest(root).packageManager, ...args, "--loglevel=info"], { cwd, env: quietNpm })

/** Installs the dependencies of the lockfile, unless they are up to date. */
export const install = async () => {
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"].map((name) => path.join(root, name))
  const hash = createHash("sha256")
  for (const file of [...files, ...members.map(({ directory }) => path.join(directory, "package.json"))]) {
    hash.update(readFileSync(file))
  }
  const state = hash.digest("hex")
  const stamp = path.join(root, "node_modules", ".installed")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state) return
  await pnpm(["install", "--frozen-lockfile"])
  writeFileSync(stamp, state)
}
