/**
 * Writes the files that are derived from others: from the result-code table,
 * from the sources of the sandbox, and from a run of the demo. With `--check`,
 * writes nothing and fails when one of them is out of date.
 */
import * as fs from "node:fs"
import * as path from "node:path"
import * as url from "node:url"
import { demoPicture } from "./codegen/demoPicture.ts"
import { resultCodeErrors } from "./codegen/resultCodeErrors.ts"
import { resultCodesPage } from "./codegen/resultCodesPage.ts"
import { sandboxReadme } from "./codegen/sandboxReadme.ts"

const root = path.join(path.dirname(url.fileURLToPath(import.meta.url)), "..")

const files: ReadonlyArray<readonly [file: string, content: (current: string) => string]> = [
  ["packages/client/src/ResultCodeErrors.ts", () => resultCodeErrors()],
  ["docs/result-codes.md", () => resultCodesPage()],
  ["packages/sandbox/README.md", sandboxReadme],
  ["examples/demo/demo.svg", demoPicture(root)]
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
