/**
 * Tests the client without Node. It is bundled for a browser, and runs in workerd.
 */
import { writeFileSync } from "node:fs"
import * as path from "node:path"
import { transactionId, withLinePay } from "./linePay.mjs"
import { testInWorkerd } from "./workerd.mjs"

/** Bundles the project's `worker.ts`, which then makes a signed call. */
export const edge = async (directory) => {
  // `workerd test` calls the function `test` of this module, and fails if it throws.
  writeFileSync(
    path.join(directory, "edge.mjs"),
    `
import * as client from "effect-line-pay"
import * as protocol from "line-pay-protocol"
import worker from "./worker.ts"
export default {
  async test(_controller, variables) {
    if (globalThis.process !== undefined) throw new Error("this is Node")
    // Uses all exports, so that the bundle has all of them.
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
