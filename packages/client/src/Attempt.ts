/**
 * Records one intent to move money, as an `AttemptLog` keeps it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { TransactionId } from "./TransactionId.ts"
import { Verdict } from "./Verdict.ts"

/**
 * Lists the calls that settlement guards.
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
 * Records one sending of the request. Settlement writes it before the request
 * leaves, so a process that crashes leaves a trace.
 *
 * @since 0.1.0
 * @category models
 */
export const Send = Schema.Struct({
  /** Milliseconds since 1970. */
  at: Schema.Number,
  /**
   * Until when LINE Pay may still apply the request, in milliseconds since
   * 1970. It is the read timeout plus a margin after `at`. Before this time,
   * the absence of a payment proves nothing.
   */
  quietUntil: Schema.Number,
  /**
   * LINE Pay's result code, or why there is no readable answer. `Completed`
   * means that nothing was sent, because LINE Pay said beforehand that the
   * payment is done. Absent until the outcome of this request is known.
   */
  answered: Schema.optionalWith(Schema.String, { exact: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Send extends Schema.Schema.Type<typeof Send> {}

/**
 * Records what details showed before the first request, so that settlement
 * can tell what is new.
 *
 * @since 0.1.0
 * @category models
 */
export const Snapshot = Schema.Struct({
  /** The refunds that existed, with an amount above 0 in major units. An id may appear twice. */
  refunds: Schema.Array(Schema.Struct({ id: TransactionId, amount: Schema.Number })),
  /** The amount paid and not refunded, in major units; absent when details did not say. */
  remaining: Schema.optionalWith(Schema.Number, { exact: true })
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Snapshot extends Schema.Schema.Type<typeof Snapshot> {}

/**
 * Records one intent to move money: the request, when it was sent, and its
 * verdict. It holds no secret and no regKey.
 *
 * A log that keeps records as text reads them with this schema. The schema also
 * decodes records of other versions, with reasons that this version does not
 * know.
 *
 * @since 0.1.0
 * @category models
 */
export const Attempt = Schema.Struct({
  /** The operation and the id that identifies the intent. */
  key: Schema.String,
  /** At most one attempt of a group may be open. A payment's refunds share a group. */
  group: Schema.optionalWith(Schema.String, { exact: true }),
  operation: SettledOperation,
  /** The request as JSON with sorted names and without secrets. A key cannot be reused for another request. */
  fingerprint: Schema.String,
  transactionId: Schema.optionalWith(TransactionId, { exact: true }),
  orderId: Schema.optionalWith(Schema.String, { exact: true }),
  /** The total that a convergent refund brings the payment's refunds to, in major units. */
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
  /** How many times the sweeper has looked. */
  sweeps: Schema.Number,
  /** The verdict; absent while the attempt is open. */
  verdict: Schema.optionalWith(Verdict, { exact: true }),
  /** `true` when the sweeper has given up and a human must look. */
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
 * Checks whether the attempt has no verdict yet.
 *
 * @since 0.1.0
 * @category guards
 */
export const isOpen = (attempt: Attempt): boolean => attempt.verdict === undefined
