/**
 * Settles confirms.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Attempt } from "../Attempt.ts"
import {
  answered,
  applied,
  type Decide,
  holds,
  isQuiet,
  isReleased,
  lookAgain,
  maximumSends,
  mismatch,
  notApplied,
  ownPayment,
  sendAgain,
  withoutTrace
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import type { Environment } from "../internal/settlement/environment.ts"
import { asked, conclusive, fingerprint } from "../internal/settlement/intent.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared, Sending } from "../internal/settlement/rules.ts"
import type { CheckPaymentStatusError } from "../operations/checkPaymentStatus.ts"
import { ConfirmPaymentRequest, type ConfirmPaymentSuccess } from "../operations/confirmPayment.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import { isUnreadable } from "../Stated.ts"
import type { TransactionId } from "../TransactionId.ts"

/**
 * Describes a confirm to settle. Settlement finds the evidence by the order id.
 * Take all values from the payment that you stored when you requested it.
 *
 * @since 0.1.0
 * @category requests
 */
export const ConfirmIntent = Schema.Struct({
  ...ConfirmPaymentRequest.fields,
  /** The order id of the payment request. */
  orderId: Schema.String
}).annotations({ identifier: "ConfirmIntent" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface ConfirmIntent extends Schema.Schema.Type<typeof ConfirmIntent> {}

/**
 * @since 0.1.0
 * @category errors
 */
export type ConfirmSettlementError = Conclusive<"confirmPayment"> | CheckPaymentStatusError | Unsettled

/**
 * Decides the outcome of a confirm. LINE Pay rejects a second confirm of the
 * same transaction id (1172 live, 1152 and 1198 documented). A retry after the
 * quiet time therefore cannot charge twice.
 *
 * @internal
 */
const decideConfirm: Decide = (attempt, observation, { resendConfirm }) => {
  const { at, byOrder, byTransaction, status } = observation
  const own = ownPayment(attempt, observation)
  if (own !== undefined) {
    if (typeof own.orderId === "string" && own.orderId !== attempt.orderId) return mismatch("OtherOrder")
    if (typeof own.currency === "string" && own.currency !== attempt.currency) return mismatch("OtherCurrency")
    // Without a readable amount in details, rely on LINE Pay: it rejects a confirm of another amount with 1153.
    if (Payments.differs(own.paid, attempt.amount)) return mismatch("OtherAmount", amounts(attempt, own))
    if (isReleased(own)) return mismatch("Released")
    if (holds(own)) return applied(own, `Details:${own.payStatus}`)
    // Without a status (the documented example leaves it out), the record proves it only together with "completed".
    return own.payStatus === undefined && status === "Completed" ? applied(own, "Check:Completed") : lookAgain
  }
  if ((byTransaction?.payments.length ?? 0) > 1) return mismatch("TwoRecords")
  // "Completed" without a record is lag. It never becomes "not applied".
  if (status === "Completed" || byTransaction === undefined || !byTransaction.isWhole) return lookAgain
  const others =
    byOrder?.payments.filter((payment) => payment.transactionId !== attempt.transactionId && !isReleased(payment)) ?? []
  const other = others.find((payment) => payment.orderId === attempt.orderId && holds(payment))
  if (other !== undefined) {
    if (isUnreadable(other.currency) || isUnreadable(other.paid)) return lookAgain
    const sameCurrency = other.currency === undefined || other.currency === attempt.currency
    if (!sameCurrency || Payments.differs(other.paid, attempt.amount)) {
      return mismatch("OrderPaidByOtherAmount", amounts(attempt, other))
    }
    // LINE Pay may judge 1172 when it receives a request, and not when it commits.
    return isQuiet(attempt, at) ? notApplied("OrderPaidByOther", { orderPaidBy: other.transactionId }) : lookAgain
  }
  // A record of the order that is unreadable, or does not say that it holds money, may be the payment of another attempt.
  // Another confirm could then charge the order twice.
  const isDoubtful = byOrder?.isWhole === false ||
    others.some(({ orderId }) => typeof orderId !== "string" || orderId === attempt.orderId)
  if (isDoubtful) return lookAgain
  switch (status) {
    // LINE Pay may judge expiry when it receives a request, and not when it commits.
    case "CanceledOrExpired":
    case "Failed":
    case "WaitingForCustomer":
      return isQuiet(attempt, at) ? notApplied(status) : lookAgain
    case "Authenticated": {
      if (!isQuiet(attempt, at)) return lookAgain
      const maySendAgain = attempt.sends.length < maximumSends && resendConfirm === "AfterQuietTime"
      return withoutTrace(attempt, maySendAgain ? sendAgain : lookAgain)
    }
    default:
      // A wrong host answers 1159, too.
      return lookAgain
  }
}

/** The amount that was asked for, and the amount of a payment. */
const amounts = ({ amount }: Attempt, { paid }: Payments.Payment) =>
  amount === undefined || typeof paid !== "number" ? {} : { asked: amount, shown: paid }

/** @internal */
export const make = (environment: Environment) => {
  const { linePay, merchant } = environment

  const sending = (request: ConfirmPaymentRequest, attempt: Attempt): Sending<ConfirmPaymentSuccess> => ({
    send: linePay.confirmPayment(request),
    applied: ({ authorizationExpireDate, orderId, payInfo, transactionId }) => {
      const isOther = typeof orderId === "string" && attempt.orderId !== undefined && orderId !== attempt.orderId
      if (isOther || Payments.differs(Payments.paidBy(payInfo), request.amount)) return undefined
      return answered({
        transactionId,
        ...(typeof orderId === "string" ? { orderId } : {}),
        ...(isUnreadable(authorizationExpireDate)
          ? {}
          : { payStatus: authorizationExpireDate === undefined ? "CAPTURE" : "AUTHORIZATION" }),
        refunded: 0
      })
    }
  })

  /** A confirm before the customer has authenticated would end the payment request. */
  const prepare = (transactionId: TransactionId): Effect.Effect<Prepared, CheckPaymentStatusError> =>
    Effect.map(linePay.checkPaymentStatus({ transactionId }), (status): Prepared => {
      switch (status) {
        case "Authenticated":
          return { _tag: "Ready" }
        case "Completed":
          return { _tag: "Look" }
        default:
          return notApplied(status)
      }
    })

  const driver = Driver.make<ConfirmPaymentSuccess, Conclusive<"confirmPayment">, CheckPaymentStatusError>(
    environment,
    "confirmPayment",
    {
      decide: decideConfirm,
      lookBy: "StatusAndTransaction",
      // The customer may top up or finish, and continue. Or LINE Pay has ended the request. The status says which.
      looksAfter: (code) => ["1142", "1169", "1170"].includes(code),
      resend: (attempt) => {
        const { amount, currency, transactionId } = attempt
        return transactionId === undefined || amount === undefined || currency === undefined
          ? undefined
          : sending({ transactionId, amount, currency }, attempt)
      }
    },
    conclusive<"confirmPayment">([])
  )

  return {
    driver,
    settle: ({ orderId, ...request }: ConfirmIntent) => {
      const { amount, currency, transactionId } = request
      return driver.settle({
        asked: {
          ...asked(merchant, "confirmPayment", transactionId),
          fingerprint: fingerprint({ amount, currency, orderId }),
          transactionId,
          orderId,
          amount,
          currency
        },
        prepare: () => prepare(transactionId),
        sending: (attempt) => sending(request, attempt)
      })
    }
  }
}
