/**
 * Runs modules in workerd, the runtime of Cloudflare Workers. Other packages only imitate an edge runtime on Node.
 */
import { build } from "esbuild"
import { writeFileSync } from "node:fs"
import * as path from "node:path"
import { runtimes } from "../runtimes.mjs"
import { output, TaskFailed } from "../workspace.mjs"

/** Bundles a module of a project for a browser, runs its test in workerd, and returns its output. */
export const testInWorkerd = async (directory, file, variables) => {
  const outfile = path.join("build", file)
  console.log(`$ esbuild --bundle --platform=browser ${file}`)
  // A built-in module of Node fails here, because a browser has none.
  await build({
    absWorkingDir: directory,
    entryPoints: [file],
    outfile,
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022"
  }).catch(() => {
    throw new TaskFailed(`${file} cannot be bundled for a browser`)
  })
  const bindings = Object.entries(variables).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`)
  const config = `${outfile}.capnp`
  writeFileSync(
    path.join(directory, config),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "test", worker = (
    modules = [(name = "test.mjs", esModule = embed "${file}")],
    compatibilityDate = "2025-01-01",
    bindings = [${bindings.join(", ")}],
    globalOutbound = "loopback"
  )),
  (name = "loopback", network = (allow = ["private"]))
]);
`
  )
  const { workerd } = await runtimes("workerd")
  return output(workerd, ["test", config], { cwd: directory })
}
