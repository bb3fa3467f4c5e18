/**
 * The errors of settlement, and what can be asked of one.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import type * as ResultCode from "line-pay-protocol/ResultCode"
import type { SettledOperation } from "./Attempt.ts"
import { AttemptLogError } from "./AttemptLog.ts"
import type { Refined } from "./internal/refinement.ts"
import type { InvalidRequest } from "./InvalidRequest.ts"
import { NotApplied } from "./NotApplied.ts"
import type { OutcomeUnknown } from "./OutcomeUnknown.ts"
import { RefundInFlight } from "./RefundInFlight.ts"
import type { ByTag } from "./ResultCodeErrors.ts"
import { SettlementMismatch } from "./SettlementMismatch.ts"
import type { TransportError } from "./TransportError.ts"

/**
 * Any error that only settlement ends in. All else that a call of `Settlement`
 * can fail with is a `LinePayError`, `OutcomeUnknown` too: the two unions have
 * no member in common.
 *
 * @since 0.1.0
 * @category models
 */
export type SettlementError = NotApplied | SettlementMismatch | RefundInFlight | AttemptLogError

/**
 * The errors of a call that close an intent by themselves: nothing was sent,
 * or the table says "not applied". What the table calls unknown or already
 * applied is looked into instead, and so are the doubtful codes. A code that
 * only the Offline API documents is unknown here: once looks show nothing, it
 * is the `because` of a `NotApplied`.
 *
 * @since 0.1.0
 * @category models
 */
export type Conclusive<O extends SettledOperation, Doubtful = never> =
  | Exclude<ByTag[ResultCode.TagOfOutcome<O, "NotApplied">], { readonly code: Doubtful }>
  | TransportError
  | InvalidRequest

/**
 * What every call of settlement can end in: proved not done, something else is
 * there, no evidence within the schedule, or the log could not be used.
 *
 * @since 0.1.0
 * @category models
 */
export type Unsettled = NotApplied | SettlementMismatch | OutcomeUnknown | AttemptLogError

/**
 * Refines an error to those that only settlement ends in. `Effect.catchIf` then
 * takes them out of the error channel and leaves the `LinePayError`s. Takes a
 * value of any type, `unknown` too.
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
 * Every error of settlement as a Schema, for RPC, HttpApi and workflows. With
 * `LinePayError.schema` it covers what a call of `Settlement` can fail with.
 *
 * @example
 * ```ts
 * import { Schema } from "effect"
 * import { AttemptLogError, LinePayError, SettlementError } from "effect-line-pay"
 *
 * const ConfirmFailure = Schema.Union(LinePayError.schema, SettlementError.schema)
 *
 * const error = new AttemptLogError({ verb: "open", reason: "SQLITE_BUSY" })
 * const again = Schema.decodeSync(ConfirmFailure)(Schema.encodeSync(ConfirmFailure)(error))
 * assert.deepStrictEqual(again, error)
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const schema = Schema.Union(NotApplied, SettlementMismatch, RefundInFlight, AttemptLogError)
