/**
 * The verdicts of settlement, as the `AttemptLog` keeps them, and the reasons
 * for them. A caller gets `Verdict.Applied` as a success, `Verdict.NotApplied`
 * as the error `NotApplied`, and `Verdict.Mismatch` as the error
 * `SettlementMismatch`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as ResultCode from "line-pay-protocol/ResultCode"
import { TransactionId } from "./TransactionId.ts"
import * as TransportError from "./TransportError.ts"

// A reason is a closed union in the types of this version, so that the compiler can tell whether a `switch` over it is
// complete. A record is open: a newer version may have written it, or somebody with SQL. The schemas of the verdicts
// decode a text that this version does not know as `Unrecognised`, a member like the others, and keep the text in
// `recordedAs`. Encoding writes the text back, so a version that rewrites a record loses nothing of it. With
// `string & {}` as a member instead, no `switch` over a verdict could be complete.

// -----------------------------------------------------------------------------
// Reasons
// -----------------------------------------------------------------------------

/**
 * What proves that it was done.
 *
 * - `Answer`: LINE Pay answered the call with success.
 * - `Details:CAPTURE`: details show the payment as captured.
 * - `Details:AUTHORIZATION`: details show the payment as authorised and not captured.
 * - `Details:VOIDED_AUTHORIZATION`: details show the authorisation as voided.
 * - `Details:unstated`: details show the payment, and do not say whether it is captured.
 * - `Check:Completed`: as before, and the payment status is `Completed`.
 * - `Expiry`: the authorisation that was to be voided has expired.
 * - `NewRefundEntry`: details show one new refund of the amount. It could be somebody else's of the same amount.
 * - `RefundedInParts`: nothing is left of the payment; it was refunded in other parts than the one that was asked for.
 * - `RefundedByOthers`: nothing is left of the payment, and no new refund can be this one.
 * - `RefundedUpTo`: the refunds of the payment reach the total that was asked for, whoever made them.
 * - `LookedUpByHand`: a human looked in the merchant centre, and closed the attempt.
 * - `Unrecognised`: a text that this version does not know; `recordedAs` has it.
 *
 * @since 0.1.0
 * @category reasons
 */
export const Evidence = Schema.Literal(
  "Answer",
  "Details:CAPTURE",
  "Details:AUTHORIZATION",
  "Details:VOIDED_AUTHORIZATION",
  "Details:unstated",
  "Check:Completed",
  "Expiry",
  "NewRefundEntry",
  "RefundedInParts",
  "RefundedByOthers",
  "RefundedUpTo",
  "LookedUpByHand",
  "Unrecognised"
)

/**
 * @since 0.1.0
 * @category reasons
 */
export type Evidence = typeof Evidence.Type

// `190X` is the table's row, and `1900` to `1909` are the codes that LINE Pay answers.
const rejectionCodes = ResultCode.errorCodes.flatMap((code) =>
  code === "190X" ? Array.from({ length: 10 }, (_, digit) => `190${digit}` as const) : [code]
)

/**
 * The result code of a rejection: any of the table that is an error. What it
 * means stands in the table; `ResultCode.find` gives its row.
 *
 * @since 0.1.0
 * @category reasons
 */
export const RejectionCode = Schema.Literal(...rejectionCodes)

/**
 * @since 0.1.0
 * @category reasons
 */
export type RejectionCode = typeof RejectionCode.Type

/**
 * Tells the result codes among the reasons. A `switch` can list the others.
 *
 * @example
 * ```ts
 * import { Verdict } from "effect-line-pay"
 *
 * const why = (because: Verdict.NotAppliedReason): string =>
 *   Verdict.isRejectionCode(because) ? `LINE Pay answered ${because}` : because
 *
 * assert.strictEqual(why("1142"), "LINE Pay answered 1142")
 * assert.strictEqual(why("NeverSent"), "NeverSent")
 * ```
 *
 * @since 0.1.0
 * @category guards
 */
export const isRejectionCode: (u: unknown) => u is RejectionCode = Schema.is(RejectionCode)

const withoutCode = Schema.Literal(
  "WaitingForCustomer",
  "CanceledOrExpired",
  "Failed",
  "OrderPaidByOther",
  "OrderIdReused",
  "Captured",
  "Voided",
  "Expired",
  "AuthorizationStands",
  "NothingLeft",
  "LessLeft",
  "PaymentNotFound",
  "NeverSent",
  "NotPrepared",
  ...TransportError.Reason.literals,
  "InvalidRequest",
  "LookedUpByHand",
  "Unrecognised"
)

/**
 * What proves that it was not done.
 *
 * - `WaitingForCustomer`: the confirm came too early; the customer has not authenticated yet.
 * - `CanceledOrExpired`: the customer cancelled, or the payment request has expired. Final: make a new request.
 * - `Failed`: the payment request has failed. Final: make a new request.
 * - `OrderPaidByOther`: another payment of the order went through, `orderPaidBy`. Do not charge the customer again.
 * - `OrderIdReused`: the order id was charged before this intent, by `orderPaidBy`.
 * - `Captured`: the authorisation that was to be voided is captured. Refund it instead, if you want to.
 * - `Voided`: the authorisation that was to be captured is voided.
 * - `Expired`: the authorisation that was to be captured has expired.
 * - `AuthorizationStands`: the capture failed, and LINE Pay has not cancelled the authorisation. Void it.
 * - `NothingLeft`: nothing of the payment is left to refund.
 * - `LessLeft`: less of the payment is left than was to be refunded.
 * - `PaymentNotFound`: LINE Pay shows no such payment to refund.
 * - `NeverSent`: the process ended before the request left.
 * - `NotPrepared`: LINE Pay could not be asked before the request was to leave, so it was not sent.
 * - `Connect`, `Dns`, `Tls`, `Request`, `Signer`, `Timeout`, `Disconnected`: the `reason` of the `TransportError` of an
 *   earlier call. The request did not leave.
 * - `InvalidRequest`: an earlier call was refused before anything was sent.
 * - `LookedUpByHand`: a human looked in the merchant centre, and closed the attempt.
 * - `Unrecognised`: a text that this version does not know; `recordedAs` has it.
 * - A result code, such as `1142`: LINE Pay rejected an earlier call. See {@link RejectionCode}.
 *
 * @since 0.1.0
 * @category reasons
 */
export const NotAppliedReason = Schema.Union(withoutCode, RejectionCode)

/**
 * @since 0.1.0
 * @category reasons
 */
export type NotAppliedReason = typeof NotAppliedReason.Type

/**
 * What is there instead of what was asked.
 *
 * - `OtherAmount`: another amount was taken.
 * - `OtherCurrency`: it was taken in another currency.
 * - `OtherOrder`: the transaction belongs to another order.
 * - `OtherPayStatus`: it is held where it should be taken, or the other way round.
 * - `OrderPaidByOtherAmount`: another payment of the same order went through, with another amount or currency.
 * - `Released`: it went through, and has been voided or has expired since: it holds nothing. Do not ship.
 * - `TwoRecords`: LINE Pay shows two payments where one was asked for.
 * - `DatedBefore`: a charge under the order id is dated up to a day before it was sent. It is ours if our clock was
 *   wrong; else the order id was used before.
 * - `SameAmountRefundedByOthers`: there are more new refunds of the amount than were asked for, probably by hand in the
 *   merchant centre.
 * - `EvidenceTaken`: what would prove it proves another attempt already.
 * - `OtherAnswer`: LINE Pay answered the call with success, and the answer was about another order, amount or refund.
 *   Details do not show what was asked either.
 * - `Unrecognised`: a text that this version does not know; `recordedAs` has it.
 *
 * @since 0.1.0
 * @category reasons
 */
export const MismatchReason = Schema.Literal(
  "OtherAmount",
  "OtherCurrency",
  "OtherOrder",
  "OtherPayStatus",
  "OrderPaidByOtherAmount",
  "Released",
  "TwoRecords",
  "DatedBefore",
  "SameAmountRefundedByOthers",
  "EvidenceTaken",
  "OtherAnswer",
  "Unrecognised"
)

/**
 * @since 0.1.0
 * @category reasons
 */
export type MismatchReason = typeof MismatchReason.Type

/** The text in the record, where this version does not know it. */
const recordedAs = Schema.optionalWith(Schema.String, { exact: true })

const isEvidence = Schema.is(Evidence)
const isNotAppliedReason = Schema.is(NotAppliedReason)
const isMismatchReason = Schema.is(MismatchReason)

/** What a record holds of a reason: the text that was read, or the reason itself. */
const textOf = (reason: string, recordedAs: string | undefined): string =>
  reason === "Unrecognised" ? recordedAs ?? reason : reason

// -----------------------------------------------------------------------------
// Verdicts
// -----------------------------------------------------------------------------

const applied = {
  /** `Answer`: LINE Pay answered the call. `Details`: found out by asking. */
  settledBy: Schema.Literal("Answer", "Details"),
  transactionId: TransactionId,
  orderId: Schema.optionalWith(Schema.String, { exact: true }),
  /** `CAPTURE`, `AUTHORIZATION`, `VOIDED_AUTHORIZATION` …; absent when details did not say. */
  payStatus: Schema.optionalWith(Schema.String, { exact: true }),
  /** What has been refunded of the payment, in major units. A confirm that was refunded meanwhile must not ship. */
  refunded: Schema.Number,
  /** The refund's own id, for a refund. */
  refundTransactionId: Schema.optionalWith(TransactionId, { exact: true }),
  /** ISO 8601, as LINE Pay said it. */
  date: Schema.optionalWith(Schema.String, { exact: true })
}

/**
 * Proved done as asked.
 *
 * @since 0.1.0
 * @category models
 */
export const Applied = Schema.transform(
  Schema.TaggedStruct("Applied", { ...applied, evidence: Schema.String }),
  Schema.typeSchema(Schema.TaggedStruct("Applied", {
    ...applied,
    /** What proves it. */
    evidence: Evidence,
    /** The text in the record, where `evidence` is `Unrecognised`. */
    recordedAs
  })),
  {
    strict: true,
    decode: ({ evidence, ...verdict }) =>
      isEvidence(evidence)
        ? { ...verdict, evidence }
        : { ...verdict, evidence: "Unrecognised" as const, recordedAs: evidence },
    encode: ({ evidence, recordedAs, ...verdict }) => ({ ...verdict, evidence: textOf(evidence, recordedAs) })
  }
)

/**
 * @since 0.1.0
 * @category models
 */
export interface Applied extends Schema.Schema.Type<typeof Applied> {}

const notApplied = {
  /** The other transaction that paid the same order. */
  orderPaidBy: Schema.optionalWith(TransactionId, { exact: true })
}

/**
 * Proved not done. The same intent may be tried again under the same key.
 *
 * @since 0.1.0
 * @category models
 */
export const NotApplied = Schema.transform(
  Schema.TaggedStruct("NotApplied", { ...notApplied, because: Schema.String }),
  Schema.typeSchema(Schema.TaggedStruct("NotApplied", {
    ...notApplied,
    /** What proves it. */
    because: NotAppliedReason,
    /** The text in the record, where `because` is `Unrecognised`. */
    recordedAs
  })),
  {
    strict: true,
    decode: ({ because, ...verdict }) =>
      isNotAppliedReason(because)
        ? { ...verdict, because }
        : { ...verdict, because: "Unrecognised" as const, recordedAs: because },
    encode: ({ because, recordedAs, ...verdict }) => ({ ...verdict, because: textOf(because, recordedAs) })
  }
)

/**
 * @since 0.1.0
 * @category models
 */
export interface NotApplied extends Schema.Schema.Type<typeof NotApplied> {}

/**
 * Something is there, but not what was asked. Nothing is sent again; a human
 * looks.
 *
 * @since 0.1.0
 * @category models
 */
export const Mismatch = Schema.transform(
  Schema.TaggedStruct("Mismatch", { because: Schema.String }),
  Schema.typeSchema(Schema.TaggedStruct("Mismatch", {
    /** What is there instead. */
    because: MismatchReason,
    /** The text in the record, where `because` is `Unrecognised`. */
    recordedAs
  })),
  {
    strict: true,
    decode: ({ because, ...verdict }) =>
      isMismatchReason(because)
        ? { ...verdict, because }
        : { ...verdict, because: "Unrecognised" as const, recordedAs: because },
    encode: ({ because, recordedAs, ...verdict }) => ({ ...verdict, because: textOf(because, recordedAs) })
  }
)

/**
 * @since 0.1.0
 * @category models
 */
export interface Mismatch extends Schema.Schema.Type<typeof Mismatch> {}

/**
 * @since 0.1.0
 * @category models
 */
export const Verdict = Schema.Union(Applied, NotApplied, Mismatch)

/**
 * @since 0.1.0
 * @category models
 */
export type Verdict = typeof Verdict.Type
