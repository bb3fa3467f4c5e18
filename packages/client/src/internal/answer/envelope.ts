import * as Either from "effect/Either"
import * as ExactJson from "line-pay-protocol/ExactJson"
import type { Reason } from "../../ResponseError.ts"

/** An HTTP response. */
export interface HttpAnswer {
  readonly status: number
  /** The body; `undefined` when it exceeded the limit, and once the answer was judged. */
  text: string | undefined
  /** The answer comes from another URL, after a redirect. */
  readonly redirected: boolean
  /** A layer below the client has retried the request, and this answers the last attempt only. */
  readonly repeated: boolean
}

/** LINE Pay's envelope, in either spelling. Its texts are raw: of any length, with any characters. */
export interface Envelope {
  /** Four digits with leading zeros, unless LINE Pay changes the form. */
  readonly code: string
  readonly message: string | undefined
  readonly errorDetailMap: { readonly [name: string]: string } | undefined
  readonly info: unknown
}

export const read = ({ redirected, status, text }: HttpAnswer): Either.Either<Envelope, Reason> => {
  if (redirected) return Either.left("Redirect")
  if (text === undefined || isDense(text)) return Either.left("TooLarge")
  const body = parse(text)
  if (body === undefined) return Either.left(unreadable(status, "NotJson"))
  if (!isRecord(body)) return Either.left(unreadable(status, "NotAnEnvelope"))
  const codes = [codeIn(body, "returnCode", text), codeIn(body, "resultCode", text)].filter((code) =>
    code !== undefined
  )
  const [code, other] = codes
  if (code === undefined || codes.every((code) => code === noCode)) {
    return Either.left(unreadable(status, "NotAnEnvelope"))
  }
  if ((other !== undefined && other !== code) || namesACodeTwice(text)) return Either.left("ContradictoryEnvelope")
  return Either.right({
    code,
    message: messageOf(own(body, "returnMessage")) ?? messageOf(own(body, "statusMessage")),
    errorDetailMap: detailsOf(own(body, "errorDetailMap")),
    info: own(body, "info")
  })
}

const unreadable = (status: number, reason: "NotJson" | "NotAnEnvelope"): Reason =>
  status === 200 ? reason : status === 0 || (status >= 300 && status < 400) ? "Redirect" : "HttpStatus"

const parse = (text: string): unknown => {
  try {
    return ExactJson.parse(text)
  } catch {
    return undefined
  }
}

const isRecord = (u: unknown): u is { readonly [name: string]: unknown } =>
  typeof u === "object" && u !== null && !Array.isArray(u)

/** Ignores a polluted prototype. */
const own = (record: { readonly [name: string]: unknown }, name: string): unknown =>
  Object.hasOwn(record, name) ? record[name] : undefined

// `[{},{},…]` takes twenty times its length in memory. No answer of LINE Pay has a bracket in every eighth character.
const isDense = (text: string): boolean => {
  if (text.length < 262_144) return false
  const allowed = text.length / 8
  let opened = 0
  for (const bracket of ["{", "["]) {
    for (let at = text.indexOf(bracket); at !== -1; at = text.indexOf(bracket, at + 1)) {
      if (++opened > allowed) return true
    }
  }
  return false
}

/** The value of a code field is no result code. */
const noCode = "unreadable"

/**
 * Reads the code under a name; `undefined` where there is none. A code is a text of digits, or a positive integer
 * literal as in the documented error example. A number would lose the leading zero of 0110.
 */
const codeIn = (
  body: { readonly [name: string]: unknown },
  name: "returnCode" | "resultCode",
  text: string
): string | undefined => {
  const value = own(body, name)
  if (value === undefined || value === null) return undefined
  if (typeof value === "string") return /^\d{1,8}$/.test(value) ? value : noCode
  // `1.1e2` parses to 110, and `1e-400` to 0.
  return typeof value === "number" && Number.isInteger(value) && value > 0 && value < 1e8 &&
      new RegExp(`"${name}"\\s*:\\s*${value}\\s*[,}]`).test(text)
    ? String(value).padStart(4, "0")
    : noCode
}

// JSON allows escapes in a name, but no known sender escapes a letter.
const plainCodeName = /"(?:return|result)Code"/g
const escapedLetter = /\\u00[4-7]/

/** `JSON.parse` keeps the last of two fields of one name, and nothing tells which of two codes is meant. */
const namesACodeTwice = (text: string): boolean => {
  // Almost every answer names one code. To find that out by `indexOf` costs next to nothing.
  const first = text.indexOf("Code\"")
  if (text.indexOf("Code\"", first + 1) === -1 && !text.includes("\\u00")) return false
  const named = text.match(plainCodeName)
  if ((named === null || named.length < 2) && !escapedLetter.test(text)) return false
  const names = topLevelNames(text)
  return ["returnCode", "resultCode"].some((name) => names.filter((each) => each === name).length > 1)
}

/** The field names of an object that is valid JSON, duplicates included. */
const topLevelNames = (text: string): ReadonlyArray<string> => {
  const names: Array<string> = []
  let depth = 0
  for (const { 0: token } of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++
    else if (token === "}" || token === "]") depth--
    else if (depth === 1 && token.endsWith(":")) names.push(String(JSON.parse(token.slice(0, -1))))
  }
  return names
}

const messageOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value !== "-" ? value : undefined

const maximumDetails = 20

const detailsOf = (value: unknown): { readonly [name: string]: string } | undefined => {
  if (!isRecord(value)) return undefined
  const details = Object.entries(value).slice(0, maximumDetails).flatMap(([name, detail]) =>
    typeof detail === "string" ? [[name, detail] as const] : []
  )
  return details.length === 0 ? undefined : Object.fromEntries(details)
}
