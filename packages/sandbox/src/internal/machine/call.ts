import type { ApiVersion } from "line-pay-protocol/Endpoint"
import type { Operation } from "line-pay-protocol/Operation"
import type { Flaw } from "../../Fault.ts"
import type { Cause } from "../../Ledger.ts"

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
