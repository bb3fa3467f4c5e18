/**
 * JSON without losing digits.
 *
 * LINE Pay sends 64-bit transaction ids as bare JSON numbers. `JSON.parse`
 * turns `2023042201206549310` into `2023042201206549200`: somebody else's
 * payment.
 *
 * @since 0.1.0
 */

/**
 * Parses JSON. An integer beyond `Number.MAX_SAFE_INTEGER`, either sign,
 * becomes a string of its decimal digits, wherever it stands and however it is
 * written (`2.01808251234567891e18` is one, too), with an exponent of up to 20.
 * A 64-bit integer has no more digits than that. Everything else is what
 * `JSON.parse` gives; no string is touched, and what `JSON.parse` refuses is
 * refused: this throws its `SyntaxError`.
 *
 * @example
 * ```ts
 * import { ExactJson } from "line-pay-protocol"
 *
 * ExactJson.parse(`{"transactionId":2023042201206549310,"amount":100}`)
 * // { transactionId: "2023042201206549310", amount: 100 }
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (text: string): unknown => {
  if (!topLevelNumber.test(text) && !integerInDisguise.test(text)) {
    try {
      return JSON.parse(text.replace(plainUnsafeInteger, "$1\"$2\""))
    } catch {
      // One of them stands in a string, or the text is not JSON.
    }
  }
  return JSON.parse(quoteUnsafeIntegers(text))
}

// The quick way, which LINE Pay's answers go: quotes what looks like a plain unsafe integer between two values, without
// looking whether that is in a string. If it is, the quotation mark ends the string, and what follows is a digit or a
// minus: no JSON, so that `JSON.parse` refuses the text, and nothing is corrupted. What is not a value is not made one:
// a key would be followed by a colon.

// From 17 digits on, every integer is unsafe; of those with 16, the ones that are greater in their first digit that differs.
const firstUnsafe = "9007199254740992"
const greater = /*#__PURE__*/ Array.from(firstUnsafe).flatMap((digit, index) =>
  digit === "9" ? [] : `${firstUnsafe.slice(0, index)}[${Number(digit) + 1}-9]\\d{${15 - index}}`
)
const plainUnsafeInteger = /*#__PURE__*/ new RegExp(
  String.raw`([:,[\s])(-?(?:[1-9]\d{16,}|${firstUnsafe}|${greater.join("|")}))(?=\s*[,\]}])`,
  "g"
)

// What only the careful way can tell: an exponent, a fraction of zeros, a number with nothing around it.
const integerInDisguise = /\d(?:[eE]|\.0*[,\]}\s])/
const topLevelNumber = /^\s*-?\d/

// Sixteen digits or more, or an exponent behind a digit: no other number can be an unsafe integer.
const suspicious = /\d{16}|\d[eE]/
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

const quoteUnsafeIntegers = (text: string): string => {
  if (!suspicious.test(text)) return text
  let out = ""
  let copied = 0
  let gap = 0
  while (gap < text.length) {
    // Between two strings, and only there, digits are numbers.
    const quote = text.indexOf("\"", gap)
    const end = quote === -1 ? text.length : quote
    const between = text.slice(gap, end)
    if (suspicious.test(between)) {
      for (const { 0: literal, index } of between.matchAll(number)) {
        const digits = unsafeDigits(literal)
        // An unquoted key is not JSON, and quoting it would make it so.
        if (digits === undefined || /^\s*:/.test(between.slice(index + literal.length))) continue
        out += `${text.slice(copied, gap + index)}"${digits}"`
        copied = gap + index + literal.length
      }
    }
    if (quote === -1) break
    gap = behindString(text, quote)
  }
  return copied === 0 ? text : out + text.slice(copied)
}

/** The index behind the string that opens at `open`. */
const behindString = (text: string, open: number): number => {
  let close = text.indexOf("\"", open + 1)
  while (close !== -1) {
    let backslashes = 0
    while (text.charCodeAt(close - 1 - backslashes) === 92) backslashes++
    if (backslashes % 2 === 0) return close + 1
    close = text.indexOf("\"", close + 1)
  }
  return text.length
}

// A 64-bit integer has 19 digits. Keeps `1e999999999` from becoming a gigabyte of zeros, and a million `1e1000` a long wait.
const maximumExponent = 20

/** The decimal digits of a literal that is an unsafe integer, else `undefined`. */
const unsafeDigits = (literal: string): string | undefined => {
  const [mantissa = "", exponentText = "0"] = literal.split(/[eE]/)
  const [whole = "", fraction = ""] = mantissa.split(".")
  const exponent = Number(exponentText)
  // A leading zero is not JSON, and quoting it would make it so.
  if (/^-?0\d/.test(whole) || Math.abs(exponent) > maximumExponent) return undefined
  const shift = exponent - fraction.length
  const digits = whole + fraction
  if (shift < 0 && /[1-9]/.test(digits.slice(shift))) return undefined
  const integer = shift < 0 ? digits.slice(0, shift) : digits + "0".repeat(shift)
  const sign = integer.startsWith("-") ? "-" : ""
  // `0.9007199254740993e16`: by text, because a BigInt of a million digits takes seconds.
  const size = integer.slice(sign.length).replace(/^0+/, "")
  const isUnsafe = size.length > firstUnsafe.length || (size.length === firstUnsafe.length && size >= firstUnsafe)
  return isUnsafe ? sign + size : undefined
}
