/**
 * The errors of settlement.
 *
 * @since 0.1.0
 */
import type * as ResultCode from "line-pay-protocol/ResultCode"
import type { SettledOperation } from "./Attempt.ts"
import type { AttemptLogError } from "./AttemptLog.ts"
import type { InvalidRequest } from "./InvalidRequest.ts"
import type { NotApplied } from "./NotApplied.ts"
import type { OutcomeUnknown } from "./OutcomeUnknown.ts"
import type { ByTag } from "./ResultCodeErrors.ts"
import type { SettlementMismatch } from "./SettlementMismatch.ts"
import type { TransportError } from "./TransportError.ts"

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
 * What settlement itself ends in: proved not done, something else is there, no
 * evidence within the schedule, or the log could not be used.
 *
 * @since 0.1.0
 * @category models
 */
export type Unsettled = NotApplied | SettlementMismatch | OutcomeUnknown | AttemptLogError
