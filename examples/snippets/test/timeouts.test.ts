import { assert, describe, it } from "@effect/vitest"
import { Operation, ReadTimeout } from "line-pay-protocol"
import { readFileSync } from "node:fs"

const guide = readFileSync(new URL("../../../docs/guides/errors-and-policies.md", import.meta.url), "utf8")

/** The rows below a head, as cells. */
const rows = (head: string): ReadonlyArray<ReadonlyArray<string>> => {
  const [, table = ""] = guide.split(`${head}\n`)
  return table.split("\n\n", 1).join().split("\n").slice(1).map((row) => row.slice(2, -2).split(" | "))
}

describe("read timeouts", () => {
  it("the guide's table says what the catalogue says, of every call", () => {
    const table = rows("| call | default timeout | LINE Pay's minimum |")
    const named = new Map(table.map(([call = "", ...seconds]) => [call.replaceAll("`", ""), seconds]))
    assert.isAbove(named.size, 1)
    for (const operation of Operation.operations) {
      const { minimum, recommended } = ReadTimeout.readTimeouts[operation]
      assert.deepStrictEqual(
        named.get(operation) ?? named.get("the others"),
        [`${recommended} s`, `${minimum} s`],
        operation
      )
    }
  })
})
