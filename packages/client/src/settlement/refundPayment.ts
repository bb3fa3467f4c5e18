/**
 * Settles refunds.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Attempt } from "../Attempt.ts"
import { amount } from "../internal/fields.ts"
import {
  applied,
  type Choices,
  type Decide,
  Decision,
  isQuiet,
  lookAgain,
  mismatch,
  notApplied,
  ownPayment,
  sendAgain
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import { conclusive, fingerprint, unsent } from "../internal/settlement/intent.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared, Sending } from "../internal/settlement/plan.ts"
import type { GetPaymentDetailsError, PaymentDetails } from "../operations/getPaymentDetails.ts"
import { RefundPaymentRequest, type RefundPaymentSuccess } from "../operations/refundPayment.ts"
import { RefundInFlight } from "../RefundInFlight.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import type { TransactionId } from "../TransactionId.ts"

/**
 * What settling a refund needs: the refund, and the merchant's own id of it. A
 * refund of 30 twice is one intent retried or two intents, and only the
 * `refundId` says which.
 *
 * @since 0.1.0
 * @category requests
 */
export const RefundIntent = Schema.Struct({
  ...RefundPaymentRequest.fields,
  /** Unique per refund of the payment; 1 to 100 characters. */
  refundId: Schema.String.pipe(
    Schema.filter((id) => id.length >= 1 && id.length <= 100, {
      description: "the merchant's own id of this refund, 1 to 100 characters"
    })
  )
}).annotations({ identifier: "RefundIntent" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface RefundIntent extends Schema.Schema.Type<typeof RefundIntent> {}

/**
 * A refund that converges: the total that the refunds of the payment are to
 * reach, whoever made them.
 *
 * @since 0.1.0
 * @category requests
 */
export const RefundUpToIntent = Schema.Struct({
  transactionId: RefundIntent.fields.transactionId,
  refundId: RefundIntent.fields.refundId,
  /** In major units, above 0. */
  total: amount,
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
export type RefundSettlementError = Conclusive<"refundPayment"> | GetPaymentDetailsError | RefundInFlight | Unsettled

const fiveMinutes = 300_000

/**
 * What became of a refund. Nothing at LINE Pay names the intent behind a
 * refund, so it is recognised: a new entry of the same amount at the right
 * time. A colleague's refund of the same amount in the same minutes, while
 * ours never arrived, cannot be told from it; `evidence` says so.
 */
export const decideRefund: Decide = (attempt, observation, choices) => {
  const payment = ownPayment(attempt, observation)
  if (payment === undefined) return lookAgain
  const quiet = isQuiet(attempt, observation.at)
  if (attempt.refundUpTo !== undefined) return decideUpTo(attempt, attempt.refundUpTo, payment, quiet)
  return attempt.amount === undefined
    ? decideFull(attempt, payment, quiet)
    : decidePartial(attempt, attempt.amount, payment, quiet, choices)
}

const decidePartial = (
  attempt: Attempt,
  amount: number,
  payment: PaymentDetails,
  quiet: boolean,
  { resendPartialRefund }: Choices
): Decision => {
  const first = attempt.sends[0]?.at ?? attempt.openedAt
  const last = Math.max(first, ...attempt.sends.map(({ quietUntil }) => quietUntil))
  const [candidate, ...others] = Payments.refundsSince(payment, attempt.snapshot).filter((entry) =>
    Payments.equal(Payments.refundAmount(entry), amount) &&
    Payments.datedWithin(entry.refundTransactionDate, first - fiveMinutes, last + fiveMinutes)
  )
  if (others.length > 0) return mismatch("SameAmountRefundedByOthers")
  if (candidate !== undefined) {
    return applied(payment, "NewRefundEntry", {
      refundTransactionId: candidate.refundTransactionId,
      ...(candidate.refundTransactionDate === undefined ? {} : { date: candidate.refundTransactionDate })
    }, [`refund ${candidate.refundTransactionId}`])
  }
  if (!quiet) return lookAgain
  if (Payments.remaining(payment) === 0) return notApplied("NothingLeft")
  // Only where LINE Pay's own note says to repeat; nothing de-duplicates a partial refund.
  const mayRepeat = attempt.sends.length === 1 && /^190\d$/.test(attempt.sends[0]?.answered ?? "")
  return mayRepeat && resendPartialRefund === "AfterQuietTime" ? sendAgain : lookAgain
}

const decideFull = (attempt: Attempt, payment: PaymentDetails, quiet: boolean): Decision => {
  const remaining = Payments.remaining(payment)
  if (remaining === 0) {
    const since = Payments.refundsSince(payment, attempt.snapshot)
    const ours = since.length === 1 ? since[0] : undefined
    return ours !== undefined && attempt.snapshot?.remaining === Payments.refundAmount(ours)
      ? applied(payment, "NewRefundEntry", { refundTransactionId: ours.refundTransactionId }, [
        `refund ${ours.refundTransactionId}`
      ])
      : applied(payment, since.length === 0 ? "RefundedBefore" : "RefundedInParts")
  }
  // A full refund converges: at worst the second is answered 1165.
  return quiet && attempt.sends.length < 2 ? sendAgain : lookAgain
}

const decideUpTo = (attempt: Attempt, total: number, payment: PaymentDetails, quiet: boolean): Decision => {
  if (!Payments.less(Payments.refunded(payment), total)) return applied(payment, "RefundedUpTo")
  return quiet && attempt.sends.length < 2
    ? Decision.SendAgain({ amount: Payments.minus(total, Payments.refunded(payment)) })
    : lookAgain
}

/** @internal */
export const make = (environment: Driver.Environment) => {
  const { linePay } = environment

  const sending = (request: RefundPaymentRequest, attempt: Attempt): Sending<RefundPaymentSuccess> => ({
    send: linePay.refundPayment(request),
    applied: (answer) => ({
      _tag: "Applied",
      settledBy: "Answer",
      evidence: "Answer",
      transactionId: request.transactionId,
      refunded: refundedThen(attempt),
      refundTransactionId: answer.refundTransactionId,
      date: answer.refundTransactionDate
    })
  })

  const driver = Driver.make<RefundPaymentSuccess, Conclusive<"refundPayment">, GetPaymentDetailsError, RefundInFlight>(
    environment,
    "refundPayment",
    {
      decide: decideRefund,
      lookBy: "Transaction",
      lookOnceAfter: () => false,
      inFlight: ({ key }, open) => new RefundInFlight({ key, openKey: open.key }),
      resend: (attempt) =>
        attempt.transactionId === undefined
          ? undefined
          : sending({ transactionId: attempt.transactionId, refundAmount: attempt.amount ?? "full" }, attempt)
    },
    conclusive<"refundPayment">([])
  )

  /** The refunds that are there before ours, so that a new one can be told from them. */
  const prepare = (
    transactionId: TransactionId,
    then: (payment: PaymentDetails) => Prepared
  ): Effect.Effect<Prepared, GetPaymentDetailsError> =>
    linePay.getPaymentDetails({ transactionIds: [transactionId] }).pipe(
      Effect.map((details) => Payments.paymentsIn(details).find((payment) => payment.transactionId === transactionId)),
      Effect.catchTag("TransactionNotFound", () => Effect.succeed(undefined)),
      Effect.map((own) => own === undefined ? { _tag: "Refused", because: "PaymentNotFound" } : then(own))
    )

  const unsentRefund = (transactionId: TransactionId, refundId: string): Attempt => ({
    ...unsent("refundPayment", transactionId, refundId),
    // Two refunds of one payment that are lost together could not be told apart.
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
        prepare: prepare(transactionId, (payment) => {
          const remaining = Payments.remaining(payment)
          if (remaining === 0) return { _tag: "Refused", because: "NothingLeft" }
          return remaining !== undefined && refundAmount !== "full" && Payments.less(remaining, refundAmount)
            ? { _tag: "Refused", because: "LessLeft" }
            : { _tag: "Ready", snapshot: Payments.snapshotOf(payment) }
        }),
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
          return missing > 0
            ? { _tag: "Ready", snapshot: Payments.snapshotOf(payment), amount: missing }
            : { _tag: "Look" }
        }),
        sending: (attempt) => sending({ ...rest, refundAmount: attempt.amount ?? total }, attempt)
      })
    }
  }
}

/** What is refunded once this refund is: what was before, and it. */
const refundedThen = ({ amount, snapshot }: Attempt): number =>
  Payments.totalOf([
    ...(snapshot?.refunds.map((refund) => refund.amount) ?? []),
    amount ?? snapshot?.remaining ?? 0
  ])
