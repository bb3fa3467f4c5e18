/**
 * The record of one intent to move money, as an `AttemptLog` keeps it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { TransactionId } from "./TransactionId.ts"
import { Verdict } from "./Verdict.ts"

/**
 * The calls that settlement guards.
 *
 * @since 0.1.0
 * @category models
 */
export const SettledOperation = Schema.Literal(
  "confirmPayment",
  "capturePayment",
  "voidPayment",
  "refundPayment",
  "payPreapproved"
)

/**
 * @since 0.1.0
 * @category models
 */
export type SettledOperation = typeof SettledOperation.Type

/**
 * One sending of the request. It is recorded before the request leaves, so
 * that a process that dies leaves a trace.
 *
 * @since 0.1.0
 * @category models
 */
export const Send = Schema.Struct({
  /** Milliseconds since 1970. */
  at: Schema.Number,
  /**
   * Until when LINE Pay may still apply it, in milliseconds since 1970: the
   * read timeout and a margin later. Absence proves nothing before.
   */
  quietUntil: Schema.Number,
  /**
   * What it was answered: a result code, or why there is no readable answer;
   * `Completed` where nothing was sent, because LINE Pay said beforehand that
   * it is done. Absent while nobody knows.
   */
  answered: Schema.optionalWith(Schema.String, { exact: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Send extends Schema.Schema.Type<typeof Send> {}

/**
 * What details showed before the first sending, to tell what came after.
 *
 * @since 0.1.0
 * @category models
 */
export const Snapshot = Schema.Struct({
  /** The refunds that were there: id and amount above 0, in major units. An id may stand twice. */
  refunds: Schema.Array(Schema.Struct({ id: TransactionId, amount: Schema.Number })),
  /** What was paid and not refunded, in major units; absent when details did not say. */
  remaining: Schema.optionalWith(Schema.Number, { exact: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Snapshot extends Schema.Schema.Type<typeof Snapshot> {}

/**
 * One intent: what was asked, when it was sent, and what is known of it. It
 * holds no secret and no regKey.
 *
 * A log that keeps records as text reads them with this schema. It also decodes
 * what another version has written, with a reason that this one does not know.
 *
 * @since 0.1.0
 * @category models
 */
export const Attempt = Schema.Struct({
  /** The operation and the id that identifies the intent. */
  key: Schema.String,
  /** Only one open attempt may have the same group: one refund of a payment at a time. */
  group: Schema.optionalWith(Schema.String, { exact: true }),
  operation: SettledOperation,
  /** What was asked, as JSON with sorted names. A key cannot be used for anything else. It holds no secret. */
  fingerprint: Schema.String,
  transactionId: Schema.optionalWith(TransactionId, { exact: true }),
  orderId: Schema.optionalWith(Schema.String, { exact: true }),
  /** The refunds of the payment are to reach this total, in major units: a convergent refund. */
  refundUpTo: Schema.optionalWith(Schema.Number, { exact: true }),
  /** In major units; absent for a void, and for a refund of all that is left. */
  amount: Schema.optionalWith(Schema.Number, { exact: true }),
  currency: Schema.optionalWith(Currency, { exact: true }),
  /** Whether a pre-approved payment captures at once. */
  capture: Schema.optionalWith(Schema.Boolean, { exact: true }),
  snapshot: Schema.optionalWith(Snapshot, { exact: true }),
  /** Milliseconds since 1970. */
  openedAt: Schema.Number,
  /** Every sending, oldest first; empty until the first is about to leave. */
  sends: Schema.Array(Send),
  /** How often the sweeper has looked. */
  sweeps: Schema.Number,
  /** What is known; absent while the attempt is open. */
  verdict: Schema.optionalWith(Verdict, { exact: true }),
  /** When a human has to look, because the sweeper has given up. */
  needsHuman: Schema.optionalWith(Schema.Boolean, { exact: true }),
  /** Counts the changes of this record. */
  version: Schema.Number
}).annotations({ identifier: "Attempt" })

/**
 * @since 0.1.0
 * @category models
 */
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

/**
 * Whether nothing is known of the attempt yet.
 *
 * @since 0.1.0
 * @category guards
 */
export const isOpen = (attempt: Attempt): boolean => attempt.verdict === undefined
