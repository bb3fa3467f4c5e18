/**
 * Describes the verdicts of settlement, as the `AttemptLog` keeps them, and the
 * reasons for them. A caller gets `Verdict.Applied` as a success,
 * `Verdict.NotApplied` as the error `NotApplied`, and `Verdict.Mismatch` as the
 * error `SettlementMismatch`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import * as ResultCode from "line-pay-protocol/ResultCode"
import { TransactionId } from "./TransactionId.ts"
import * as TransportError from "./TransportError.ts"

// A reason is a closed union in the types, so the compiler can tell whether a `switch` over it is complete. With
// `string & {}` as a member, no `switch` could be. A record is open, because a newer version or somebody with SQL may
// have written it. The schemas therefore decode an unknown text as `Unrecognised` and keep it in `recordedAs`. Encoding
// writes the text back, so a version that rewrites a record loses nothing.

// -----------------------------------------------------------------------------
// Reasons
// -----------------------------------------------------------------------------

/**
 * Names the proof that the request was applied.
 *
 * - `Answer`: LINE Pay answered the call with success.
 * - `Details:CAPTURE`: details show the payment as captured.
 * - `Details:AUTHORIZATION`: details show the payment as authorised and not captured.
 * - `Details:VOIDED_AUTHORIZATION`: details show the authorisation as voided.
 * - `Details:unstated`: details show the payment, and do not say whether it is captured.
 * - `Check:Completed`: as before, and the payment status is `Completed`.
 * - `Expiry`: the authorisation to void has expired.
 * - `NewRefundEntry`: details show one new refund of the amount. It could be somebody else's of the same amount.
 * - `RefundedInParts`: nothing is left of the payment; it was refunded in other parts than the requested one.
 * - `RefundedByOthers`: nothing is left of the payment, and no new refund can be this one.
 * - `RefundedUpTo`: the refunds of the payment, by anybody, reach the requested total.
 * - `ClosedByHand`: a human looked in the merchant centre, and closed the attempt.
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
  "ClosedByHand",
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
 * Lists the result codes of rejections: every error of the table.
 * `ResultCode.find` returns the row of a code.
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
 * Checks whether a reason is a result code. A `switch` can list the others.
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
  "ClosedByHand",
  "Unrecognised"
)

/**
 * Names the proof that the request was not applied.
 *
 * - `WaitingForCustomer`: the confirm came too early; the customer has not authenticated yet.
 * - `CanceledOrExpired`: the customer cancelled, or the payment request has expired. It is final; make a new request.
 * - `Failed`: the payment request has failed. It is final; make a new request.
 * - `OrderPaidByOther`: another payment of the order went through, `orderPaidBy`. Do not charge the customer again.
 * - `OrderIdReused`: the order id was charged before this intent, by `orderPaidBy`.
 * - `Captured`: the authorisation to void is captured. Refund it instead, if you want to.
 * - `Voided`: the authorisation to capture is voided.
 * - `Expired`: the authorisation to capture has expired.
 * - `AuthorizationStands`: the capture failed, and LINE Pay has not cancelled the authorisation. Void it.
 * - `NothingLeft`: nothing of the payment is left to refund.
 * - `LessLeft`: less of the payment is left than the refund asks for.
 * - `PaymentNotFound`: LINE Pay shows no such payment to refund.
 * - `NeverSent`: the process ended before the request left.
 * - `NotPrepared`: the look before the request failed, so the request was not sent.
 * - `Connect`, `Dns`, `Tls`, `Request`, `Signer`, `Timeout`, `Disconnected`: the `reason` of the `TransportError` of an
 *   earlier call. The request did not leave.
 * - `InvalidRequest`: the client rejected an earlier call before anything was sent.
 * - `ClosedByHand`: a human looked in the merchant centre, and closed the attempt. Calling again sends nothing; only
 *   `Settlement.reopen` frees the key.
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
 * Names what LINE Pay shows instead of what was requested.
 *
 * - `OtherAmount`: another amount was taken.
 * - `OtherCurrency`: it was taken in another currency.
 * - `OtherOrder`: the transaction belongs to another order.
 * - `OtherPayStatus`: the money is held where it should be taken, or the other way round.
 * - `OrderPaidByOtherAmount`: another payment of the same order went through, with another amount or currency.
 * - `Released`: it went through, but has been voided or has expired since, so it holds no money. Do not ship.
 * - `TwoRecords`: LINE Pay shows two payments where one was requested.
 * - `DatedBefore`: a charge under the order id is dated up to a day before it was sent. It is ours if our clock was
 *   wrong; else the order id was used before.
 * - `SameAmountRefundedByOthers`: there are more new refunds of the amount than were requested, probably by hand in the
 *   merchant centre.
 * - `EvidenceTaken`: the evidence already proves another attempt.
 * - `HandContradicted`: LINE Pay shows something other than what a human decided. The key sends nothing until a human
 *   corrects the decision.
 * - `ClosedByHand`: a human looked in the merchant centre, and found something other than what was requested.
 * - `OtherAnswer`: LINE Pay answered the call with success, and the answer was about another order, amount or refund.
 *   Details do not show what was requested either.
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
  "HandContradicted",
  "ClosedByHand",
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

/** The text of a reason in a record: the one that was read, or the reason itself. */
const textOf = (reason: string, recordedAs: string | undefined): string =>
  reason === "Unrecognised" ? recordedAs ?? reason : reason

// -----------------------------------------------------------------------------
// Verdicts
// -----------------------------------------------------------------------------

/**
 * Describes an amount in a record or an error: 0 or more, in major units.
 *
 * @since 0.1.0
 * @category models
 */
export const Amount = Schema.Number.pipe(Schema.finite(), Schema.nonNegative())

/**
 * Names one refund in details.
 *
 * @since 0.1.0
 * @category models
 */
export const RefundEntry = Schema.Struct({
  id: TransactionId,
  /** Above 0, in major units. */
  amount: Amount
})

/**
 * @since 0.1.0
 * @category models
 */
export interface RefundEntry extends Schema.Schema.Type<typeof RefundEntry> {}

/** The refunds in details that a verdict rests on. */
const entries = Schema.optionalWith(Schema.Array(RefundEntry), { exact: true })

const applied = {
  /** `Answer` if LINE Pay answered the call, `Details` if settlement looked it up. */
  settledBy: Schema.Literal("Answer", "Details"),
  transactionId: TransactionId,
  orderId: Schema.optionalWith(Schema.String, { exact: true }),
  /** `CAPTURE`, `AUTHORIZATION`, `VOIDED_AUTHORIZATION` …; absent when details did not say. */
  payStatus: Schema.optionalWith(Schema.String, { exact: true }),
  /** The refunded amount of the payment, in major units. Do not ship a payment that was refunded meanwhile. */
  refunded: Schema.Number,
  /** The refund's own id, for a refund. */
  refundTransactionId: Schema.optionalWith(TransactionId, { exact: true }),
  /** The refunds in details that prove it, for a refund. */
  entries,
  /** ISO 8601, as LINE Pay said it. */
  date: Schema.optionalWith(Schema.String, { exact: true })
}

/**
 * Says that LINE Pay provably applied the request.
 *
 * @since 0.1.0
 * @category models
 */
export const Applied = Schema.transform(
  Schema.TaggedStruct("Applied", { ...applied, evidence: Schema.String }),
  Schema.typeSchema(Schema.TaggedStruct("Applied", {
    ...applied,
    /** The proof. */
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
  /** The amount that was asked for and the amount that was left, in major units, for `LessLeft`. */
  asked: Schema.optionalWith(Amount, { exact: true }),
  left: Schema.optionalWith(Amount, { exact: true }),
  /** The other transaction that paid the same order. */
  orderPaidBy: Schema.optionalWith(TransactionId, { exact: true })
}

/**
 * Says that LINE Pay provably did not apply the request.
 *
 * @since 0.1.0
 * @category models
 */
export const NotApplied = Schema.transform(
  Schema.TaggedStruct("NotApplied", { ...notApplied, because: Schema.String }),
  Schema.typeSchema(Schema.TaggedStruct("NotApplied", {
    ...notApplied,
    /** The proof. */
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

const mismatch = {
  /** The refunds in details that it rests on, for a refund. */
  entries,
  /** The amount that was asked for and the amount that LINE Pay shows, in major units, where they differ. */
  asked: Schema.optionalWith(Amount, { exact: true }),
  shown: Schema.optionalWith(Amount, { exact: true })
}

/**
 * Says that LINE Pay shows something other than what was requested. Settlement
 * does not retry; a human must look.
 *
 * @since 0.1.0
 * @category models
 */
export const Mismatch = Schema.transform(
  Schema.TaggedStruct("Mismatch", { ...mismatch, because: Schema.String }),
  Schema.typeSchema(Schema.TaggedStruct("Mismatch", {
    ...mismatch,
    /** The difference. */
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
