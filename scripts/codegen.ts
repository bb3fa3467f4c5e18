/**
 * Writes the files that are derived from the result-code table, and the parts
 * of documents that repeat the sources. With `--check`, writes nothing and
 * fails when one of them is out of date.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import * as url from "node:url"
import { resultCodeErrors } from "./codegen/resultCodeErrors.ts"
import { resultCodesPage } from "./codegen/resultCodesPage.ts"
import { sandboxReadme } from "./codegen/sandboxReadme.ts"

const root = path.join(path.dirname(url.fileURLToPath(import.meta.url)), "..")

const files: ReadonlyArray<readonly [file: string, content: (current: string) => string]> = [
  ["packages/client/src/ResultCodeErrors.ts", () => resultCodeErrors()],
  ["docs/result-codes.md", () => resultCodesPage()],
  ["packages/sandbox/README.md", sandboxReadme]
]

const check = process.argv.includes("--check")
let stale = false
for (const [file, write] of files) {
  const target = path.join(root, file)
  const current = fs.existsSync(target) ? fs.readFileSync(target, "utf8") : ""
  const content = write(current)
  if (current === content) {
    console.log(`up to date  ${file}`)
  } else if (check) {
    stale = true
    console.error(`out of date ${file}: run \`npm run codegen\``)
  } else {
    fs.writeFileSync(target, content)
    console.log(`written     ${file}`)
  }
}
if (stale) process.exitCode = 1
