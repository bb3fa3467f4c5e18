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

// Sixteen digits or more, or an exponent: no other number can be an unsafe integer. A match never begins inside a number.
const suspicious = /(?<![\d.])-?(?:\d{16,}(?:\.\d+)?(?:[eE][+-]?\d+)?|\d+(?:\.\d+)?[eE][+-]?\d+)/.source
const suspiciousOrString = /*#__PURE__*/ new RegExp(`"|${suspicious}`, "g")
const colon = /\s*:/y

// Few enough to be garbage soon. The garbage collector copies pieces that live longer, and a megabyte has a million.
const maximumPieces = 1_000

const quoteUnsafeIntegers = (text: string): string => {
  let out = ""
  // A quotation mark belongs between each two.
  let pieces: Array<string> = []
  let copied = 0
  suspiciousOrString.lastIndex = 0
  for (let match = suspiciousOrString.exec(text); match !== null; match = suspiciousOrString.exec(text)) {
    const { 0: literal, index } = match
    if (literal === "\"") {
      // Between two strings, and only there, digits are numbers.
      suspiciousOrString.lastIndex = behindString(text, index)
      continue
    }
    const digits = unsafeDigits(literal)
    if (digits === undefined) continue
    // An unquoted key is not JSON, and quoting it would make it so.
    colon.lastIndex = index + literal.length
    if (colon.test(text)) continue
    pieces.push(text.slice(copied, index), digits)
    copied = index + literal.length
    if (pieces.length > maximumPieces) {
      out += `${pieces.join("\"")}"`
      pieces = []
    }
  }
  pieces.push(text.slice(copied))
  return out + pieces.join("\"")
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
  // Rounding never crosses a power of two.
  if (Math.abs(Number(literal)) < 2 ** 53) return undefined
  // A regular expression for each part would take most of the time of a text full of exponents.
  const sign = literal.startsWith("-") ? "-" : ""
  const [mantissa, exponentText] = cutAt(literal.slice(sign.length), exponentSign(literal))
  const [whole, fraction] = cutAt(mantissa, ".")
  const exponent = Number(exponentText)
  // A leading zero is not JSON, and quoting it would make it so.
  if ((whole.startsWith("0") && whole !== "0") || Math.abs(exponent) > maximumExponent) return undefined
  const shift = exponent - fraction.length
  const digits = whole + fraction
  if (shift < 0 && /[1-9]/.test(digits.slice(shift))) return undefined
  const kept = shift < 0 ? digits.slice(0, shift) : digits
  const significant = kept.startsWith("0") ? kept.replace(/^0+/, "") : kept
  // `0.9007199254740993e16`: by text, because a BigInt of a million digits takes seconds.
  const size = shift > 0 ? significant + "0".repeat(shift) : significant
  const isUnsafe = size.length > firstUnsafe.length || (size.length === firstUnsafe.length && size >= firstUnsafe)
  return isUnsafe ? sign + size : undefined
}

const exponentSign = (literal: string): string => literal.includes("e") ? "e" : "E"

/** The parts before and behind a separator. */
const cutAt = (text: string, separator: string): readonly [before: string, behind: string] => {
  const at = text.indexOf(separator)
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)]
}
