/**
 * Settles pre-approved payments.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import {
  applied,
  type Decide,
  isQuiet,
  isReleased,
  lookAgain,
  mismatch,
  notApplied,
  sendAgain
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import { conclusive, fingerprint, unsent } from "../internal/settlement/intent.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared } from "../internal/settlement/plan.ts"
import type { GetPaymentDetailsError } from "../operations/getPaymentDetails.ts"
import type { PayPreapprovedRequest, PayPreapprovedSuccess } from "../operations/payPreapproved.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"

/**
 * @since 0.1.0
 * @category errors
 */
export type PreapprovedSettlementError = Conclusive<"payPreapproved"> | GetPaymentDetailsError | Unsettled

const fiveMinutes = 300_000
const tenMinutes = 600_000

/** What became of a pre-approved payment. The order id guards it, and is all that it can be found by. */
export const decidePreapproved: Decide = (attempt, { at, byOrder }, { resendPreapproved }) => {
  if (byOrder === undefined) return lookAgain
  const [payment, ...others] = Payments.paymentsIn(byOrder).filter(({ orderId }) =>
    orderId === undefined || orderId === attempt.orderId
  )
  if (others.length > 0) return mismatch("TwoRecords")
  const first = attempt.sends[0]?.at ?? attempt.openedAt
  if (payment === undefined) {
    // Relies on 1172, which is documented for this call and has not been reported live: by choice only.
    return resendPreapproved === "AfterQuietTime" && isQuiet(attempt, at) && at >= first + tenMinutes &&
        attempt.sends.length === 1
      ? sendAgain
      : lookAgain
  }
  if (!Payments.datedWithin(payment.transactionDate, first - fiveMinutes, Infinity)) return notApplied("OrderIdReused")
  if (payment.currency !== undefined && payment.currency !== attempt.currency) return mismatch("OtherCurrency")
  const paid = Payments.paid(payment)
  if (paid !== undefined && attempt.amount !== undefined && !Payments.equal(paid, attempt.amount)) {
    return mismatch("OtherAmount")
  }
  if (isReleased(payment)) return mismatch("Released")
  const asked = attempt.capture === false ? "AUTHORIZATION" : "CAPTURE"
  if (payment.payStatus !== undefined && payment.payStatus !== asked) return mismatch("OtherPayStatus")
  return applied(payment, `Details:${payment.payStatus ?? "unstated"}`, {
    ...(payment.transactionDate === undefined ? {} : { date: payment.transactionDate })
  }, [`payment ${payment.transactionId}`])
}

/** @internal */
export const make = (environment: Driver.Environment) => {
  const { linePay } = environment

  /** An order id that was charged before would "succeed" with the earlier charge. */
  const prepare = (orderId: string): Effect.Effect<Prepared, GetPaymentDetailsError> =>
    linePay.getPaymentDetails({ orderIds: [orderId] }).pipe(
      Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
      Effect.map((details): Prepared => {
        const [earlier] = Payments.paymentsIn(details)
        return earlier === undefined
          ? { _tag: "Ready" }
          : { _tag: "Refused", because: "OrderIdReused", orderPaidBy: earlier.transactionId }
      })
    )

  const driver = Driver.make<PayPreapprovedSuccess, Conclusive<"payPreapproved">, GetPaymentDetailsError>(
    environment,
    "payPreapproved",
    {
      decide: decidePreapproved,
      lookBy: "Order",
      lookOnceAfter: () => false,
      // The regKey is in no record.
      resend: () => undefined
    },
    conclusive<"payPreapproved">([])
  )

  return {
    sweep: driver.sweep,
    settle: (request: PayPreapprovedRequest) => {
      const { amount, capture = true, currency, orderId } = request
      return driver.settle({
        attempt: {
          ...unsent("payPreapproved", orderId),
          fingerprint: fingerprint({ amount, currency, capture }),
          orderId,
          amount,
          currency,
          capture
        },
        prepare: prepare(orderId),
        sending: () => ({
          send: linePay.payPreapproved(request),
          applied: (answer) => ({
            _tag: "Applied",
            settledBy: "Answer",
            evidence: "Answer",
            transactionId: answer.transactionId,
            orderId,
            payStatus: capture ? "CAPTURE" : "AUTHORIZATION",
            refunded: 0,
            date: answer.transactionDate
          })
        })
      })
    }
  }
}
