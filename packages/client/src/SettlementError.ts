/**
 * Groups the errors of settlement, with a refinement and a schema.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type * as ResultCode from "line-pay-protocol/ResultCode"
import type { SettledOperation } from "./Attempt.ts"
import { AttemptLogError } from "./AttemptLog.ts"
import type { Refined } from "./internal/error/refinement.ts"
import type { InvalidRequest } from "./InvalidRequest.ts"
import { KeyTaken } from "./KeyTaken.ts"
import { NotApplied } from "./NotApplied.ts"
import type { OutcomeUnknown } from "./OutcomeUnknown.ts"
import { RefundInFlight } from "./RefundInFlight.ts"
import { RefundsNotShown } from "./RefundsNotShown.ts"
import type { ByTag } from "./ResultCodeErrors.ts"
import { SettlementMismatch } from "./SettlementMismatch.ts"
import type { TransportError } from "./TransportError.ts"

/**
 * Lists every error that only settlement fails with. All other errors of a call
 * of `Settlement`, including `OutcomeUnknown`, are `LinePayError`s. The two
 * unions have no member in common.
 *
 * @since 0.1.0
 * @category models
 */
export type SettlementError =
  | NotApplied
  | SettlementMismatch
  | KeyTaken
  | RefundInFlight
  | RefundsNotShown
  | AttemptLogError

/**
 * Lists the errors of a call that close an intent at once. Either nothing was
 * sent, or the table says "not applied".
 *
 * Settlement looks up the payment after an answer that the table calls unknown
 * or already applied, and after the doubtful codes. It treats a code that only
 * the Offline API documents as unknown. Once looks show nothing, that code is
 * the `because` of a `NotApplied`.
 *
 * @since 0.1.0
 * @category models
 */
export type Conclusive<O extends SettledOperation, Doubtful = never> =
  | Exclude<ByTag[ResultCode.TagOfOutcome<O, "NotApplied">], { readonly code: Doubtful }>
  | TransportError
  | InvalidRequest

/**
 * Lists the errors that every call of settlement can fail with:
 *
 * - `NotApplied`: it was provably not applied,
 * - `SettlementMismatch`: LINE Pay shows something else,
 * - `OutcomeUnknown`: there was no evidence within the schedule,
 * - `KeyTaken`: the key belongs to another request or merchant, and this call sent nothing,
 * - `AttemptLogError`: the log failed.
 *
 * @since 0.1.0
 * @category models
 */
export type Unsettled = NotApplied | SettlementMismatch | OutcomeUnknown | KeyTaken | AttemptLogError

/**
 * Refines an error to those that only settlement fails with. `Effect.catchIf`
 * then takes them out of the error channel and leaves the `LinePayError`s. It
 * takes a value of any type, including `unknown`.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePayError, NotApplied, OutcomeUnknown, SettlementError } from "effect-line-pay"
 *
 * const confirm: Effect.Effect<string, NotApplied | OutcomeUnknown> = Effect.fail(
 *   new NotApplied({ operation: "confirmPayment", key: "confirmPayment 1", because: "Failed" })
 * )
 *
 * const handled: Effect.Effect<string, OutcomeUnknown> = confirm.pipe(
 *   Effect.catchIf(SettlementError.isSettlementError, (error) => Effect.succeed(error._tag))
 * )
 *
 * assert.strictEqual(Effect.runSync(handled), "NotApplied")
 * assert.strictEqual(LinePayError.isLinePayError(Effect.runSync(Effect.flip(confirm))), false)
 * ```
 *
 * @since 0.1.0
 * @category refinements
 */
export const isSettlementError = <E>(error: E): error is Refined<E, SettlementError> =>
  schema.members.some((member) => error instanceof member)

/**
 * Encodes and decodes every error of settlement, for RPC, HttpApi and
 * workflows. Together with `LinePayError.schema` it covers every error of a
 * call of `Settlement`.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { AttemptLogError, LinePayError, SettlementError } from "effect-line-pay"
 *
 * const ConfirmFailure = Schema.Union(LinePayError.schema, SettlementError.schema)
 *
 * const error = new AttemptLogError({ verb: "append", reason: "SQLITE_BUSY" })
 * const again = Schema.decodeSync(ConfirmFailure)(Schema.encodeSync(ConfirmFailure)(error))
 * assert.deepStrictEqual(again, error)
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const schema = Schema.Union(
  NotApplied,
  SettlementMismatch,
  KeyTaken,
  RefundInFlight,
  RefundsNotShown,
  AttemptLogError
)
