/**
 * Mistakes of a caller that LINE Pay may well accept. The sandbox records them.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"

/**
 * The name of a mistake.
 *
 * - `ReusedNonce`: the nonce was used in an earlier request. The documentation
 *   asks for a fresh one per request. It does not say whether LINE Pay rejects a
 *   reused one, so the sandbox accepts the call.
 * - `MissingContentType`: `Content-Type: application/json` is documented as
 *   required on every request, with or without a body.
 * - `CheckedTooOften`: two status checks of a payment within one second. The
 *   documentation asks for at least one second between them.
 * - `RoundedTransactionId`: an unknown id is what `JSON.parse` makes of a real
 *   one, or differs from it in the last digits only.
 * - `NeedsContract`: a feature was used that the merchant's contract excludes.
 * - `ReadTimeoutBelowMinimum`: the client timed out before the documented
 *   minimum read timeout of the call, and so made the outcome unknown.
 * - `ConfirmedTooEarly`: confirm came before the customer had authenticated.
 * - `UnknownPath`: the path is not one of the ten calls of a served version.
 * - `NotAuthenticated`: the request was refused with 1104 or 1106. The message
 *   names the mistake in its headers or its signature, as far as it can be told.
 *
 * @since 0.1.0
 * @category models
 */
export type Rule =
  | "ReusedNonce"
  | "MissingContentType"
  | "CheckedTooOften"
  | "RoundedTransactionId"
  | "NeedsContract"
  | "ReadTimeoutBelowMinimum"
  | "ConfirmedTooEarly"
  | "UnknownPath"
  | "NotAuthenticated"

/**
 * One recorded mistake. It holds no secret: no regKey, no signature.
 *
 * @since 0.1.0
 * @category models
 */
export interface Finding {
  readonly rule: Rule
  /** Says what the sandbox saw, and what to do instead. */
  readonly message: string
  readonly operation: Operation | undefined
  readonly transactionId: string | undefined
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number
}

/**
 * The number of findings that are kept. The oldest are dropped.
 *
 * @since 0.1.0
 * @category limits
 */
export const maximumFindings = 1_000
