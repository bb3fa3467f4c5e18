import { execFileSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

export const root = fileURLToPath(new URL("../../..", import.meta.url))

export const read = (file: string): string => readFileSync(path.join(root, file), "utf8")

/** Every file of the repository, committed or about to be. */
export const files: ReadonlyArray<string> = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "-z"],
  { cwd: root, encoding: "utf8" }
).split("\0").filter((file) => file !== "" && existsSync(path.join(root, file)))

/** What people read: documents, and sources with their docstrings and messages. A test quotes what it refuses. */
export const texts: ReadonlyArray<string> = files.filter((file) =>
  /\.(?:md|ts|mts|tsx|mjs|cjs|yml|yaml|sh)$|^\.ci\//.test(file) && !/(?:^|\/)test\//.test(file) &&
  file !== "pnpm-lock.yaml"
)

/** The cells of a Markdown table's rows, without its head. */
export const tableRows = (markdown: string): ReadonlyArray<ReadonlyArray<string>> =>
  Array.from(markdown.matchAll(/^\| (?!---)(.*) \|$/gm), ([, row = ""]) => row.split(" | ")).slice(1)
