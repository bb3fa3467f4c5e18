/**
 * Settles refunds.
 *
 * @since 0.1.0
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Attempt, AttemptIntent } from "../Attempt.ts"
import type { AttemptLogError } from "../AttemptLog.ts"
import { amount } from "../internal/request/fields.ts"
import {
  answered,
  applied,
  type Choices,
  type Decide,
  type Decision,
  evidenceOf as evidencesOf,
  isQuiet,
  lookAgain,
  mayRepeatSoon,
  mismatch,
  notApplied,
  ownPayment,
  refundEvidence,
  sendAgain,
  type Settle
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import type { Environment } from "../internal/settlement/environment.ts"
import { asked, conclusive, fingerprint } from "../internal/settlement/intent.ts"
import { lookBefore, type PrepareError } from "../internal/settlement/look.ts"
import * as Payments from "../internal/settlement/payments.ts"
import * as Refunds from "../internal/settlement/refunds.ts"
import type { Prepared, Sending } from "../internal/settlement/rules.ts"
import type { RefundEntry } from "../operations/getPaymentDetails.ts"
import { RefundPaymentRequest, type RefundPaymentSuccess } from "../operations/refundPayment.ts"
import { RefundInFlight } from "../RefundInFlight.ts"
import { RefundsNotShown } from "../RefundsNotShown.ts"
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
export type RefundSettlementError =
  | Conclusive<"refundPayment", Doubtful>
  | PrepareError
  | RefundInFlight
  | RefundsNotShown
  | Unsettled

// "More than what is left", although enough was left. The refund itself may have made it so.
type Doubtful = "1164"

/** @internal */
export const doubtful: ReadonlyArray<Doubtful> = ["1164"]

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
  const own = ownPayment(attempt, observation)
  if (own === undefined) return lookAgain
  const payment = Payments.withoutReleased(own, attempt.snapshot?.released)
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
  if (candidates.length > 1) {
    return mismatch(
      "SameAmountRefundedByOthers",
      {
        entries: candidates.map(Payments.asEntry),
        asked: amount,
        shown: Payments.totalOf(candidates.map(Payments.refundAmount))
      },
      claimsOf(candidates)
    )
  }
  if (candidate !== undefined) return appliedBy(candidate, payment)
  const remaining = Payments.remaining(payment)
  if (!isQuiet(attempt, at) || isUnreadable(remaining)) return lookAgain
  // A replica that lags may show fewer refunds than before.
  if (!Payments.showsAll(payment, attempt.snapshot)) return lookAgain
  // If our clock is minutes off, an entry that the dates rule out may still be ours.
  if (remaining !== undefined && sameAmount.length === 0 && Payments.less(remaining, amount)) {
    return lacking(remaining, amount)
  }
  return mayRepeatPartial(attempt, at, choices) ? sendAgain : lookAgain
}

/** Opt-in, once, and only where LINE Pay's note says to retry, because LINE Pay does not deduplicate partial refunds. */
const mayRepeatPartial = (attempt: Attempt, now: number, { resendPartialRefund }: Choices): boolean =>
  resendPartialRefund === "AfterQuietTime" && attempt.sends.length === 1 && mayRepeatSoon(attempt, now)

const appliedBy = (entry: RefundEntry, payment: Payments.Payment): Decision =>
  applied(payment, "NewRefundEntry", {
    refundTransactionId: entry.refundTransactionId,
    entries: [Payments.asEntry(entry)],
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
    const together = { entries: entries.map(Payments.asEntry) }
    return others.length === 0 && before !== undefined && Payments.equal(before, Payments.refundAmount(ours))
      ? appliedBy(ours, payment)
      : applied(payment, "RefundedInParts", together, claimsOf(entries))
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
  if (missing <= 0) {
    const entries = newRefunds(attempt, payment, taken)
    return applied(payment, "RefundedUpTo", { entries: entries.map(Payments.asEntry) }, claimsOf(entries))
  }
  const remaining = Payments.remaining(payment)
  // Details that list two refunds under one id do not say how much has been refunded.
  const isCertain = payment.listed.length === payment.refunds.length && Payments.showsAll(payment, attempt.snapshot)
  if (isUnreadable(remaining) || !isCertain) return lookAgain
  // If the lost refund and this one exceed what is left, LINE Pay rejects the second of them.
  const guarded = attempt.sends.length < 2 && remaining !== undefined && attempt.amount !== undefined &&
    Payments.less(remaining, Payments.totalOf([attempt.amount, missing]))
  return isQuiet(attempt, now) && (guarded || mayRepeatPartial(attempt, now, choices))
    ? { _tag: "SendAgain", amount: missing }
    : lookAgain
}

/** @internal */
export const make = (environment: Environment) => {
  const { clock, delivery, linePay, log, merchant, refundsShownWithin } = environment

  const sending = (request: RefundPaymentRequest, attempt: Attempt): Sending<RefundPaymentSuccess> => ({
    send: linePay.refundPayment(request),
    applied: ({ refundTransactionDate, refundTransactionId }) => {
      // The answer names no payment and no amount. One with the id of a refund that was there before is an old one.
      if (attempt.snapshot?.refunds.some(({ id }) => id === refundTransactionId) === true) return undefined
      return answered({
        transactionId: request.transactionId,
        refunded: refundedThen(attempt),
        refundTransactionId,
        entries: [{ id: refundTransactionId, amount: amountOf(attempt) }],
        ...(typeof refundTransactionDate === "string" ? { date: refundTransactionDate } : {})
      }, [refundEvidence(refundTransactionId, amountOf(attempt))])
    }
  })

  const driver = Driver.make<
    RefundPaymentSuccess,
    Conclusive<"refundPayment", Doubtful>,
    PrepareError,
    RefundInFlight | RefundsNotShown
  >(
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
    conclusive<"refundPayment", Doubtful>(doubtful)
  )

  /** The rest that a partial capture released, if the log knows the capture, and details list the rest as a refund. */
  const releasedOf = (
    payment: Payments.Payment,
    attempts: ReadonlyArray<Attempt>
  ): Effect.Effect<RefundEntry | undefined, AttemptLogError> => {
    const { listed, paid, transactionId } = payment
    if (typeof paid !== "number" || listed.length === 0) return Effect.succeed(undefined)
    // A refund of the same amount is no rest, if the log knows it.
    const taken = new Set(attempts.flatMap(evidencesOf))
    const find = (amount: number) =>
      listed.find((entry) => Payments.equal(Payments.refundAmount(entry), amount) && !taken.has(evidenceOf(entry)))
    return Effect.map(log.get(`capturePayment ${transactionId}`), ({ own }) => {
      const captured = Option.getOrUndefined(own)
      if (captured?.verdict?._tag !== "Applied" || captured.amount === undefined) return undefined
      const rest = Payments.minus(paid, captured.amount)
      return rest <= 0 ? undefined : find(rest)
    })
  }

  /** A refund that details have not shown for an hour is a human's, once. It blocks nothing. */
  const alarm = (overdue: ReadonlyArray<Refunds.KnownRefund>) =>
    Effect.forEach(
      overdue.filter(({ attempt }) => attempt.alarm === undefined),
      ({ attempt }) =>
        Effect.flatMap(clock.atMost, (at) =>
          Effect.ignoreLogged(log.append({
            attempt,
            events: [{ _tag: "Alarm", at, because: "RefundsNotShown" }],
            tell: delivery.isWanted
          }))),
      { discard: true }
    )

  /**
   * Records the refunds before ours, so that we can recognise a new one. The snapshot counts only if it shows every
   * refund that the log knows may have been made.
   */
  const prepare = (
    { key }: AttemptIntent,
    transactionId: TransactionId,
    /** `undefined` if what has been refunded is not certain enough. */
    then: (payment: Payments.Payment, refunded: Refunds.Refunded) => Prepared | undefined
  ) =>
  (own: Attempt | undefined, group: ReadonlyArray<Attempt>): Effect.Effect<
    Prepared<RefundsNotShown>,
    PrepareError | AttemptLogError
  > =>
    Effect.gen(function*() {
      const now = yield* clock.atLeast
      const payments = yield* lookBefore(linePay, { transactionIds: [transactionId] })
      const shown = payments.find((payment) => payment.transactionId === transactionId)
      if (shown === undefined) return notApplied("PaymentNotFound")
      const rest = yield* releasedOf(shown, own === undefined ? group : [own, ...group])
      const released = rest === undefined ? undefined : Payments.asEntry(rest)
      const payment = Payments.withoutReleased(shown, released)
      const all = Refunds.known(own === undefined ? group : [own, ...group]).map((refund) => ({
        ...refund,
        at: clock.seen(`${refund.attempt.key} ${refund.at}`, refund.at, now)
      }))
      const refunded = Refunds.account(payment, all, now, Duration.toMillis(refundsShownWithin))
      yield* alarm(refunded.overdue)
      const late = own?.refundUpTo === undefined ? ofEarlierRounds(own, payment, group) : []
      if (late.length > 0) return mismatch("HandContradicted", { entries: late.map(Payments.asEntry) }, claimsOf(late))
      const prepared = refunded.notShown.length > 0 ? undefined : then(payment, refunded)
      if (prepared !== undefined) {
        return prepared._tag === "Ready" && released !== undefined
          ? { ...prepared, snapshot: { ...prepared.snapshot ?? Payments.snapshotOf(payment), released } }
          : prepared
      }
      return {
        _tag: "NotShown",
        error: new RefundsNotShown({
          key,
          notShown: refunded.notShown.map(({ attempt }) => attempt.key),
          shown: payment.listed.map(Payments.asEntry),
          low: refunded.low,
          high: refunded.high
        })
      }
    })

  const askedRefund = (transactionId: TransactionId, refundId: string): AttemptIntent => ({
    ...asked(merchant, "refundPayment", transactionId, refundId),
    // If the answers to two refunds of one payment were lost, nothing could tell them apart.
    group: `refundPayment ${transactionId}`,
    transactionId
  })

  return {
    driver,
    settle: ({ refundId, ...request }: RefundIntent) => {
      const { currency, refundAmount, transactionId } = request
      const asked: AttemptIntent = {
        ...askedRefund(transactionId, refundId),
        fingerprint: fingerprint({ refundAmount, currency }),
        ...(refundAmount === "full" ? {} : { amount: refundAmount })
      }
      return driver.settle({
        asked,
        prepare: prepare(
          asked,
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
      const asked: AttemptIntent = {
        ...askedRefund(transactionId, refundId),
        fingerprint: fingerprint({ total, currency }),
        refundUpTo: total
      }
      return driver.settle({
        asked,
        prepare: prepare(asked, transactionId, (payment, { high, low }) => {
          if (!Payments.less(low, total)) return applied(payment, "RefundedUpTo")
          if (!Payments.equal(low, high)) return undefined
          const missing = Payments.minus(total, high)
          return lacks(payment, missing) ??
            { _tag: "Ready", snapshot: Payments.snapshotOf(payment), amount: missing }
        }),
        sending: (attempt) => sending({ ...rest, refundAmount: attempt.amount ?? total }, attempt)
      })
    }
  }
}

/**
 * The refunds that an earlier round may have made, although a human said that it made none. A total accounts for them,
 * and a single refund would be made twice.
 */
const ofEarlierRounds = (
  own: Attempt | undefined,
  payment: Payments.Payment,
  group: ReadonlyArray<Attempt>
): ReadonlyArray<RefundEntry> => {
  const taken = new Set(group.flatMap(evidencesOf))
  return payment.refunds.filter((entry) =>
    !taken.has(evidenceOf(entry)) &&
    own?.earlier.some(({ amount, sends }) =>
      (amount === undefined || Payments.equal(amount, Payments.refundAmount(entry))) &&
      Payments.datedWithin(
        getOrUndefined(entry.refundTransactionDate),
        Math.min(...sends.map(({ at }) => at)) - fiveMinutes,
        Math.max(...sends.map(({ quietUntil }) => quietUntil)) + fiveMinutes
      )
    )
  )
}

/** The reason why the amount cannot be refunded, as far as details say. */
const lacks = (payment: Payments.Payment, amount: number): Settle | undefined => {
  const remaining = getOrUndefined(Payments.remaining(payment))
  if (remaining === undefined || (remaining > 0 && !Payments.less(remaining, amount))) return undefined
  return lacking(remaining, amount)
}

const lacking = (left: number, asked: number) =>
  left > 0 ? notApplied("LessLeft", { asked, left }) : notApplied("NothingLeft")

/** The amount of a refund; for a full refund, as far as it is known. */
const amountOf = ({ amount, snapshot }: Attempt): number => amount ?? snapshot?.remaining ?? 0

/** The refunded total after this refund: its target, or the total before plus its amount. */
const refundedThen = (attempt: Attempt): number =>
  attempt.refundUpTo ??
    Payments.totalOf([...(attempt.snapshot?.refunds.map(({ amount }) => amount) ?? []), amountOf(attempt)])
