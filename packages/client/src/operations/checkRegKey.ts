/**
 * Asks whether a regKey can be charged.
 *
 * @since 0.1.0
 */
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { nothing } from "../internal/answer/answered.ts"
import type { Definition } from "../internal/call/definition.ts"
import * as RequestFields from "../internal/request/fields.ts"
import type { ReadError, ResultCodeErrorOf, WriteError } from "../LinePayError.ts"

/**
 * Encoding it fails, because of the regKey.
 *
 * @since 0.1.0
 * @category requests
 */
export const CheckRegKeyRequest = Schema.Struct({
  regKey: RequestFields.regKey,
  /**
   * `true` authorises a small amount on the card to see whether it works. The
   * call is then a write and can fail with `OutcomeUnknown`. It is for Taiwan,
   * and LINE Pay must approve it. `false` by default.
   */
  creditCardAuth: Schema.optional(Schema.Boolean),
  ...RequestFields.device
}).annotations({ identifier: "CheckRegKeyRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface CheckRegKeyRequest extends Schema.Schema.Type<typeof CheckRegKeyRequest> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type CheckRegKeyError = ResultCodeErrorOf<"checkRegKey"> | ReadError | WriteError

/** @internal */
export const checkRegKey: Definition<"checkRegKey", CheckRegKeyRequest, void> = {
  operation: "checkRegKey",
  request: CheckRegKeyRequest,
  isWrite: ({ creditCardAuth }) => creditCardAuth === true,
  path: ({ regKey }) => ({ regKey: Redacted.value(regKey) }),
  query: ({ creditCardAuth }) => creditCardAuth === undefined ? "" : `creditCardAuth=${creditCardAuth}`,
  answer: nothing,
  subject: () => ({}),
  lookup: () => ({ _tag: "ByRegKey" }),
  secrets: ({ regKey }) => [Redacted.value(regKey)],
  // The table's rows are about a read. Here, an authorisation that LINE Pay aborted may still hold money.
  resolve: ({ creditCardAuth }, category) =>
    creditCardAuth === true && (category === "Temporary" || category === "Internal")
      ? { outcome: "Unknown", retry: "AfterLookup" }
      : undefined
}
