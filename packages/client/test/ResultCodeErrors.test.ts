import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Client from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import * as fs from "node:fs"

/** The generator is no part of a package, so it is found by its place in the workspace. */
const generator: Promise<{
  readonly resultCodeErrors: (table?: { readonly [code: string]: ResultCode.Row }) => string
}> = import(new URL("../../../scripts/codegen/resultCodeErrors.ts", import.meta.url).href)

const generate = (table?: { readonly [code: string]: ResultCode.Row }) =>
  Effect.map(Effect.promise(() => generator), ({ resultCodeErrors }) => resultCodeErrors(table))

describe("the generated names", () => {
  it.effect("are those of the table as it is", () =>
    Effect.gen(function*() {
      const file = fs.readFileSync(new URL("../src/ResultCodeErrors.ts", import.meta.url), "utf8")
      assert.strictEqual(yield* generate(), file)
    }))

  it.effect("follow the table: a new row is a new name, and nothing else changes", () =>
    Effect.gen(function*() {
      const row: ResultCode.Row = {
        tag: "MoonIsFull",
        category: "Temporary",
        operations: {
          confirmPayment: ["NotApplied", "Later", "inferred"],
          refundPayment: ["Unknown", "AfterLookup", "later"]
        },
        regKey: null,
        hint: "Wait for another night.",
        onlineApi: null,
        preapproved: null
      }
      const before = (yield* generate()).split("\n")
      const after = (yield* generate({ ...ResultCode.table, "7777": row })).split("\n")
      const added = after.filter((line) => line.includes("MoonIsFull") || line.includes("Wait for another night"))
      assert.deepStrictEqual(added.map((line) => line.replace(/,$/, "")), [
        " * `7777`: Wait for another night.",
        " * Wait for another night.",
        "export interface MoonIsFull extends ResultCodeError<\"MoonIsFull\"> {}",
        "export const MoonIsFull: Constructor<\"MoonIsFull\"> = constructorOf(\"MoonIsFull\")",
        "  readonly MoonIsFull: MoonIsFull",
        "  MoonIsFull"
      ])
      assert.include(after.join("\n"), " * Answered by `confirmPayment`, `refundPayment`.")
      assert.deepStrictEqual(before.filter((line) => !after.includes(line)), [])
    }))

  it("are exported, each a constructor of its tag", () => {
    const exported: { readonly [name: string]: unknown } = Client
    const tags = ResultCode.errorCodes.map((code) => ResultCode.table[code].tag)
    assert.sameMembers(Object.keys(Client.byTag), tags)
    for (const tag of tags) {
      assert.strictEqual(exported[tag], Client.byTag[tag])
      const error = new Client.byTag[tag]({ operation: "confirmPayment" })
      assert.strictEqual(error._tag, tag)
      assert.strictEqual(error.code, ResultCode.codeOf(tag).replace("X", "0"))
    }
  })
})
