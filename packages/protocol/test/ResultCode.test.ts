import { assert, describe, it } from "@effect/vitest"
import { Operation, ResultCode } from "line-pay-protocol"
import { onlineApiCodes } from "./fixtures/onlineApiCodes.ts"
import { preapprovedCodes } from "./fixtures/preapprovedCodes.ts"

const codes = Object.keys(ResultCode.table).filter((code): code is ResultCode.Code =>
  Object.hasOwn(ResultCode.table, code)
)

/** Every entry of the table: what a code means as the answer of a call. */
const entries = codes.flatMap((code) =>
  Operation.operations.flatMap((operation) => {
    const meaning = ResultCode.meaning(code, operation)
    return meaning === undefined ? [] : [{ code, operation, ...meaning }]
  })
)

/** The entries that break a rule, to be compared with none. */
const violations = (holds: (entry: (typeof entries)[number]) => boolean) =>
  entries.filter((entry) => !holds(entry)).map(({ code, operation }) => `${code} on ${operation}`)

const wordingOf = (document: "onlineApi" | "preapproved") =>
  Object.fromEntries(codes.flatMap((code) => {
    const wording = ResultCode.row(code)[document]
    return wording === null ? [] : [[code, wording]]
  }))

describe("ResultCode", () => {
  describe("table", () => {
    it("has the 60 codes of the Online API document in its words, and no other code in its words", () => {
      assert.strictEqual(Object.keys(onlineApiCodes).length, 60)
      assert.deepStrictEqual(wordingOf("onlineApi"), onlineApiCodes)
    })

    it("has the 36 codes of the pre-approved payment document in its words, and no other code in its words", () => {
      assert.strictEqual(Object.keys(preapprovedCodes).length, 36)
      assert.deepStrictEqual(wordingOf("preapproved"), preapprovedCodes)
    })

    it("has 1197 from the pre-approved payment document alone", () => {
      const alone = Object.keys(preapprovedCodes).filter((code) => !Object.hasOwn(onlineApiCodes, code))
      assert.deepStrictEqual(alone, ["1197"])
    })

    const inNeither = codes.filter((code) =>
      !Object.hasOwn(onlineApiCodes, code) && !Object.hasOwn(preapprovedCodes, code)
    )
    const isOffline = (code: ResultCode.Code) =>
      entries.some((entry) => entry.code === code && entry.certainty === "offline")

    it("has four codes that newer pages or live reports added", () => {
      assert.deepStrictEqual(inNeither.filter((code) => !isOffline(code)), ["1999", "2024", "2042", "2103"])
    })

    it("has six codes of the Offline API's table, and they are offline codes on every call", () => {
      const offline = codes.filter(isOffline)
      assert.deepStrictEqual(offline, ["1133", "2020", "2021", "2022", "2023", "2104"])
      assert.includeMembers(inNeither, offline)
      assert.deepStrictEqual(violations(({ certainty, code }) => !isOffline(code) || certainty === "offline"), [])
    })

    it("calls no offline code done, and puts none on a refund, which nothing guards", () => {
      const offline = entries.filter(({ certainty }) => certainty === "offline")
      assert.deepStrictEqual(
        offline.filter(({ code, operation }) => ResultCode.row(code).operations[operation]?.[0] !== "NotApplied"),
        []
      )
      assert.sameMembers([...new Set(offline.map(({ operation }) => operation))], [
        "requestPayment",
        "confirmPayment",
        "capturePayment",
        "payPreapproved"
      ])
    })

    it("proves nothing by an offline code where money can move", () => {
      for (const { certainty, operation, outcome, retry } of entries) {
        if (certainty !== "offline") continue
        if (operation === "requestPayment") assert.strictEqual(outcome, "NotApplied")
        else assert.deepStrictEqual([outcome, retry], ["Unknown", "AfterLookup"])
      }
    })

    it("takes a customer's limit for the customer's, and the merchant's for the merchant's", () => {
      const limits = ["2020", "2021", "2022", "2023", "2024"] as const
      assert.deepStrictEqual(limits.map((code) => ResultCode.row(code).category), [
        "Customer",
        "Customer",
        "Customer",
        "Customer",
        "Limit"
      ])
    })

    it("says of every code of the pre-approved payment document what it means for a pre-approved payment", () => {
      const silent = Object.keys(preapprovedCodes).filter((code) => {
        const known = ResultCode.find(code)
        return known === undefined || ResultCode.meaning(known, "payPreapproved") === undefined
      })
      assert.deepStrictEqual(silent, [])
    })

    it("has rows for every operation", () => {
      const without = Operation.operations.filter((operation) =>
        !entries.some((entry) => entry.operation === operation && entry.outcome !== "Answer")
      )
      assert.deepStrictEqual(without, [])
    })

    it("gives each error code a tag of its own, and a status none", () => {
      const tags = codes.flatMap((code) => ResultCode.row(code).tag ?? [])
      assert.strictEqual(new Set(tags).size, tags.length)
      assert.strictEqual(tags.length, codes.length - 5)
      for (const code of codes) {
        const { category, tag } = ResultCode.row(code)
        assert.strictEqual(tag === null, category === "Status", code)
      }
    })

    it("answers with exactly the codes that the endpoint calls answers", () => {
      for (const operation of Operation.operations) {
        const answers = entries.filter((entry) => entry.operation === operation && entry.outcome === "Answer")
        assert.sameMembers(answers.map(({ code }) => code), Object.keys(Operation.catalogue[operation].answers))
      }
    })

    it("never lets a call be repeated at once when it could take money a second time", () => {
      const takesMoney = ["requestPayment", "confirmPayment", "capturePayment", "payPreapproved"]
      assert.deepStrictEqual(
        violations(({ operation, retry }) => retry !== "SameRequest" || !takesMoney.includes(operation)),
        []
      )
    })

    it("asks for a look, or for the very same request, wherever the outcome is unknown", () => {
      assert.deepStrictEqual(
        violations(({ outcome, retry }) => outcome !== "Unknown" || retry === "AfterLookup" || retry === "SameRequest"),
        []
      )
    })

    it("leaves no read with an open outcome", () => {
      const reads = ["checkPaymentStatus", "getPaymentDetails", "checkRegKey"]
      assert.deepStrictEqual(
        violations(({ operation, outcome }) =>
          !reads.includes(operation) || outcome === "NotApplied" || outcome === "Answer"
        ),
        []
      )
    })

    it("ends a regKey on the codes of both documents' lists, and where the key is gone already", () => {
      const preapprovedDocument = [
        "1281",
        "1282",
        "1283",
        "1284",
        "1285",
        "1286",
        "1287",
        "1290",
        "1291",
        "1292",
        "1293",
        "1294"
      ]
      const currentDocumentation = [
        "1141",
        "1282",
        "1283",
        "1284",
        "1285",
        "1286",
        "1287",
        "1290",
        "1291",
        "1292",
        "1293",
        "1294",
        "1295"
      ]
      const dead = codes.filter((code) => ResultCode.row(code).regKey === "Dies")
      assert.sameMembers(dead, [...new Set([...preapprovedDocument, ...currentDocumentation, "1190", "1193"])])
    })

    it("says what becomes of the regKey for every error of a regKey call, and for no other", () => {
      for (const code of ResultCode.errorCodes) {
        const { operations, regKey } = ResultCode.row(code)
        const involved = "checkRegKey" in operations || "payPreapproved" in operations || "expireRegKey" in operations
        assert.strictEqual(regKey !== null, involved, code)
      }
    })
  })

  describe("find", () => {
    it("finds every code of the table", () => {
      for (const code of codes.filter((code) => code !== "190X")) assert.strictEqual(ResultCode.find(code), code)
    })

    it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("finds 190%i under the wildcard", (digit) => {
      assert.strictEqual(ResultCode.find(`190${digit}`), "190X")
    })

    it.each(["190X", "190x", "190", "19000", "1910", " 1900", "1900\n", "1297", "110", "", "-"])(
      "does not know %j",
      (code) => {
        assert.isUndefined(ResultCode.find(code))
      }
    )

    it.each(["toString", "constructor", "hasOwnProperty", "__proto__", "valueOf"])(
      "does not take the object's own %s for a code",
      (key) => {
        assert.isUndefined(ResultCode.find(key))
      }
    )
  })

  it("meaning is the entry of a code and a call, and nothing where the table has none", () => {
    assert.deepStrictEqual(ResultCode.meaning("1172", "confirmPayment"), {
      outcome: "Unknown",
      retry: "AfterLookup",
      certainty: "table"
    })
    assert.deepStrictEqual(ResultCode.meaning("1172", "requestPayment"), {
      outcome: "NotApplied",
      retry: "Never",
      certainty: "table"
    })
    assert.isUndefined(ResultCode.meaning("1172", "refundPayment"))
  })

  it("meaning is Unknown where only the Offline API's table says that nothing was applied", () => {
    const unproved = { outcome: "Unknown", retry: "AfterLookup", certainty: "offline" } as const
    assert.deepStrictEqual(ResultCode.table["2022"].operations.payPreapproved, ["NotApplied", "Later", "offline"])
    assert.deepStrictEqual(ResultCode.meaning("2022", "payPreapproved"), unproved)
    assert.deepStrictEqual(ResultCode.meaning("2104", "capturePayment"), unproved)
    // A payment request charges nobody.
    assert.deepStrictEqual(ResultCode.meaning("2104", "requestPayment"), {
      outcome: "NotApplied",
      retry: "Never",
      certainty: "offline"
    })
    assert.isUndefined(ResultCode.meaning("2022", "refundPayment"))
  })

  it("description is the Online API document's wording, else the pre-approved payment document's, else the hint", () => {
    assert.strictEqual(ResultCode.description("1104"), onlineApiCodes["1104"])
    assert.strictEqual(ResultCode.description("1197"), preapprovedCodes["1197"])
    assert.strictEqual(ResultCode.description("1999"), ResultCode.table["1999"].hint)
  })

  it("codeOf is the code that has the tag", () => {
    for (const code of ResultCode.errorCodes) {
      assert.strictEqual(ResultCode.codeOf(ResultCode.table[code].tag), code)
    }
    assert.strictEqual(ResultCode.codeOf("TemporaryError"), "190X")
  })

  it("errorCodes are the codes that are no status", () => {
    assert.sameMembers(
      [...ResultCode.errorCodes, "0000", "0110", "0121", "0122", "0123"],
      codes
    )
  })
})
