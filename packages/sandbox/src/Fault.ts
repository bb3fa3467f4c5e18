/**
 * Faults that make the sandbox misbehave. A fault is plain data, so you can
 * script it from a test, over HTTP or from the command line.
 *
 * A fault applies to a request that has passed the signature check. With
 * `applied` the request takes effect and only its response suffers. Without
 * `applied` nothing happens to the payment. A client cannot tell the two apart,
 * which is why it must ask.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Schema from "effect/Schema"
import type { Operation } from "line-pay-protocol/Operation"
import { isPath } from "./internal/machine/odd.ts"

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const Millis = Schema.NonNegative
const Bytes = Schema.NonNegativeInt

/**
 * A fault, and its JSON form.
 *
 * - `Delay`: the call takes effect at once, and the response comes `millis`
 *   later.
 * - `Hang`: no response comes, and the connection stays open.
 * - `Reset`: the connection closes without a response.
 * - `StallBody`, `CutBody`: the call takes effect, but the response's body stops
 *   after a number of bytes and the connection hangs, or closes.
 * - `ResultCode`: the response has this code. Without `applied`, the
 *   consequences that LINE Pay's documents attach to the code happen as well. A
 *   capture rejected with 1199 or 1280–1298 cancels the payment. A confirm
 *   rejected for the customer's card or account ends it. A code that kills a
 *   regKey kills it.
 * - `Raw`: the response has any status, headers and body.
 * - `CommitLate`: the connection is lost at once, and the call takes effect
 *   `millis` later, when the client may have looked already. With `locked`, the
 *   same call for the same payment gets 1198 until then (request and confirm
 *   get 1145). Otherwise it is accepted, which is the harsher case.
 * - `Lag`: details or check answer with the state of `millis` ago.
 * - `FlawedDetails`: details have an inconsistency that LINE Pay's own
 *   documentation shows.
 * - `Odd`: the call takes effect, but one field of its success is odd. `path` is
 *   the field within `info` (`regKey`, `[0].payInfo[0].amount`). `json`
 *   replaces it, digit by digit. Without `json` the field is left out.
 * - `OldEnvelope`: the response looks like the Online API document's error
 *   example, with `resultCode` (a number) and `statusMessage`.
 *
 * @since 0.1.0
 * @category models
 */
export type Fault = typeof Fault.Type

/**
 * The schema of a {@link Fault}.
 *
 * @since 0.1.0
 * @category schemas
 */
export const Fault = Schema.Union(
  Schema.TaggedStruct("Delay", { millis: Millis }),
  Schema.TaggedStruct("Hang", { applied: Schema.Boolean }),
  Schema.TaggedStruct("Reset", { applied: Schema.Boolean }),
  Schema.TaggedStruct("StallBody", { afterBytes: Bytes }),
  Schema.TaggedStruct("CutBody", { afterBytes: Bytes }),
  Schema.TaggedStruct("ResultCode", { code: Schema.String, applied: Schema.Boolean }),
  Schema.TaggedStruct("Raw", {
    status: Schema.Int,
    headers: Schema.Record({ key: Schema.String, value: Schema.String }),
    body: Schema.String,
    applied: Schema.Boolean
  }),
  Schema.TaggedStruct("CommitLate", {
    millis: Millis,
    connection: Schema.Literal("Reset", "Hang"),
    locked: Schema.Boolean
  }),
  Schema.TaggedStruct("Lag", { millis: Millis }),
  Schema.TaggedStruct("FlawedDetails", {
    flaw: Schema.Literal("MissingPayStatus", "MissingPayInfo", "RepeatedRefundId", "OddDate")
  }),
  Schema.TaggedStruct("Odd", {
    path: Schema.String.pipe(Schema.filter(isPath, { description: "a path in `info`: payInfo[0].amount" })),
    json: Schema.optionalWith(
      Schema.String.pipe(Schema.filter(isJson, { description: "a JSON text" })),
      { exact: true }
    )
  }),
  Schema.TaggedStruct("OldEnvelope", {})
)

/**
 * The inconsistencies of {@link flawedDetails}. All are in LINE Pay's own
 * examples:
 *
 * - `payStatus` or `payInfo` is missing although the tables require them
 * - the same refund id is there twice
 * - a date does not exist
 *
 * @since 0.1.0
 * @category models
 */
export type Flaw = (Fault & { readonly _tag: "FlawedDetails" })["flaw"]

interface Applied {
  /** Makes the request take effect first. Default: `false`. */
  readonly applied?: boolean | undefined
}

/**
 * @since 0.1.0
 * @category constructors
 */
export const delay = (duration: Duration.DurationInput): Fault => ({
  _tag: "Delay",
  millis: Duration.toMillis(duration)
})

/**
 * @since 0.1.0
 * @category constructors
 */
export const hang = ({ applied = false }: Applied = {}): Fault => ({ _tag: "Hang", applied })

/**
 * Closes the connection before the request takes effect.
 *
 * @since 0.1.0
 * @category constructors
 */
export const resetBefore: Fault = { _tag: "Reset", applied: false }

/**
 * Lets the request take effect, then closes the connection before the response.
 *
 * @since 0.1.0
 * @category constructors
 */
export const commitThenLose: Fault = { _tag: "Reset", applied: true }

/**
 * @since 0.1.0
 * @category constructors
 */
export const stallBody = (afterBytes: number): Fault => ({ _tag: "StallBody", afterBytes })

/**
 * @since 0.1.0
 * @category constructors
 */
export const cutBody = (afterBytes: number): Fault => ({ _tag: "CutBody", afterBytes })

/**
 * Answers with any code, known or not: `1142`, `1902`, `7777`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const resultCode = (code: string, { applied = false }: Applied = {}): Fault => ({
  _tag: "ResultCode",
  code,
  applied
})

/**
 * Answers with a raw response. The default is status 200 and
 * `content-type: application/json`. Header names are in lower case.
 *
 * @since 0.1.0
 * @category constructors
 */
export const raw = (
  body: string,
  options: Applied & {
    readonly status?: number | undefined
    readonly headers?: { readonly [name: string]: string } | undefined
  } = {}
): Fault => ({
  _tag: "Raw",
  status: options.status ?? 200,
  headers: options.headers ?? { "content-type": "application/json" },
  body,
  applied: options.applied ?? false
})

/**
 * Answers with the 502 of a proxy that does not reach LINE Pay.
 *
 * @since 0.1.0
 * @category constructors
 */
export const badGateway = (options: Applied = {}): Fault =>
  raw("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>", {
    ...options,
    status: 502,
    headers: { "content-type": "text/html" }
  })

/**
 * Answers with status 200 and no body.
 *
 * @since 0.1.0
 * @category constructors
 */
export const emptyBody = (options: Applied = {}): Fault => raw("", options)

/**
 * @since 0.1.0
 * @category constructors
 */
export const commitLate = (
  duration: Duration.DurationInput,
  options: {
    /** Resets the connection, or lets it hang. Default: `Reset`. */
    readonly connection?: "Reset" | "Hang" | undefined
    /** Default: `false`. */
    readonly locked?: boolean | undefined
  } = {}
): Fault => ({
  _tag: "CommitLate",
  millis: Duration.toMillis(duration),
  connection: options.connection ?? "Reset",
  locked: options.locked ?? false
})

/**
 * @since 0.1.0
 * @category constructors
 */
export const lag = (duration: Duration.DurationInput): Fault => ({ _tag: "Lag", millis: Duration.toMillis(duration) })

/**
 * @since 0.1.0
 * @category constructors
 */
export const flawedDetails = (flaw: Flaw): Fault => ({ _tag: "FlawedDetails", flaw })

/**
 * Lets the call take effect, but makes one field of its success odd. `path` is
 * the field within `info`, and `json` is the JSON text that replaces it. Without
 * `json` the field is left out. Use it to rehearse responses that LINE Pay could
 * send by mistake, or tomorrow.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { Fault, Sandbox } from "effect-line-pay-sandbox"
 *
 * // The next confirm charges, and its answer has a regKey that is empty.
 * const rehearsal = Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next("confirmPayment", Fault.odd("regKey", `""`)))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const odd = (path: string, json?: string): Fault => ({
  _tag: "Odd",
  path,
  ...(json === undefined ? {} : { json })
})

/**
 * @since 0.1.0
 * @category constructors
 */
export const oldEnvelope: Fault = { _tag: "OldEnvelope" }

/**
 * The calls that a scripted fault applies to. A field that you leave out matches
 * every call. `Lag` applies to details and checks only, `FlawedDetails` to
 * details only, and `Odd` to calls whose success has an `info`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Target {
  readonly operation?: Operation | undefined
  readonly orderId?: string | undefined
  /** Also matches details that ask for this id. */
  readonly transactionId?: string | undefined
  /** The number of calls; `Infinity` means until you clear the faults. Default: 1. */
  readonly times?: number | undefined
}

/**
 * A pending fault.
 *
 * @since 0.1.0
 * @category models
 */
export interface Scripted {
  readonly fault: Fault
  readonly operation: Operation | undefined
  readonly orderId: string | undefined
  readonly transactionId: string | undefined
  /** The number of calls that it still applies to. */
  readonly remaining: number
}

/**
 * Random faults, drawn from the sandbox's seed. They apply to calls without a
 * scripted fault.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mix {
  /** The share of calls that get a fault, from 0 to 1. */
  readonly probability: number
  /** Each is as likely as its weight (default 1) against the others'. */
  readonly faults: ReadonlyArray<{ readonly fault: Fault; readonly weight?: number | undefined }>
  /** Default: every operation. */
  readonly operations?: ReadonlyArray<Operation> | undefined
}
