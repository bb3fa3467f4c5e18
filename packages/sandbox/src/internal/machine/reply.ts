import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Json } from "./wire.ts"

/** @internal */
export interface Reply {
  readonly code: string
  readonly message: string
  readonly info?: Json | undefined
  readonly errorDetailMap?: { readonly [name: string]: string } | undefined
}

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
