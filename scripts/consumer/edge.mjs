/**
 * The client where there is no Node: bundled for a browser, and run by workerd.
 */
import { writeFileSync } from "node:fs"
import * as path from "node:path"
import { transactionId, withLinePay } from "./linePay.mjs"
import { testInWorkerd } from "./workerd.mjs"

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
  await withLinePay((variables) => testInWorkerd(directory, "edge.mjs", variables))
}
