/**
 * The verdicts of settlement, as the `AttemptLog` keeps them. A caller gets
 * `Verdict.Applied` as a success, `Verdict.NotApplied` as the error
 * `NotApplied`, and `Verdict.Mismatch` as the error `SettlementMismatch`.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { TransactionId } from "./TransactionId.ts"

/**
 * Proved done as asked.
 *
 * @since 0.1.0
 * @category models
 */
export const Applied = Schema.TaggedStruct("Applied", {
  /** `Answer`: LINE Pay answered the call. `Details`: found out by asking. */
  settledBy: Schema.Literal("Answer", "Details"),
  /** What proves it: a rule's name. */
  evidence: Schema.String,
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
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Applied extends Schema.Schema.Type<typeof Applied> {}

/**
 * Proved not done. The same intent may be tried again under the same key.
 *
 * @since 0.1.0
 * @category models
 */
export const NotApplied = Schema.TaggedStruct("NotApplied", {
  /** The rule that proves it, or the result code of the rejection. */
  because: Schema.String,
  /** The other transaction that paid the same order. */
  orderPaidBy: Schema.optionalWith(TransactionId, { exact: true })
})

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
export const Mismatch = Schema.TaggedStruct("Mismatch", {
  because: Schema.String
})

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
