import { assert, describe, it } from "@effect/vitest"
import { ResultCode } from "line-pay-protocol"
import { decide, schedule } from "../src/Dunning.ts"

/** Every code that can be the reason of a pre-approved payment that was not made: also those that settlement had to prove. */
const refusals = ResultCode.errorCodes.filter((code) => {
  const meaning = ResultCode.meaning(code, "payPreapproved")
  return meaning?.outcome === "NotApplied" || meaning?.certainty === "offline"
})

const codesOf = (tag: string) => refusals.filter((code) => decide(code, 0)._tag === tag)

describe("Dunning", () => {
  it("tries again where the table says that it may help", () => {
    assert.deepStrictEqual(codesOf("TryAgain"), [
      "1102",
      "1110",
      "1142",
      "1154",
      "1170",
      "1280",
      "1288",
      "1289",
      "1296",
      "1298",
      "2020",
      "2021",
      "2022",
      "2023"
    ])
  })

  it("asks for another key where LINE Pay says that the key dies", () => {
    const dies = refusals.filter((code) => ResultCode.row(code).regKey === "Dies")
    assert.deepStrictEqual(codesOf("EnrolAgain"), dies)
    assert.includeMembers([...dies], ["1141", "1190", "1193", "1287"])
  })

  it("bothers nobody with what is ours", () => {
    assert.deepStrictEqual(codesOf("NotTheCustomers"), [
      "1104",
      "1105",
      "1106",
      "1124",
      "1178",
      "1183",
      "1184",
      "1194",
      "2024",
      "2101",
      "2102",
      "2103",
      "2104"
    ])
  })

  it("gives up at once where trying again is of no use", () => {
    assert.deepStrictEqual(codesOf("Suspend"), ["1101"])
  })

  it("tries again after one, three and seven days, and then no more", () => {
    const days = [0, 1, 2, 3].map((tries) => decide("1288", tries))
    assert.deepStrictEqual<ReadonlyArray<object>>(days, [
      { _tag: "TryAgain", inDays: 1 },
      { _tag: "TryAgain", inDays: 3 },
      { _tag: "TryAgain", inDays: 7 },
      { _tag: "Suspend" }
    ])
    assert.lengthOf(schedule, 3)
  })
})
