import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { ExactJson } from "line-pay-protocol"
import * as LosslessJson from "lossless-json"
import { jsonDocument } from "./support/jsonDocument.ts"

/** The sample of the Online API document: quotes what looks like a long number behind a colon. */
const sample = (text: string): unknown => JSON.parse(text.replace(/:\s*(\d{16,})\b/g, ": \"$1\""))

/** What ExactJson promises for a number, by way of fractions of BigInts. */
const said = (literal: string): unknown => {
  const [, sign = "", whole = "", decimals = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? []
  const power = BigInt(exponent) - BigInt(decimals.length)
  const numerator = BigInt(whole + decimals) * (power > 0n ? 10n ** power : 1n)
  const denominator = power < 0n ? 10n ** -power : 1n
  const quotient = numerator / denominator
  const unsafe = numerator % denominator === 0n && quotient > BigInt(Number.MAX_SAFE_INTEGER) &&
    Math.abs(Number(exponent)) <= 20
  return unsafe ? `${sign}${quotient}` : Number(literal)
}

/** The value that a parser gives, or the name of what it throws. */
const outcome = (parse: (text: string) => unknown, text: string): unknown => {
  try {
    return { value: parse(text) }
  } catch (error) {
    return error instanceof Error ? error.name : error
  }
}

const runs = { fastCheck: { numRuns: 2_000 } }

describe("ExactJson", () => {
  it.prop("loses no digit and changes no string", [jsonDocument], ([{ text, value }]) => {
    assert.deepStrictEqual(ExactJson.parse(text), value)
  }, runs)

  it.prop("agrees with lossless-json", [jsonDocument], ([{ text }]) => {
    assert.deepStrictEqual(ExactJson.parse(text), LosslessJson.parse(text, null, said))
  }, runs)

  it.prop("is JSON.parse where no integer is unsafe", [FastCheck.json()], ([text]) => {
    const safe = text.replace(/\d{16,}|e\+\d+/g, "1")
    assert.deepStrictEqual(ExactJson.parse(safe), JSON.parse(safe))
  }, runs)

  it.prop(
    "throws a SyntaxError exactly where JSON.parse does",
    [
      jsonDocument,
      FastCheck.array(
        FastCheck.record({
          at: FastCheck.nat(200),
          remove: FastCheck.nat(2),
          insert: FastCheck.constantFrom(
            ..."{}[]\",:0123456789-+.eE \\ux/*\n\u00a0\ufeff",
            "",
            "tru",
            "12345678901234567890",
            "-12345678901234567890",
            "012345678901234567890",
            "1e400"
          )
        }),
        { minLength: 1, maxLength: 3 }
      ),
      FastCheck.option(FastCheck.nat(200))
    ],
    ([{ text }, edits, end]) => {
      const edited = edits.reduce((text, { at, insert, remove }) => {
        const index = at % (text.length + 1)
        return text.slice(0, index) + insert + text.slice(index + remove)
      }, text)
      const damaged = end === null ? edited : edited.slice(0, end)
      const expected = outcome(JSON.parse, damaged)
      const actual = outcome(ExactJson.parse, damaged)
      if (typeof expected === "string") assert.strictEqual(actual, expected)
      else assert.isObject(actual)
    },
    runs
  )

  describe("where the documentation's own sample breaks", () => {
    it.each([
      ["an array element", `[2018082512345678910]`, ["2018082512345678910"]],
      ["the whole document", `2018082512345678910`, "2018082512345678910"],
      ["a negative number", `{"a":-2018082512345678910}`, { a: "-2018082512345678910" }],
      ["an exponent", `{"a":2.01808251234567891e18}`, { a: "2018082512345678910" }]
    ])("%s keeps its digits; the sample rounds it", (_, text, value) => {
      assert.deepStrictEqual(ExactJson.parse(text), value)
      assert.notDeepEqual(sample(text), value)
    })

    it.each([
      ["a decimal of 16 digits", `{"a":1234567890123456.5}`, { a: 1234567890123456.5 }],
      ["a colon and an id in a message", `{"a":"id: 2018082512345678910"}`, { a: "id: 2018082512345678910" }],
      ["the same behind an escaped quote", `{"a":"\\": 2018082512345678910"}`, { a: "\": 2018082512345678910" }],
      ["the same in a key", `{"id: 2018082512345678910":1}`, { "id: 2018082512345678910": 1 }]
    ])("%s is left alone; the sample throws", (_, text, value) => {
      assert.deepStrictEqual(ExactJson.parse(text), value)
      assert.throws(() => sample(text), SyntaxError)
    })

    it("the type of a number follows from its safety; the sample's from its length", () => {
      const text = `{"a":1234567890123456}`
      assert.deepStrictEqual(ExactJson.parse(text), { a: 1234567890123456 })
      assert.deepStrictEqual(sample(text), { a: "1234567890123456" })
    })
  })

  it("reads the ids of the documents' examples, and their tokens and order ids as they are", () => {
    assert.deepStrictEqual(
      ExactJson.parse(
        `{"info":[{"transactionId":2019060112345678910,"orderId":"20190601ORD45678910",` +
          `"refundList":[{"refundTransactionId":2019060112345678911,"refundAmount":-1}]}],` +
          `"paymentAccessToken":"056579816895"}`
      ),
      {
        info: [{
          transactionId: "2019060112345678910",
          orderId: "20190601ORD45678910",
          refundList: [{ refundTransactionId: "2019060112345678911", refundAmount: -1 }]
        }],
        paymentAccessToken: "056579816895"
      }
    )
  })

  it.each([
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", "9007199254740992"],
    ["-9007199254740991", -9007199254740991],
    ["-9007199254740992", "-9007199254740992"],
    ["9223372036854775807", "9223372036854775807"],
    ["-9223372036854775808", "-9223372036854775808"],
    ["9007199254740993.0", "9007199254740993"],
    ["90071992547409930e-1", "9007199254740993"],
    ["-0", -0],
    ["-0e30", -0],
    ["0e30", 0],
    ["1e-400", 0],
    ["1e20", "100000000000000000000"],
    ["0.9007199254740993e16", "9007199254740993"],
    // No 64-bit integer.
    ["1e21", 1e21],
    ["1e400", Infinity],
    ["1.5e400", Infinity],
    // Beyond any use, and a gigabyte of zeros if it were written out.
    ["1e999999999", Infinity],
    ["-1e999999999", -Infinity],
    ["1e-999999999", 0]
  ])("%s", (text, value) => {
    assert.deepStrictEqual(ExactJson.parse(text), value)
    assert.deepStrictEqual(ExactJson.parse(`{"a":[${text} ,"b"]}`), { a: [value, "b"] })
  })

  it.each([
    `{2018082512345678910:1}`,
    `{2018082512345678910 \n:1}`,
    `{"a":02018082512345678910}`,
    `[2018082512345678910"a"]`,
    `["a"2018082512345678910]`,
    `[+2018082512345678910]`,
    `[.2018082512345678910]`,
    `[2018082512345678910.]`,
    `[2018082512345678910e]`,
    `[0x2018082512345678910]`,
    `[2018082512345678910n]`,
    `[2018082512345678910 2018082512345678910]`,
    `["2018082512345678910]`,
    `["\\"2018082512345678910]`
  ])("refuses %s, as JSON.parse does", (text) => {
    assert.throws(() => ExactJson.parse(text), SyntaxError)
  })

  it("keeps a repeated key and __proto__ as JSON.parse does", () => {
    const text = `{"a":2018082512345678910,"a":2018082512345678911,"__proto__":2018082512345678912}`
    const parsed = ExactJson.parse(text)
    assert.deepStrictEqual(Object.entries(parsed ?? {}), [
      ["a", "2018082512345678911"],
      ["__proto__", "2018082512345678912"]
    ])
    assert.strictEqual(Object.getPrototypeOf(parsed), Object.prototype)
  })

  it("goes as deep as JSON.parse", () => {
    const depth = 3_000
    let value = ExactJson.parse(`${"[".repeat(depth)}2018082512345678910${"]".repeat(depth)}`)
    for (let i = 0; i < depth; i++) value = Array.isArray(value) ? value[0] : undefined
    assert.strictEqual(value, "2018082512345678910")
  })
})
