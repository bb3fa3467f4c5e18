/**
 * Settles pre-approved payments.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { Attempt } from "../Attempt.ts"
import {
  answered,
  applied,
  type Decide,
  isQuiet,
  isReleased,
  lookAgain,
  mismatch,
  notApplied,
  paymentEvidence,
  sendAgain,
  withoutTrace
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import type { Environment } from "../internal/settlement/environment.ts"
import { asked, conclusive, fingerprint } from "../internal/settlement/intent.ts"
import { lookBefore, type PrepareError } from "../internal/settlement/look.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared } from "../internal/settlement/rules.ts"
import type { PayPreapprovedRequest, PayPreapprovedSuccess } from "../operations/payPreapproved.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import { getOrUndefined, isUnreadable } from "../Stated.ts"

/**
 * @since 0.1.0
 * @category errors
 */
export type PreapprovedSettlementError = Conclusive<"payPreapproved"> | PrepareError | Unsettled

const fiveMinutes = 300_000
const tenMinutes = 600_000
const oneDay = 86_400_000

/**
 * Decides the outcome of a pre-approved payment. Only the order id prevents a
 * double charge, and only the order id finds the payment.
 *
 * @internal
 */
const decidePreapproved: Decide = (attempt, { at, byOrder }, { resendPreapproved }, taken) => {
  // A record whose type or order is unreadable may be ours.
  if (byOrder === undefined || !byOrder.isWhole) return lookAgain
  if (byOrder.payments.some(({ orderId, paid }) => isUnreadable(orderId) || isUnreadable(paid))) return lookAgain
  const [payment, ...others] = byOrder.payments.filter(({ orderId }) =>
    orderId === undefined || orderId === attempt.orderId
  )
  if (others.length > 0) return mismatch("TwoRecords")
  const first = attempt.sends[0]?.at ?? attempt.openedAt
  if (payment === undefined) {
    if (!isQuiet(attempt, at)) return lookAgain
    // Opt-in, because it relies on 1172, which is documented for this call but not reported live.
    const maySendAgain = resendPreapproved === "AfterQuietTime" && at >= first + tenMinutes &&
      attempt.sends.length === 1
    return withoutTrace(attempt, maySendAgain ? sendAgain : lookAgain)
  }
  if (!Payments.datedWithin(payment.date, first - fiveMinutes, Infinity)) {
    // 1172 proves that the charge is older, and so does a date that no wrong clock explains. With less, a clock that is
    // minutes off would deny our own charge.
    const isEarlier = attempt.sends.every(({ answered }) => answered === "1172") ||
      !Payments.datedWithin(payment.date, first - oneDay, Infinity)
    return isEarlier ? notApplied("OrderIdReused", { orderPaidBy: payment.transactionId }) : mismatch("DatedBefore")
  }
  if (typeof payment.currency === "string" && payment.currency !== attempt.currency) return mismatch("OtherCurrency")
  const paid = getOrUndefined(payment.paid)
  if (paid !== undefined && attempt.amount !== undefined && !Payments.equal(paid, attempt.amount)) {
    return mismatch("OtherAmount", { asked: attempt.amount, shown: paid })
  }
  if (isReleased(payment)) return mismatch("Released")
  if (taken.has(paymentEvidence(payment.transactionId))) return mismatch("EvidenceTaken")
  const asked = attempt.capture === false ? "AUTHORIZATION" : "CAPTURE"
  if (payment.payStatus !== undefined && payment.payStatus !== asked) return mismatch("OtherPayStatus")
  const date = payment.date === undefined ? {} : { date: payment.date }
  const evidence = payment.payStatus === undefined ? "Details:unstated" : `Details:${asked}` as const
  return applied(payment, evidence, date, [paymentEvidence(payment.transactionId)])
}

/** @internal */
export const make = (environment: Environment) => {
  const { linePay, merchant } = environment

  /** With a reused order id, the earlier charge would look like the success of this one. */
  const prepare = (orderId: string, own: Attempt | undefined): Effect.Effect<Prepared, PrepareError> =>
    Effect.map(
      lookBefore(linePay, { orderIds: [orderId] }),
      ([earlier]): Prepared =>
        earlier === undefined
          ? { _tag: "Ready" }
          // A human said that an earlier round charged nothing. It may have been this.
          : own !== undefined && own.earlier.length > 0
          ? mismatch("HandContradicted")
          : notApplied("OrderIdReused", { orderPaidBy: earlier.transactionId })
    )

  const driver = Driver.make<PayPreapprovedSuccess, Conclusive<"payPreapproved">, PrepareError>(
    environment,
    "payPreapproved",
    {
      decide: decidePreapproved,
      lookBy: "Order",
      looksAfter: () => false,
      // No record has the regKey.
      resend: () => undefined
    },
    conclusive<"payPreapproved">([])
  )

  return {
    driver,
    settle: (request: PayPreapprovedRequest) => {
      const { amount, capture = true, currency, orderId, productName } = request
      return driver.settle({
        asked: {
          // Two merchants may have the same order id.
          ...asked(merchant, "payPreapproved", merchant, orderId),
          fingerprint: fingerprint({ productName, amount, currency, capture }),
          orderId,
          amount,
          currency,
          capture
        },
        prepare: (own) => prepare(orderId, own),
        formerKey: `payPreapproved ${orderId}`,
        secret: Redacted.value(request.regKey),
        sending: () => ({
          send: linePay.payPreapproved(request),
          applied: ({ transactionDate, transactionId }) =>
            answered({
              transactionId,
              orderId,
              payStatus: capture ? "CAPTURE" : "AUTHORIZATION",
              refunded: 0,
              ...(typeof transactionDate === "string" ? { date: transactionDate } : {})
            }, [paymentEvidence(transactionId)])
        })
      })
    }
  }
}
