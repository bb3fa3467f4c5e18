/**
 * Where the workspace's parts are, and how a command is run in it.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

const manifest = (directory) => JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"))

const members = ["packages", "examples"].flatMap((parent) =>
  readdirSync(path.join(root, parent)).map((name) => path.join(root, parent, name))
    .filter((directory) => existsSync(path.join(directory, "package.json")))
)

/** The packages that are published, each with its directory. */
export const publicPackages = members.map((directory) => ({ directory, ...manifest(directory) }))
  .filter((member) => member.private !== true)

/** The version of a dependency that the workspace has installed for `directory`. */
export const installedVersion = (name, directory = root) => manifest(path.join(directory, "node_modules", name)).version

/** A command that did not succeed. */
export class CommandFailed extends Error {}

/**
 * Runs a command of the workspace or of the machine, shown before and while it
 * runs. `options` are those of `spawnSync`, `env` added to the environment.
 */
export const run = (command, args = [], { env = {}, ...options } = {}) => {
  console.log(`$ ${[command, ...args].join(" ")}`)
  const bin = path.join(root, "node_modules", ".bin")
  const { error, status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    // Windows finds `.cmd` files through its shell alone.
    shell: process.platform === "win32",
    env: { ...process.env, PATH: bin + path.delimiter + process.env.PATH, ...env },
    ...options
  })
  if (status !== 0) throw new CommandFailed(`${command}: ${error?.message ?? `exit code ${status}`}`)
}

// npm's notices about itself and the machine's settings say nothing about this project.
export const quietNpm = { npm_config_loglevel: "error", npm_config_update_notifier: "false" }

/** Runs the pnpm that the root manifest names; nothing else has to be on the machine. */
export const pnpm = (args, options) =>
  run("npx", ["--yes", manifest(root).packageManager, ...args, "--loglevel=info"], { env: quietNpm, ...options })

/** Installs what the lockfile says, unless that has been done since lockfile or manifests changed. */
export const install = () => {
  const hash = createHash("sha256")
  for (const file of ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"]) {
    hash.update(readFileSync(path.join(root, file)))
  }
  for (const directory of members) hash.update(readFileSync(path.join(directory, "package.json")))
  const state = hash.digest("hex")
  const stamp = path.join(root, "node_modules", ".installed")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === state) return
  pnpm(["install", "--frozen-lockfile"])
  writeFileSync(stamp, state)
}
