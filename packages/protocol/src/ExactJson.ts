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
 * Parses JSON, and keeps every digit of a large integer.
 *
 * An integer beyond `Number.MAX_SAFE_INTEGER`, of either sign, becomes a
 * string of its decimal digits, at any place in the text. It may have an
 * exponent of up to 20 (`2.01808251234567891e18` is one, too); a 64-bit
 * integer has no more digits than that. All other values are those of
 * `JSON.parse`, and strings are never changed. Throws the `SyntaxError` of
 * `JSON.parse` for a text that is not JSON.
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
      // One of them is inside a string, or the text is not JSON.
    }
  }
  return JSON.parse(quoteUnsafeIntegers(text))
}

// The fast path, which is enough for LINE Pay's answers. It quotes anything that looks like a plain unsafe integer
// between two values, and does not check whether it is inside a string. If it is, the new quotation mark ends the
// string before a digit or a minus. That is not JSON, so `JSON.parse` throws, and nothing is corrupted. A key never
// becomes a value, because a colon follows it.

// From 17 digits on, every integer is unsafe; of those with 16, the ones that are greater in their first digit that differs.
const firstUnsafe = "9007199254740992"
const greater = /*#__PURE__*/ Array.from(firstUnsafe).flatMap((digit, index) =>
  digit === "9" ? [] : `${firstUnsafe.slice(0, index)}[${Number(digit) + 1}-9]\\d{${15 - index}}`
)
const plainUnsafeInteger = /*#__PURE__*/ new RegExp(
  String.raw`([:,[\s])(-?(?:[1-9]\d{16,}|${firstUnsafe}|${greater.join("|")}))(?=\s*[,\]}])`,
  "g"
)

// Only the slow path handles these: an exponent, a fraction of zeros, a number with nothing around it.
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

/** Returns the index behind the string that opens at `open`. */
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

/** Returns the decimal digits of a literal that is an unsafe integer, else `undefined`. */
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
