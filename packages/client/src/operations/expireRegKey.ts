/**
 * Ends a regKey: it can never be charged again.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Definition } from "../internal/definition.ts"
import { nothing } from "../internal/definition.ts"
import * as Fields from "../internal/fields.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"
import { RegKey } from "../RegKey.ts"

/**
 * @since 0.1.0
 * @category requests
 */
export const ExpireRegKeyRequest = Schema.Struct({
  regKey: RegKey.fromSelf,
  ...Fields.device
}).annotations({ identifier: "ExpireRegKeyRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface ExpireRegKeyRequest extends Schema.Schema.Type<typeof ExpireRegKeyRequest> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type ExpireRegKeyError = ResultCodeErrorOf<"expireRegKey"> | WriteError

/** @internal */
export const expireRegKey: Definition<"expireRegKey", "Write", ExpireRegKeyRequest, void> = {
  operation: "expireRegKey",
  request: ExpireRegKeyRequest,
  access: () => "Write",
  path: ({ regKey }) => ({ regKey: Redacted.value(regKey) }),
  decode: nothing,
  subject: () => ({}),
  lookup: () => ({ _tag: "ByRegKey" }),
  money: "CannotHaveMoved",
  secrets: ({ regKey }) => [Redacted.value(regKey)]
}
