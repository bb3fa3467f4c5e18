import { Effect } from "effect"
import { execFileSync } from "node:child_process"
import { copyFileSync, rmSync } from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"

const root = fileURLToPath(new URL("../..", import.meta.url))

const script = new URL("../../../../scripts/bundle.mjs", import.meta.url).href

/** The command as it is published, in one file. It lies in the package, where Node finds SQLite's driver. */
export const bundled = Effect.acquireRelease(
  Effect.sync(() => {
    const directory = path.join(root, "build", `bundled-${process.pid}`)
    const file = path.join(directory, "dist", "bin.js")
    execFileSync(process.execPath, [
      "--input-type=module",
      "--eval",
      `import { bundleInto } from ${JSON.stringify(script)}; await bundleInto(${JSON.stringify(root)}, ${
        JSON.stringify(file)
      })`
    ])
    copyFileSync(path.join(root, "package.json"), path.join(directory, "package.json"))
    return { directory, file }
  }),
  ({ directory }) => Effect.sync(() => rmSync(directory, { recursive: true, force: true }))
).pipe(Effect.map(({ file }) => file))
