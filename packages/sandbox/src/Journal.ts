/**
 * The requests of a client, with their answers.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"
import type { ApiRequest, Exchange } from "./Exchange.ts"
import type { Finding } from "./Lint.ts"

/**
 * A request and its answer. It holds no secret: signatures are cut to six
 * characters, and regKeys and payment access tokens are masked.
 *
 * @since 0.1.0
 * @category models
 */
export interface Entry {
  /** Counts up from 1. */
  readonly id: number
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number
  readonly method: string
  readonly path: string
  /** Without its `?`. */
  readonly query: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
  readonly operation: Operation | undefined
  readonly orderId: string | undefined
  readonly transactionId: string | undefined
  /** How the connection ended; see `Exchange.Transport`. A fault makes it another than `Answer`. */
  readonly ended: Exchange["transport"]["_tag"]
  /** Milliseconds that a fault delayed the answer. */
  readonly delay: number
  readonly status: number | undefined
  /** The result code of the answer. */
  readonly code: string | undefined
  readonly message: string | undefined
  readonly answer: string | undefined
  /** The caller's mistakes in this request, in words. */
  readonly notes: ReadonlyArray<string>
}

/**
 * The number of requests that are kept at least. Older ones are dropped.
 *
 * @since 0.1.0
 * @category limits
 */
export const minimumEntries = 250

/** @internal */
export interface Recorded {
  readonly request: ApiRequest
  readonly exchange: Exchange
  readonly findings: ReadonlyArray<Finding>
}

/**
 * Shows a recorded request without its secrets.
 *
 * @internal
 */
export const entry = ({ exchange, findings, request }: Recorded): Entry => {
  const { delay, id, operation, receivedAt, transport } = exchange
  const answer = "answer" in transport ? transport.answer : undefined
  const envelope = fieldsOf(answer?.body ?? "")
  const sent = fieldsOf(request.body)
  const info = fieldsOf(JSON.stringify(envelope["info"] ?? {}))
  const query = new URLSearchParams(request.query)
  const inPath = /\/(\d{8,})(?:\/|$)/.exec(request.path)?.[1]
  const [bareId] = /(?<="transactionId":\s?)\d+/.exec(answer?.body ?? "") ?? []
  return {
    id,
    at: receivedAt,
    method: request.method,
    path: withoutRegKey(request.path),
    query: request.query,
    headers: headersOf(request.headers),
    body: withoutSecrets(request.body),
    operation,
    orderId: textOf(sent["orderId"]) ?? query.get("orderId") ?? textOf(info["orderId"]),
    transactionId: inPath ?? query.get("transactionId") ?? bareId,
    ended: transport._tag,
    delay,
    status: answer?.status,
    code: textOf(envelope["returnCode"]) ?? textOf(envelope["resultCode"]),
    message: textOf(envelope["returnMessage"]) ?? textOf(envelope["statusMessage"]) ?? textOf(envelope["message"]),
    answer: answer === undefined ? undefined : withoutSecrets(answer.body),
    notes: findings.map(({ message }) => message)
  }
}

/**
 * Writes an entry as one line: time, call, order, result and duration, with the
 * caller's mistakes below.
 *
 * @since 0.1.0
 * @category texts
 */
export const line = (entry: Entry, milliseconds: number): string => {
  const time = new Date(entry.at).toISOString().slice(11, 19)
  const call = (entry.operation ?? `${entry.method} ${entry.path}`).padEnd(18)
  const subject = (entry.orderId ?? entry.transactionId ?? "").slice(0, 24).padEnd(24)
  const result = entry.ended === "Answer" ? answered(entry) : ends[entry.ended]
  return [
    `${time}  ${call}  ${subject}  ${result}  ${milliseconds} ms`,
    ...entry.notes.map((note) => `          ${note}`)
  ].join("\n")
}

const answered = ({ code, message, status }: Entry): string =>
  code === undefined ? `HTTP ${status}` : `${code}${message === undefined ? "" : ` ${message}`}`

const ends = {
  Hang: "no answer, by a fault",
  Reset: "connection reset, by a fault",
  Stall: "half an answer, by a fault",
  Cut: "a cut answer, by a fault"
} as const

const headersOf = (headers: ApiRequest["headers"]): Entry["headers"] =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined) return []
      if (name === "x-line-authorization") return [[name, `${value.slice(0, 6)}… (${value.length} characters)`]]
      return [[name, /secret|authorization$|cookie/.test(name) ? "…" : value]]
    })
  )

const withoutRegKey = (path: string): string => path.replace(/(preapprovedPay\/)[^/]+/i, "$1{regKey}")

const withoutSecrets = (text: string): string =>
  text.replace(/("(?:regKey|paymentAccessToken|accessToken)"\s*:\s*)("(?:[^"\\]|\\.)*"|\d+)/g, "$1\"…\"")

const fieldsOf = (json: string): { readonly [name: string]: unknown } => {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === "object" && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined
