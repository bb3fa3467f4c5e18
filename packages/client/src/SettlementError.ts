/**
 * Groups the errors of settlement, with a refinement, the next step and a schema.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { SettledOperation } from "./Attempt.ts"
import { AttemptLogError } from "./AttemptLog.ts"
import type { Refined } from "./internal/error/refinement.ts"
import type { InvalidRequest } from "./InvalidRequest.ts"
import { KeyTaken } from "./KeyTaken.ts"
import type { LinePayError } from "./LinePayError.ts"
import { NotApplied } from "./NotApplied.ts"
import type { OutcomeUnknown } from "./OutcomeUnknown.ts"
import { RefundInFlight } from "./RefundInFlight.ts"
import { RefundsNotShown } from "./RefundsNotShown.ts"
import type { ByTag } from "./ResultCodeErrors.ts"
import { SettlementMismatch } from "./SettlementMismatch.ts"
import type { TransportError } from "./TransportError.ts"
import { isRejectionCode, type NotAppliedReason, type RejectionCode } from "./Verdict.ts"

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
 * Says what a program does after an error.
 *
 * - `AskAgain`: call again with the same intent, later. It cannot charge twice.
 * - `Human`: somebody must look. Calling again changes nothing until then.
 * - `Ended`: this intent moved no money, and calling again does not help. The
 *   error says why, and what to do instead.
 *
 * @since 0.1.0
 * @category next steps
 */
export type NextStep = "AskAgain" | "Human" | "Ended"

/**
 * Returns the next step after an error of a `Settlement` call. A workflow or a
 * queue needs no more than this to retry, to page somebody, or to go on.
 *
 * The answer is about `Settlement`. After an error of a bare `LinePay` call,
 * `AskAgain` means that the same call of `Settlement` finds out.
 *
 * Put a limit on the time of `AskAgain`. A broken network, log or proxy also
 * needs a human at some point.
 *
 * @example
 * ```ts
 * import { NotApplied, OutcomeUnknown, SettlementError, TransactionId } from "effect-line-pay"
 *
 * const transactionId = TransactionId.make("2023042201206549310")
 *
 * const lost = new OutcomeUnknown({
 *   operation: "refundPayment",
 *   reason: "Unsettled",
 *   lookup: { _tag: "ByTransaction", transactionId },
 *   money: "MayHaveMoved"
 * })
 * const refused = new NotApplied({ operation: "refundPayment", key: "refundPayment 1 a", because: "NothingLeft" })
 *
 * assert.strictEqual(SettlementError.nextStep(lost), "AskAgain")
 * assert.strictEqual(SettlementError.nextStep(refused), "Ended")
 * ```
 *
 * @since 0.1.0
 * @category next steps
 */
export const nextStep = (error: SettlementError | LinePayError): NextStep => {
  switch (error._tag) {
    case "AttemptLogError":
    case "OutcomeUnknown":
    case "RefundInFlight":
    case "ResponseError":
      return "AskAgain"
    case "SettlementMismatch":
    case "KeyTaken":
      return "Human"
    case "InvalidRequest":
      return "Ended"
    case "RefundsNotShown":
      // Details that repeat an id do not catch up.
      return error.notShown.length > 0 ? "AskAgain" : "Human"
    case "TransportError":
      return afterReason[error.reason]
    case "UnexpectedResultCode":
      // A new code would come again. After a write, `Settlement` looks up what it means.
      return error.outcome === "Unknown" ? "AskAgain" : "Human"
    case "NotApplied": {
      const { because, operation } = error
      if (!isRejectionCode(because)) return afterReason[because]
      const code = ResultCode.find(because)
      if (code === undefined) return "Human"
      return afterRejection(ResultCode.row(code).category, ResultCode.meaning(code, operation)?.retry)
    }
    default:
      return error.outcome === "NotApplied" ? afterRejection(error.category, error.retry) : "AskAgain"
  }
}

const afterReason: { readonly [R in Exclude<NotAppliedReason, RejectionCode>]: NextStep } = {
  WaitingForCustomer: "AskAgain",
  CanceledOrExpired: "Ended",
  Failed: "Ended",
  OrderPaidByOther: "Ended",
  OrderIdReused: "Ended",
  Captured: "Ended",
  Voided: "Ended",
  Expired: "Ended",
  // LINE Pay still holds the customer's money, and somebody must decide to void it.
  AuthorizationStands: "Human",
  NothingLeft: "Ended",
  LessLeft: "Ended",
  PaymentNotFound: "Ended",
  NeverSent: "AskAgain",
  NotPrepared: "AskAgain",
  Connect: "AskAgain",
  Dns: "AskAgain",
  Tls: "AskAgain",
  // Neither waiting nor the network changes the URL or a header.
  Request: "Human",
  Signer: "AskAgain",
  Timeout: "AskAgain",
  Disconnected: "AskAgain",
  InvalidRequest: "Ended",
  // A human has looked already. Another one would find the same decision.
  ClosedByHand: "Ended",
  Unrecognised: "Human"
}

/** A rejection that proves that nothing was applied. */
const afterRejection = (category: ResultCode.Category, retry: ResultCode.Retry | undefined): NextStep => {
  // A limit of the merchant holds until somebody raises it or pays in.
  if (category === "Limit") return retry === "Later" ? "Human" : "Ended"
  return afterCategory[category]
}

const afterCategory: { readonly [C in Exclude<ResultCode.Category, "Limit">]: NextStep } = {
  // The customer has to act, and a new intent may follow.
  Customer: "Ended",
  Card: "Ended",
  Expired: "Ended",
  InvalidRequest: "Ended",
  NotFound: "Ended",
  State: "Ended",
  Duplicate: "Ended",
  Configuration: "Human",
  Temporary: "AskAgain",
  Internal: "AskAgain",
  // No error has it.
  Status: "Human"
}

/**
 * Encodes and decodes every error of settlement, for RPC, HttpApi and
 * workflows. Together with `LinePayError.schema` it covers every error of a
 * call of `Settlement`. `SettlementSchema` has the exact errors of each call.
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
