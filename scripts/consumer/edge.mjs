/**
 * The client where there is no Node: bundled for a browser, and run by workerd,
 * the runtime of Cloudflare Workers.
 *
 * workerd is the real thing where other packages imitate an edge runtime on
 * Node. It is 150 MB, so only this task installs it, and the workspace does not.
 */
import { build } from "esbuild"
import { writeFileSync } from "node:fs"
import * as path from "node:path"
import { quietNpm, run, TaskFailed } from "../workspace.mjs"
import { transactionId, withLinePay } from "./linePay.mjs"

const workerd = "workerd@1.20261117.1"

/** Bundles the project's `worker.ts`, and lets it make a signed call. */
export const edge = async (directory) => {
  // What `workerd test` calls: it fails when this throws.
  writeFileSync(
    path.join(directory, "edge.mjs"),
    `
import * as client from "effect-line-pay"
import * as protocol from "line-pay-protocol"
import worker from "./worker.ts"
export default {
  async test(_controller, variables) {
    if (globalThis.process !== undefined) throw new Error("this is Node")
    // Uses all exports, so that nothing is left out of the bundle.
    console.log(Object.keys({ ...client, ...protocol }).length + " exports")
    const response = await worker.fetch(new Request("https://shop.example/pay"), variables)
    const answer = await response.text()
    console.log(answer)
    if (!answer.includes("${transactionId}")) throw new Error("the transaction id did not come back as it was sent")
  }
}
`
  )
  console.log("$ esbuild --bundle --platform=browser edge.mjs")
  // A built-in of Node fails here: there is none in a browser.
  await build({
    absWorkingDir: directory,
    entryPoints: ["edge.mjs"],
    outfile: "build/edge.mjs",
    bundle: true,
    format: "esm",
    platform: "browser",
    target: "es2022"
  }).catch(() => {
    throw new TaskFailed("the client does not bundle for a browser")
  })
  const install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
  await run("npm", [...install, workerd], { cwd: directory, env: quietNpm })
  await withLinePay(async (variables) => {
    const bindings = Object.entries(variables).map(([name, text]) =>
      `(name = "${name}", text = ${JSON.stringify(text)})`
    )
    writeFileSync(
      path.join(directory, "build", "edge.capnp"),
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [
  (name = "edge", worker = (
    modules = [(name = "edge.mjs", esModule = embed "edge.mjs")],
    compatibilityDate = "2025-01-01",
    bindings = [${bindings.join(", ")}],
    globalOutbound = "loopback"
  )),
  (name = "loopback", network = (allow = ["private"]))
]);
`
    )
    await run("npx", ["--no", "workerd", "test", "build/edge.capnp"], { cwd: directory, env: quietNpm })
  })
}
