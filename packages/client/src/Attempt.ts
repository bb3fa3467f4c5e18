/**
 * Records one intent to move money, as an `AttemptLog` keeps it.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Currency } from "./Currency.ts"
import { TransactionId } from "./TransactionId.ts"
import { RefundEntry, Verdict } from "./Verdict.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

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
 * Describes what was asked: the part of a record that does not change while the
 * intent is open. It holds no secret and no regKey.
 *
 * @since 0.1.0
 * @category models
 */
export const AttemptIntent = Schema.Struct({
  /**
   * The operation and the ids that identify the intent. A key by order id
   * begins with the merchant. A transaction id is unique over all merchants.
   */
  key: Schema.String,
  /** At most one attempt of a group may be open. A payment's refunds share a group. */
  group: optional(Schema.String),
  /** The merchant's name, as `LinePayConfig.merchant` says it. */
  merchant: Schema.String,
  operation: SettledOperation,
  /** The request as JSON with sorted names and without secrets. A key cannot be reused for another request. */
  fingerprint: Schema.String,
  transactionId: optional(TransactionId),
  orderId: optional(Schema.String),
  /** The total that a convergent refund brings the payment's refunds to, in major units. */
  refundUpTo: optional(Schema.Number),
  /** In major units; absent for a void, and for a refund of all that is left. */
  amount: optional(Schema.Number),
  currency: optional(Currency),
  /** Whether a pre-approved payment captures at once. */
  capture: optional(Schema.Boolean)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface AttemptIntent extends Schema.Schema.Type<typeof AttemptIntent> {}

/**
 * Records one sending of the request. Settlement writes it before the request
 * leaves, so a process that crashes leaves a trace.
 *
 * @since 0.1.0
 * @category models
 */
export const Send = Schema.Struct({
  /** The nonce that the request is signed with. LINE Pay's support asks for it. */
  id: Schema.String,
  /** When the mark was written, in milliseconds since 1970, by the log's clock. */
  at: Schema.Number,
  /**
   * Until when LINE Pay may still apply the request, in milliseconds since
   * 1970. Before this time, the absence of a payment proves nothing.
   */
  quietUntil: Schema.Number,
  /**
   * LINE Pay's result code, or why there is no readable answer. `Completed`
   * means that nothing was sent, because LINE Pay said beforehand that the
   * payment is done. Absent until the outcome of this request is known.
   */
  answered: optional(Schema.String)
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
  refunds: Schema.Array(RefundEntry),
  /** The amount paid and not refunded, in major units; absent when details did not say. */
  remaining: optional(Schema.Number),
  /** The rest that a partial capture released, if details list it as a refund. It is none. */
  released: optional(RefundEntry)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Snapshot extends Schema.Schema.Type<typeof Snapshot> {}

/**
 * Names a human's decision. The library cannot know who the operator is; the
 * application must.
 *
 * @since 0.1.0
 * @category models
 */
export const Hand = Schema.Struct({
  /** The operator's id in your system: 1 to 200 characters. */
  by: Schema.String.pipe(Schema.minLength(1), Schema.maxLength(200)),
  /** The reason: at most 500 characters. */
  why: Schema.String.pipe(Schema.maxLength(500))
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Hand extends Schema.Schema.Type<typeof Hand> {}

/**
 * Says why an attempt needs a human.
 *
 * - `NoEvidence`: LINE Pay shows no trace of the request a day after it was sent.
 * - `CouldNotLook`: no look could be read for a day.
 * - `Undelivered`: the shop has not taken the verdict for a day.
 * - `Contradicted`: LINE Pay shows something other than what a human decided.
 * - `RefundsNotShown`: details have not shown a refund for an hour that the log knows as applied.
 *
 * @since 0.1.0
 * @category models
 */
export const AlarmReason = Schema.Literal(
  "NoEvidence",
  "CouldNotLook",
  "Undelivered",
  "Contradicted",
  "RefundsNotShown"
)

/**
 * @since 0.1.0
 * @category models
 */
export type AlarmReason = typeof AlarmReason.Type

/**
 * Records an earlier round of an attempt that was reopened, unless a rule
 * proved that it moved no money.
 *
 * @since 0.1.0
 * @category models
 */
export const Round = Schema.Struct({
  amount: optional(Schema.Number),
  sends: Schema.Array(Send),
  verdict: optional(Verdict)
})

/**
 * @since 0.1.0
 * @category models
 */
export interface Round extends Schema.Schema.Type<typeof Round> {}

/** The form of the records that this version writes. It reads this one and the one before. */
const form = 2

/**
 * Records one intent to move money: the request, when it was sent, and its
 * verdict. It is the fold of the attempt's events, which the log keeps beside
 * it. It holds no secret and no regKey.
 *
 * A log that keeps records as text reads them with `StoredAttempt`.
 *
 * @since 0.1.0
 * @category models
 */
export const Attempt = Schema.Struct({
  /** The form of the record: 2. */
  form: Schema.Literal(form),
  ...AttemptIntent.fields,
  snapshot: optional(Snapshot),
  /** Milliseconds since 1970, by the log's clock, as all times of the record. */
  openedAt: Schema.Number,
  /** How many times it was reopened. */
  round: Schema.Number,
  /** Every sending of this round, oldest first. */
  sends: Schema.Array(Send),
  /** The earlier rounds that may have moved money, oldest first. */
  earlier: Schema.Array(Round),
  /** How many looks of the sweeper's schedule are over. A look without a readable answer is none, until a human must look. */
  looks: Schema.Number,
  /** The result of the last look, in a few words. */
  saw: optional(Schema.String),
  /** The verdict; absent while the attempt is open. */
  verdict: optional(Verdict),
  /** When it was closed; absent while the attempt is open. */
  closedAt: optional(Schema.Number),
  /** The human who closed it; absent when a rule did. */
  hand: optional(Hand),
  /** Why a human must look; absent when nobody must. */
  alarm: optional(AlarmReason),
  /** Counts the events, except for looks. The shop keeps it, and writes nothing older over something newer. */
  version: Schema.Number,
  /** Counts all events. The log compares it when it writes. */
  revision: Schema.Number
}).annotations({ identifier: "Attempt" })

/**
 * @since 0.1.0
 * @category models
 */
export interface Attempt extends Schema.Schema.Type<typeof Attempt> {}

/**
 * Names a record that this version cannot read: a newer one wrote it, or it
 * belongs to no merchant yet. Nothing is sent for its key.
 *
 * @since 0.1.0
 * @category models
 */
export interface Unreadable {
  readonly key: string
  /** Why, in words that hold no secret. */
  readonly reason: string
}

/**
 * Checks whether the attempt has no verdict yet.
 *
 * @since 0.1.0
 * @category guards
 */
export const isOpen = (attempt: Attempt): boolean => attempt.verdict === undefined

/**
 * How an attempt stands, for the shop. An attempt that is in progress has no
 * standing yet.
 *
 * @since 0.1.0
 * @category models
 */
export type Standing = "Applied" | "NotApplied" | "Mismatch" | "NeedsHuman"

/**
 * Returns how the attempt stands; `undefined` while it is in progress.
 *
 * @since 0.1.0
 * @category getters
 */
export const standing = ({ alarm, verdict }: Attempt): Standing | undefined =>
  verdict?._tag ?? (alarm === undefined ? undefined : "NeedsHuman")

const minute = 60_000

/** When the sweeper looks, in milliseconds after the last request. After these, a human must look. */
const firstLooks = [5 * minute, 30 * minute, 120 * minute, 1_440 * minute]

/**
 * When the last request of this round was marked; when it was opened, if there
 * is none.
 *
 * @internal
 */
export const lastActAt = ({ openedAt, sends }: Attempt): number => Math.max(openedAt, ...sends.map(({ at }) => at))

/**
 * Returns when the sweeper looks next, in milliseconds since 1970: 5 minutes,
 * 30 minutes, 2 hours and 24 hours after the last request, then once a day for
 * 30 days. Returns `undefined` for an attempt at which it no longer looks.
 *
 * @since 0.1.0
 * @category getters
 */
export const dueAt = (attempt: Attempt): number | undefined => {
  if (!isOpen(attempt)) return undefined
  const { looks } = attempt
  const since = lastActAt(attempt)
  const first = firstLooks[looks]
  if (first !== undefined) return since + first
  const day = looks - firstLooks.length + 2
  return day > 31 ? undefined : since + day * 1_440 * minute
}

/**
 * How many looks of the schedule are over after a look at some time. After the
 * first day, the sweeper makes up for no look that it has missed.
 *
 * @internal
 */
export const looksAfter = (attempt: Attempt, at: number): number => {
  const days = Math.floor((at - lastActAt(attempt)) / (1_440 * minute))
  return Math.max(attempt.looks + 1, days < 1 ? 0 : firstLooks.length - 1 + days)
}

/**
 * Whether the sweeper's schedule before a human is needed is over.
 *
 * @internal
 */
export const isLastLook = (looks: number): boolean => looks + 1 >= firstLooks.length
