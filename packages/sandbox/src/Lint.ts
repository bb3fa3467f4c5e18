/**
 * What a caller does wrong although LINE Pay may well answer: the sandbox
 * makes a note of it.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"

/**
 * - `ReusedNonce`: the nonce was used in an earlier request. Documented as
 *   fresh per request; whether LINE Pay refuses it is not, so the call goes on.
 * - `MissingContentType`: `Content-Type: application/json` is documented as
 *   required on every request, with or without a body.
 * - `CheckedTooOften`: two status checks of a payment within one second; the
 *   documentation asks for at least that.
 * - `RoundedTransactionId`: an unknown id is what `JSON.parse` makes of a real
 *   one, or differs from it in the last digits only.
 * - `NeedsContract`: a feature was used that the merchant's contract excludes.
 * - `ReadTimeoutBelowMinimum`: the client gave up before the documented
 *   minimum read timeout of the call, and so made an unknown outcome.
 * - `ConfirmedTooEarly`: confirm came before the customer had authenticated.
 * - `UnknownPath`: the path is not one of the ten calls of a served version.
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

/**
 * One note. Holds no secret: no regKey, no signature.
 *
 * @since 0.1.0
 * @category models
 */
export interface Finding {
  readonly rule: Rule
  /** What was seen, and what to do instead. */
  readonly message: string
  readonly operation: Operation | undefined
  readonly transactionId: string | undefined
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly at: number
}

/**
 * How many findings are kept: the newest ones.
 *
 * @since 0.1.0
 * @category limits
 */
export const maximumFindings = 1_000
