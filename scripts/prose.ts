/**
 * Finds patterns that make prose hard to read, in documents, comments,
 * docstrings and error messages: `npm run lint:prose`.
 *
 * With paths, it reads these alone, also those on the list of `notYet`:
 * `npm run lint:prose -- packages/node/src`.
 */
import { execFileSync } from "node:child_process"
import { existsSync, readFileSync, statSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { check } from "./prose/check.ts"
import { checked, notYet, skipped } from "./prose/files.ts"
import { rules } from "./prose/rules.ts"

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..")
process.chdir(root)

const isIn = (file: string) => (folder: string) => file === folder || file.startsWith(`${folder.replace(/\/$/, "")}/`)

// Files that are new and not yet added count, too.
const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", ...checked], {
  encoding: "utf8"
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(file) && statSync(file).isFile())
  .filter((file) => !skipped.some(({ path }) => isIn(file)(path)))

const chosen = process.argv.slice(2)
const problems = new Map(
  files
    .filter((file) => chosen.length === 0 || chosen.some(isIn(file)))
    .map((file) => [file, check(file, readFileSync(file, "utf8"))])
)

const broken = new Set<string>()
let count = 0
const report = (place: string, { message, rule }: { readonly message: string; readonly rule: string }) => {
  count++
  broken.add(rule)
  console.error(`${place} ${rule}: ${message}`)
}

const waits = (file: string) => chosen.length === 0 && notYet.some(({ path }) => isIn(file)(path))
for (const [file, found] of problems) {
  if (waits(file)) continue
  for (const problem of found) report(`${file}:${problem.line}`, problem)
}
if (chosen.length === 0) {
  for (const { path } of notYet) {
    const isClean = [...problems].every(([file, found]) => !isIn(file)(path) || found.length === 0)
    const message = `${path} has no problem left: take it off the list`
    if (isClean) report("scripts/prose/files.ts", { rule: "notYet", message })
  }
}

console.log(`${problems.size} files, ${count} problems`)
if (count > 0) {
  for (const { instead, name } of rules.filter(({ name }) => broken.has(name))) console.error(`${name}: ${instead}`)
  console.error("Where a rule is wrong: <!-- prose-allow rule: reason --> or // prose-allow rule: reason, above it.")
  process.exitCode = 1
}
