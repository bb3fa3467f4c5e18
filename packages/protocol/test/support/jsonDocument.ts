/**
 * Random JSON documents for ExactJson: a text, and what it says, known because
 * both are made together and no parser is asked.
 */
import { FastCheck } from "effect"

export interface JsonDocument {
  readonly text: string
  readonly value: unknown
}

const integer = FastCheck.oneof(
  FastCheck.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  // Where doubles begin to skip integers.
  FastCheck.bigInt({ min: 2n ** 53n - 3n, max: 2n ** 53n + 3n }),
  FastCheck.bigInt({ min: -(2n ** 53n) - 3n, max: -(2n ** 53n) + 3n }),
  FastCheck.bigInt({ min: -100n, max: 100n })
)

const said = (value: bigint): unknown => Number.isSafeInteger(Number(value)) ? Number(value) : String(value)

/** An integer written plainly, with an exponent, or with zeros that mean nothing. */
const integerLiteral = FastCheck.tuple(
  integer,
  // No 64-bit integer has a greater exponent.
  FastCheck.nat(20),
  FastCheck.constantFrom("", "e", "E+", "e-", ".0")
).map(([value, n, form]): JsonDocument => {
  const zeros = "0".repeat(n)
  switch (form) {
    case "":
      return { text: String(value), value: said(value) }
    case "e-":
      // `-0` would say minus zero, which no BigInt is.
      return { text: value === 0n ? "0" : `${value}${zeros}e-${n}`, value: said(value) }
    case ".0":
      return { text: `${value}.0${zeros}`, value: said(value) }
    default:
      return { text: `${value}${form}${n}`, value: said(value * 10n ** BigInt(n)) }
  }
})

const fractionLiteral = FastCheck.tuple(integer, FastCheck.nat(99_999_999), FastCheck.nat(40))
  .map(([whole, digits, exponent]) => `${whole}.${digits}5e-${exponent}`)
  .map((text): JsonDocument => ({ text, value: Number(text) }))

/** Text that a scanner could take for the end of the string, or for a number. */
const treacherous = FastCheck.array(
  FastCheck.constantFrom("\"", "\\", ": ", ",", "[", "{", "}", "2018082512345678910", "1e30", "\n", "\u2028", "\ud83d")
).map((parts) => parts.join(""))

const stringLiteral = FastCheck.tuple(
  FastCheck.oneof(FastCheck.string({ unit: "binary" }), treacherous),
  FastCheck.boolean()
).map(([value, escaped]) => ({
  text: escaped ? `"${value.split("").map(escape).join("")}"` : JSON.stringify(value),
  value
}))

const escape = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`

const word = FastCheck.constantFrom<JsonDocument>(
  { text: "true", value: true },
  { text: "false", value: false },
  { text: "null", value: null },
  { text: "-0", value: -0 },
  // No 64-bit integer: a double like any other number.
  { text: "1e400", value: Infinity }
)

const blank = FastCheck.constantFrom("", "", "", " ", "\n", "\t\r\n ")

/** Every parser has a limit to nesting; this is far below any. */
const maxDepth = 5

export const jsonDocument = FastCheck.letrec<{ document: JsonDocument }>((tie) => ({
  document: FastCheck.oneof(
    { maxDepth },
    integerLiteral,
    fractionLiteral,
    stringLiteral,
    word,
    FastCheck.tuple(blank, FastCheck.array(tie("document"), { maxLength: 5 })).map(([space, items]) => ({
      text: `[${space}${items.map(({ text }) => text).join(`${space},${space}`)}${space}]`,
      value: items.map(({ value }) => value)
    })),
    FastCheck.tuple(
      blank,
      FastCheck.uniqueArray(FastCheck.tuple(stringLiteral, tie("document")), {
        maxLength: 5,
        selector: ([key]) => key.value
      })
    ).map(([space, fields]) => ({
      text: `{${space}${
        fields.map(([key, { text }]) => `${key.text}${space}:${space}${text}`).join(`${space},${space}`)
      }${space}}`,
      value: Object.fromEntries(fields.map(([key, { value }]) => [key.value, value]))
    }))
  )
})).document
