/**
 * How the sandbox can be told to misbehave. A fault is plain data, so that it
 * can be scripted from a test, over HTTP or from the command line.
 *
 * A fault meets a request that has passed the signature check. With `applied`
 * the request does its work first and only its answer suffers; without, the
 * payment never hears of it. A client cannot tell the two apart, which is why
 * it must ask.
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
 * - `Delay`: applied at once, answered `millis` later.
 * - `Hang`: never answered; the connection stays open.
 * - `Reset`: the connection closes without an answer.
 * - `StallBody`, `CutBody`: applied; the answer's body stops after a number of
 *   bytes and the connection hangs, or closes.
 * - `ResultCode`: answered with a code. Without `applied`, what LINE Pay's
 *   documents attach to the code happens as well: a capture refused with 1199
 *   or 1280–1298 cancels the payment, a confirm refused for the customer's
 *   card or account ends it, a code that kills a regKey kills it.
 * - `Raw`: answered with any status, headers and body.
 * - `CommitLate`: the connection is lost at once, and the request is applied
 *   `millis` later, when the client may have looked already. `locked`: until
 *   then the same call for the same payment is answered with 1198 (request and
 *   confirm: 1145); otherwise it is let in, which is the harsher case.
 * - `Lag`: details or check answer as of `millis` ago.
 * - `FlawedDetails`: details answer with an inconsistency of LINE Pay's own
 *   documentation.
 * - `Odd`: applied; one field of the success is odd. `path` leads to it within
 *   `info` (`regKey`, `[0].payInfo[0].amount`), `json` is what stands there
 *   instead, digit by digit; without it the field is left out.
 * - `OldEnvelope`: answered as the Online API document's error example is,
 *   with `resultCode` (a number) and `statusMessage`.
 *
 * @since 0.1.0
 * @category models
 */
export type Fault = typeof Fault.Type

/**
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
 * The inconsistencies of {@link flawedDetails}: `payStatus` or `payInfo`
 * missing although the tables require them, the same refund id twice, a date
 * that does not exist. All are in LINE Pay's own examples.
 *
 * @since 0.1.0
 * @category models
 */
export type Flaw = (Fault & { readonly _tag: "FlawedDetails" })["flaw"]

interface Applied {
  /** Whether the request does its work first. Default: `false`. */
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
 * The connection closes before the request has done anything.
 *
 * @since 0.1.0
 * @category constructors
 */
export const resetBefore: Fault = { _tag: "Reset", applied: false }

/**
 * The request does its work; then the answer is lost with the connection.
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
 * Any code, known or not: `1142`, `1902`, `7777`.
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
 * Default: status 200, `content-type: application/json`. Header names are in
 * lower case.
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
 * What a proxy in front of LINE Pay says when it does not reach it.
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
 * Status 200 and no body.
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
    /** What happens to the connection. Default: `Reset`. */
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
 * The call does its work, and its success has one odd field. `path` leads to it
 * within `info`; `json` is the JSON text that stands there. Without `json` the
 * field is left out. What LINE Pay could send by mistake, or tomorrow, can be
 * rehearsed so.
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
 * Which calls a scripted fault meets, and how many. A field that is left out
 * matches every call; `Lag` meets details and checks only, `FlawedDetails`
 * details only, `Odd` the calls whose success has an `info`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Target {
  readonly operation?: Operation | undefined
  readonly orderId?: string | undefined
  /** Also matches details that ask for this id. */
  readonly transactionId?: string | undefined
  /** Default: 1. `Infinity`: until the faults are cleared. */
  readonly times?: number | undefined
}

/**
 * A fault in wait.
 *
 * @since 0.1.0
 * @category models
 */
export interface Scripted {
  readonly fault: Fault
  readonly operation: Operation | undefined
  readonly orderId: string | undefined
  readonly transactionId: string | undefined
  /** How many calls it will still meet. */
  readonly remaining: number
}

/**
 * Random faults, drawn from the sandbox's seed. They meet calls for which no
 * fault is scripted.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mix {
  /** From 0 to 1: the share of calls that meet a fault. */
  readonly probability: number
  /** Each is as likely as its weight (default 1) against the others'. */
  readonly faults: ReadonlyArray<{ readonly fault: Fault; readonly weight?: number | undefined }>
  /** Default: every operation. */
  readonly operations?: ReadonlyArray<Operation> | undefined
}
