/**
 * Builds the packages as a user gets them: compiled, with the published
 * exports. It compiles the bench, too, because the bench would otherwise
 * measure a TypeScript loader.
 */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

export const bench = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const root = path.dirname(path.dirname(bench))
const build = path.join(bench, "build")
const tsc = path.join(root, "node_modules", ".bin", "tsc")

const members = ["protocol", "client", "node", "sql"]

/** Without those that a commit does not have yet. */
const membersOf = (sources: string): ReadonlyArray<string> =>
  members.filter((member) => existsSync(path.join(sources, "packages", member)))

/** Whether the library settles calls on databases. */
export const settles = (tree: string): boolean => existsSync(path.join(tree, "node_modules", "effect-line-pay-sql"))

const run = (command: string, args: ReadonlyArray<string>, cwd: string): void => {
  execFileSync(command, [...args], { cwd, stdio: "inherit" })
}

/** The working tree. */
export const current = (): string => {
  run(tsc, ["-b", ...members.map((member) => `packages/${member}/tsconfig.build.json`)], root)
  run(tsc, ["-p", "tsconfig.build.json"], bench)
  return assemble("current", root)
}

/** The library as it was at a commit, with the dependencies and the bench of the working tree. */
export const at = (commit: string): string => {
  const sources = path.join(build, `at-${commit}`)
  if (!existsSync(sources)) unpack(commit, sources)
  run(tsc, ["-b", ...membersOf(sources).map((member) => `packages/${member}/tsconfig.build.json`)], sources)
  return assemble("before", sources)
}

const unpack = (commit: string, sources: string): void => {
  mkdirSync(sources, { recursive: true })
  const archive = path.join(build, "at.tar")
  const there = execFileSync("git", ["ls-tree", "--name-only", commit, "packages/"], { cwd: root, encoding: "utf8" })
  const folders = members.map((member) => `packages/${member}`).filter((folder) => there.split("\n").includes(folder))
  run("git", ["archive", "--output", archive, commit, "tsconfig.base.json", ...folders], root)
  run("tar", ["-xf", archive, "-C", sources], root)
  symlinkSync(path.join(root, "node_modules"), path.join(sources, "node_modules"))
  for (const member of membersOf(sources)) {
    const from = path.join(root, "packages", member, "node_modules")
    const to = path.join(sources, "packages", member, "node_modules")
    // The links are relative: among the packages of the commit, and into the shared store.
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, filter: (file) => path.basename(file) !== ".bin" })
  }
}

const assemble = (name: string, sources: string): string => {
  const tree = path.join(build, name)
  rmSync(tree, { recursive: true, force: true })
  for (const member of membersOf(sources)) {
    const directory = path.join(sources, "packages", member)
    const { publishConfig, ...manifest } = JSON.parse(readFileSync(path.join(directory, "package.json"), "utf8"))
    const target = path.join(tree, "node_modules", manifest.name)
    mkdirSync(target, { recursive: true })
    writeFileSync(path.join(target, "package.json"), JSON.stringify({ ...manifest, ...publishConfig }))
    cpSync(path.join(directory, "dist"), path.join(target, "dist"), { recursive: true })
  }
  cpSync(path.join(build, "js"), path.join(tree, "bench"), { recursive: true })
  return tree
}

/** The installed version of a dependency. */
export const version = (dependency: string): string =>
  JSON.parse(readFileSync(path.join(bench, "node_modules", dependency, "package.json"), "utf8")).version
