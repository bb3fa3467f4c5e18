import * as Either from "effect/Either"
import * as ExactJson from "line-pay-protocol/ExactJson"
import type { Reason } from "../../ResponseError.ts"

/** What came back over HTTP. */
export interface HttpAnswer {
  readonly status: number
  readonly text: string
  /** The answer is not to the request that was made, but to where it was redirected. */
  readonly redirected: boolean
  /** Something below the client has sent the request before, and this answers the last one only. */
  readonly repeated: boolean
}

/** LINE Pay's envelope, in either spelling. */
export interface Envelope {
  /** Four digits, leading zeros kept, unless LINE Pay invents another form. */
  readonly code: string
  readonly message: string | undefined
  readonly errorDetailMap: { readonly [name: string]: string } | undefined
  readonly info: unknown
}

export const read = (answer: HttpAnswer): Either.Either<Envelope, Reason> => {
  if (answer.redirected) return Either.left("Redirect")
  const body = parse(answer.text)
  if (body === undefined) return Either.left(unreadable(answer.status, "NotJson"))
  if (!isRecord(body)) return Either.left(unreadable(answer.status, "NotAnEnvelope"))
  const codes = [codeOf(body["returnCode"]), codeOf(body["resultCode"])].filter((code) => code !== undefined)
  const [code, other] = codes
  if (code === undefined) return Either.left(unreadable(answer.status, "NotAnEnvelope"))
  if (other !== undefined && other !== code) return Either.left("ContradictoryEnvelope")
  return Either.right({
    code,
    message: messageOf(body["returnMessage"]) ?? messageOf(body["statusMessage"]),
    errorDetailMap: detailsOf(body["errorDetailMap"]),
    info: body["info"]
  })
}

const unreadable = (status: number, reason: "NotJson" | "NotAnEnvelope"): Reason =>
  status === 200 ? reason : status === 0 || (status >= 300 && status < 400) ? "Redirect" : "HttpStatus"

const parse = (text: string): unknown => {
  try {
    const body = ExactJson.parse(text)
    return text.includes("null") ? withoutNulls(body, 0) : body
  } catch {
    return undefined
  }
}

// Deeper than any answer goes.
const maximumDepth = 10

/** A field that is `null` is a field that is missing. */
const withoutNulls = (value: unknown, depth: number): unknown => {
  if (depth === maximumDepth) return value
  if (Array.isArray(value)) return value.map((each) => withoutNulls(each, depth + 1))
  return isRecord(value)
    ? Object.fromEntries(
      Object.entries(value).flatMap(([name, field]) => field === null ? [] : [[name, withoutNulls(field, depth + 1)]])
    )
    : value
}

const isRecord = (u: unknown): u is { readonly [name: string]: unknown } =>
  typeof u === "object" && u !== null && !Array.isArray(u)

// The documented error example has a number: 1104. The leading zero of 0110 would be lost in one.
const codeOf = (value: unknown): string | undefined => {
  if (typeof value === "number") {
    return Number.isInteger(value) && value >= 0 && value <= 9999 ? String(value).padStart(4, "0") : undefined
  }
  // Four characters so far. What is much longer is something else, and codes stand in metrics and spans.
  return typeof value === "string" && /^[\w-]{1,8}$/.test(value) ? value : undefined
}

const messageOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" && value !== "-" ? value : undefined

const detailsOf = (value: unknown): { readonly [name: string]: string } | undefined => {
  if (!isRecord(value)) return undefined
  const details = Object.entries(value).flatMap(([name, detail]) =>
    typeof detail === "string" ? [[name, detail] as const] : []
  )
  return details.length === 0 ? undefined : Object.fromEntries(details)
}
