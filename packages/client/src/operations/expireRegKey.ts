/**
 * Expires a regKey for good.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { nothing } from "../internal/answer/answered.ts"
import type { Definition } from "../internal/call/definition.ts"
import * as RequestFields from "../internal/request/fields.ts"
import type { ResultCodeErrorOf, WriteError } from "../LinePayError.ts"

/**
 * Encoding it fails, because of the regKey.
 *
 * @since 0.1.0
 * @category requests
 */
export const ExpireRegKeyRequest = Schema.Struct({
  regKey: RequestFields.regKey,
  ...RequestFields.device
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
export const expireRegKey: Definition<"expireRegKey", ExpireRegKeyRequest, void> = {
  operation: "expireRegKey",
  request: ExpireRegKeyRequest,
  path: ({ regKey }) => ({ regKey: Redacted.value(regKey) }),
  answer: nothing,
  subject: () => ({}),
  lookup: () => ({ _tag: "ByRegKey" }),
  secrets: ({ regKey }) => [Redacted.value(regKey)]
}
