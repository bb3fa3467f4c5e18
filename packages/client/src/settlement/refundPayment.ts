/**
 * Settles refunds.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Attempt } from "../Attempt.ts"
import { amount } from "../internal/request/fields.ts"
import {
  answered,
  applied,
  type Choices,
  type Decide,
  type Decision,
  isQuiet,
  lookAgain,
  mayRepeatSoon,
  mismatch,
  notApplied,
  ownPayment,
  refundEvidence,
  sendAgain
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import { conclusive, fingerprint, unsent } from "../internal/settlement/intent.ts"
import { lookBefore, type PrepareError } from "../internal/settlement/look.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared, Sending } from "../internal/settlement/plan.ts"
import type { RefundEntry } from "../operations/getPaymentDetails.ts"
import { RefundPaymentRequest, type RefundPaymentSuccess } from "../operations/refundPayment.ts"
import { RefundInFlight } from "../RefundInFlight.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import { getOrUndefined, isUnreadable } from "../Stated.ts"
import type { TransactionId } from "../TransactionId.ts"

/**
 * Describes a refund to settle, with your own id for it. Two refunds of 30 may
 * be one refund and its retry, or two refunds. Only the `refundId` tells which.
 *
 * @since 0.1.0
 * @category requests
 */
export const RefundIntent = Schema.Struct({
  ...RefundPaymentRequest.fields,
  /** Unique per refund of the payment; 1 to 100 characters. */
  refundId: Schema.String.pipe(
    Schema.filter((id) => id.length >= 1 && id.length <= 100, {
      description: "your own id of this refund, 1 to 100 characters"
    })
  )
}).annotations({ identifier: "RefundIntent" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface RefundIntent extends Schema.Schema.Type<typeof RefundIntent> {}

/**
 * Describes a convergent refund: a total for all refunds of the payment, by
 * anybody.
 *
 * @since 0.1.0
 * @category requests
 */
export const RefundUpToIntent = Schema.Struct({
  transactionId: RefundIntent.fields.transactionId,
  refundId: RefundIntent.fields.refundId,
  /** In major units, above 0. */
  total: amount.pipe(Schema.positive({ description: "a number above 0" })),
  currency: RefundIntent.fields.currency,
  device: RefundIntent.fields.device
}).annotations({ identifier: "RefundUpToIntent" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface RefundUpToIntent extends Schema.Schema.Type<typeof RefundUpToIntent> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type RefundSettlementError = Conclusive<"refundPayment"> | PrepareError | RefundInFlight | Unsettled

const fiveMinutes = 300_000

/**
 * Decides the outcome of a refund. LINE Pay stores no id of ours with a refund,
 * so we recognise it as a new entry of the same amount at the right time. It
 * may be a colleague's refund of that amount in the same minutes, while ours
 * never arrived; `evidence` says so.
 *
 * @internal
 */
const decideRefund: Decide = (attempt, observation, choices, taken) => {
  const payment = ownPayment(attempt, observation)
  if (payment === undefined) return lookAgain
  if (attempt.refundUpTo !== undefined) {
    return decideUpTo(attempt, attempt.refundUpTo, payment, observation.at, choices, taken)
  }
  return attempt.amount === undefined
    ? decideFull(attempt, payment, observation.at, taken)
    : decidePartial(attempt, attempt.amount, payment, observation.at, choices, taken)
}

const decidePartial = (
  attempt: Attempt,
  amount: number,
  payment: Payments.Payment,
  at: number,
  choices: Choices,
  taken: ReadonlySet<string>
): Decision => {
  const first = attempt.sends[0]?.at ?? attempt.openedAt
  const last = Math.max(first, ...attempt.sends.map(({ quietUntil }) => quietUntil))
  const isSame = (refunded: number) => Payments.equal(refunded, amount)
  const before = attempt.snapshot?.refunds.filter((refund) => isSame(refund.amount)).length ?? 0
  const now = payment.refunds.filter((entry) => isSame(Payments.refundAmount(entry))).length
  // Details may show a refund under another's id, so it is new only if there are more of its amount than before.
  const sameAmount = now > before
    ? newRefunds(attempt, payment, taken).filter((entry) => isSame(Payments.refundAmount(entry)))
    : []
  const candidates = sameAmount.filter((entry) =>
    Payments.datedWithin(getOrUndefined(entry.refundTransactionDate), first - fiveMinutes, last + fiveMinutes)
  )
  const [candidate] = candidates
  // Claim all of them. Evidence of other attempts drops out, and nothing tells which of the rest is ours.
  if (candidates.length > 1) return mismatch("SameAmountRefundedByOthers", claimsOf(candidates))
  if (candidate !== undefined) return appliedBy(candidate, payment)
  const remaining = Payments.remaining(payment)
  if (!isQuiet(attempt, at) || isUnreadable(remaining)) return lookAgain
  // If our clock is minutes off, an entry that the dates rule out may still be ours.
  if (remaining === 0 && sameAmount.length === 0) return notApplied("NothingLeft")
  return mayRepeatPartial(attempt, at, choices) ? sendAgain : lookAgain
}

/** Opt-in, once, and only where LINE Pay's note says to retry, because LINE Pay does not deduplicate partial refunds. */
const mayRepeatPartial = (attempt: Attempt, now: number, { resendPartialRefund }: Choices): boolean =>
  resendPartialRefund === "AfterQuietTime" && attempt.sends.length === 1 && mayRepeatSoon(attempt, now)

const appliedBy = (entry: RefundEntry, payment: Payments.Payment): Decision =>
  applied(payment, "NewRefundEntry", {
    refundTransactionId: entry.refundTransactionId,
    ...(typeof entry.refundTransactionDate === "string" ? { date: entry.refundTransactionDate } : {})
  }, claimsOf([entry]))

/** The refunds since the snapshot, without those that prove other attempts. */
const newRefunds = (
  attempt: Attempt,
  payment: Payments.Payment,
  taken: ReadonlySet<string>
): ReadonlyArray<RefundEntry> =>
  Payments.refundsSince(payment, attempt.snapshot).filter((entry) => !taken.has(evidenceOf(entry)))

const evidenceOf = (entry: RefundEntry): string =>
  refundEvidence(entry.refundTransactionId, Payments.refundAmount(entry))

const claimsOf = (entries: ReadonlyArray<RefundEntry>): ReadonlyArray<string> => entries.map(evidenceOf)

const decideFull = (
  attempt: Attempt,
  payment: Payments.Payment,
  now: number,
  taken: ReadonlySet<string>
): Decision => {
  const since = Payments.refundsSince(payment, attempt.snapshot)
  const before = attempt.snapshot?.remaining
  const shown = Payments.remaining(payment)
  if (isUnreadable(shown)) return lookAgain
  const remaining = shown ??
    (before === undefined ? undefined : Payments.minus(before, Payments.totalOf(since.map(Payments.refundAmount))))
  if (remaining === 0) {
    const entries = newRefunds(attempt, payment, taken)
    const [ours, ...others] = entries
    if (ours === undefined) return applied(payment, "RefundedByOthers")
    return others.length === 0 && before !== undefined && Payments.equal(before, Payments.refundAmount(ours))
      ? appliedBy(ours, payment)
      : applied(payment, "RefundedInParts", {}, claimsOf(entries))
  }
  // A full refund is idempotent: at worst LINE Pay answers the second with 1165.
  return (isQuiet(attempt, now) || mayRepeatSoon(attempt, now)) && attempt.sends.length < 2 ? sendAgain : lookAgain
}

const decideUpTo = (
  attempt: Attempt,
  total: number,
  payment: Payments.Payment,
  now: number,
  choices: Choices,
  taken: ReadonlySet<string>
): Decision => {
  const missing = Payments.minus(total, Payments.refunded(payment))
  if (missing <= 0) return applied(payment, "RefundedUpTo", {}, claimsOf(newRefunds(attempt, payment, taken)))
  const remaining = Payments.remaining(payment)
  if (isUnreadable(remaining)) return lookAgain
  // If the lost refund and this one exceed what is left, LINE Pay rejects the second of them.
  const guarded = attempt.sends.length < 2 && remaining !== undefined && attempt.amount !== undefined &&
    Payments.less(remaining, Payments.totalOf([attempt.amount, missing]))
  return isQuiet(attempt, now) && (guarded || mayRepeatPartial(attempt, now, choices))
    ? { _tag: "SendAgain", amount: missing }
    : lookAgain
}

/** @internal */
export const make = (environment: Driver.Environment) => {
  const { linePay } = environment

  const sending = (request: RefundPaymentRequest, attempt: Attempt): Sending<RefundPaymentSuccess> => ({
    send: linePay.refundPayment(request),
    applied: ({ refundTransactionDate, refundTransactionId }) => {
      // The answer names no payment and no amount. One with the id of a refund that was there before is an old one.
      if (attempt.snapshot?.refunds.some(({ id }) => id === refundTransactionId) === true) return undefined
      return answered({
        transactionId: request.transactionId,
        refunded: refundedThen(attempt),
        refundTransactionId,
        ...(typeof refundTransactionDate === "string" ? { date: refundTransactionDate } : {})
      }, [refundEvidence(refundTransactionId, amountOf(attempt))])
    }
  })

  const driver = Driver.make<RefundPaymentSuccess, Conclusive<"refundPayment">, PrepareError, RefundInFlight>(
    environment,
    "refundPayment",
    {
      decide: decideRefund,
      lookBy: "Transaction",
      looksAfter: () => false,
      inFlight: ({ key }, open) => new RefundInFlight({ key, openKey: open.key }),
      resend: (attempt) =>
        attempt.transactionId === undefined
          ? undefined
          : sending({ transactionId: attempt.transactionId, refundAmount: attempt.amount ?? "full" }, attempt)
    },
    conclusive<"refundPayment">([])
  )

  /** Records the refunds before ours, so that we can recognise a new one. */
  const prepare = (
    transactionId: TransactionId,
    then: (payment: Payments.Payment) => Prepared
  ): Effect.Effect<Prepared, PrepareError> =>
    Effect.map(lookBefore(linePay, { transactionIds: [transactionId] }), (payments) => {
      const own = payments.find((payment) => payment.transactionId === transactionId)
      return own === undefined ? notApplied("PaymentNotFound") : then(own)
    })

  const unsentRefund = (transactionId: TransactionId, refundId: string): Attempt => ({
    ...unsent("refundPayment", transactionId, refundId),
    // If the answers to two refunds of one payment were lost, nothing could tell them apart.
    group: `refundPayment ${transactionId}`,
    transactionId
  })

  return {
    sweep: driver.sweep,
    settle: ({ refundId, ...request }: RefundIntent) => {
      const { currency, refundAmount, transactionId } = request
      return driver.settle({
        attempt: {
          ...unsentRefund(transactionId, refundId),
          fingerprint: fingerprint({ refundAmount, currency }),
          ...(refundAmount === "full" ? {} : { amount: refundAmount })
        },
        prepare: prepare(
          transactionId,
          (payment) =>
            lacks(payment, refundAmount === "full" ? 0 : refundAmount) ??
              { _tag: "Ready", snapshot: Payments.snapshotOf(payment) }
        ),
        sending: (attempt) => sending(request, attempt)
      })
    },
    settleUpTo: ({ refundId, total, ...rest }: RefundUpToIntent) => {
      const { currency, transactionId } = rest
      return driver.settle({
        attempt: {
          ...unsentRefund(transactionId, refundId),
          fingerprint: fingerprint({ total, currency }),
          refundUpTo: total
        },
        prepare: prepare(transactionId, (payment) => {
          const missing = Payments.minus(total, Payments.refunded(payment))
          if (missing <= 0) return applied(payment, "RefundedUpTo")
          return lacks(payment, missing) ??
            { _tag: "Ready", snapshot: Payments.snapshotOf(payment), amount: missing }
        }),
        sending: (attempt) => sending({ ...rest, refundAmount: attempt.amount ?? total }, attempt)
      })
    }
  }
}

/** The reason why the amount cannot be refunded, as far as details say. */
const lacks = (payment: Payments.Payment, amount: number): Prepared | undefined => {
  const remaining = getOrUndefined(Payments.remaining(payment))
  if (remaining === undefined || (remaining > 0 && !Payments.less(remaining, amount))) return undefined
  return notApplied(remaining > 0 ? "LessLeft" : "NothingLeft")
}

/** The amount of a refund; for a full refund, as far as it is known. */
const amountOf = ({ amount, snapshot }: Attempt): number => amount ?? snapshot?.remaining ?? 0

/** The refunded total after this refund: its target, or the total before plus its amount. */
const refundedThen = (attempt: Attempt): number =>
  attempt.refundUpTo ??
    Payments.totalOf([...(attempt.snapshot?.refunds.map(({ amount }) => amount) ?? []), amountOf(attempt)])
