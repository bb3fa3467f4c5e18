import type { ApiVersion } from "line-pay-protocol/Endpoint"
import type { Operation } from "line-pay-protocol/ResultCode"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Flaw } from "../../Fault.ts"
import type { Cause } from "../../Ledger.ts"
import type { State } from "./state.ts"
import type { Json } from "./wire.ts"

/**
 * A request that has passed the signature check.
 *
 * @internal
 */
export interface Call {
  readonly operation: Operation
  readonly version: ApiVersion
  /** The path's parameter, decoded; `""` when the path has none. */
  readonly parameter: string
  readonly query: string
  readonly body: string
  readonly cause: Cause
  readonly pageOrigin: string
  /** Milliseconds by which the answer may be out of date. */
  readonly lag: number
  readonly flaw: Flaw | undefined
  readonly at: number
}

/** @internal */
export interface Reply {
  readonly code: string
  readonly message: string
  readonly info?: Json | undefined
  readonly errorDetailMap?: { readonly [name: string]: string } | undefined
}

/**
 * One operation of the API. Whatever comes in, a reply comes out.
 *
 * @internal
 */
export type Handler = (state: State, call: Call) => readonly [Reply, State]

/** @internal */
export const success = (info?: Json, message = "OK"): Reply => ({ code: "0000", message, info })

/**
 * A reply with the table's own words, or others that were seen live.
 *
 * @internal
 */
export const reply = (code: string, message?: string): Reply => {
  const known = ResultCode.find(code)
  return { code, message: message ?? (known === undefined ? "-" : ResultCode.description(known)) }
}

/**
 * 2101 with its details. Live answers have been seen with an `errorDetailMap`,
 * a field that no documentation table names.
 *
 * @internal
 */
export const parameterError = (errorDetailMap: { readonly [name: string]: string }): Reply => ({
  code: "2101",
  message: "Parameter error.",
  errorDetailMap
})
