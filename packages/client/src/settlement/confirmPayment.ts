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
import { conclusive, fingerprint, unsent } from "../internal/settlement/intent.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared, Sending } from "../internal/settlement/plan.ts"
import type { CheckPaymentStatusError } from "../operations/checkPaymentStatus.ts"
import { ConfirmPaymentRequest, type ConfirmPaymentSuccess } from "../operations/confirmPayment.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import { isUnreadable } from "../Stated.ts"
import type { TransactionId } from "../TransactionId.ts"

/**
 * What settling a confirm needs: the confirm, and the order id, by which the
 * evidence is found. All of it is what was stored when the payment was
 * requested.
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
 * What became of a confirm. LINE Pay guards it by the transaction id: a second
 * confirm of the same id is refused (1172 live, 1152 and 1198 documented), so
 * sending it again after the quiet time cannot charge twice.
 *
 * @internal
 */
const decideConfirm: Decide = (attempt, observation, { resendConfirm }) => {
  const { at, byOrder, byTransaction, status } = observation
  const own = ownPayment(attempt, observation)
  if (own !== undefined) {
    if (typeof own.orderId === "string" && own.orderId !== attempt.orderId) return mismatch("OtherOrder")
    if (typeof own.currency === "string" && own.currency !== attempt.currency) return mismatch("OtherCurrency")
    // Where details do not say it, or not readably, LINE Pay's own check stands: a confirm of another amount is 1153.
    if (Payments.differs(own.paid, attempt.amount)) return mismatch("OtherAmount")
    if (isReleased(own)) return mismatch("Released")
    if (holds(own)) return applied(own, `Details:${own.payStatus}`)
    // The status is not said (the documented example leaves it out): enough together with "completed".
    return own.payStatus === undefined && status === "Completed" ? applied(own, "Check:Completed") : lookAgain
  }
  if ((byTransaction?.payments.length ?? 0) > 1) return mismatch("TwoRecords")
  // Completed without a record is lag. It never becomes "not applied".
  if (status === "Completed" || byTransaction === undefined || !byTransaction.isWhole) return lookAgain
  const others =
    byOrder?.payments.filter((payment) => payment.transactionId !== attempt.transactionId && !isReleased(payment)) ?? []
  const other = others.find((payment) => payment.orderId === attempt.orderId && holds(payment))
  if (other !== undefined) {
    if (isUnreadable(other.currency) || isUnreadable(other.paid)) return lookAgain
    const sameCurrency = other.currency === undefined || other.currency === attempt.currency
    return sameCurrency && !Payments.differs(other.paid, attempt.amount)
      ? notApplied("OrderPaidByOther", other.transactionId)
      : mismatch("OrderPaidByOtherAmount")
  }
  // A record of the order that cannot be read, or does not say that it holds money, may be the payment of another attempt:
  // to confirm again could charge the order twice.
  const isDoubtful = byOrder?.isWhole === false ||
    others.some(({ orderId }) => typeof orderId !== "string" || orderId === attempt.orderId)
  if (isDoubtful) return lookAgain
  switch (status) {
    // Both are final, so that no lag can show them too early.
    case "CanceledOrExpired":
    case "Failed":
      return notApplied(status)
    case "WaitingForCustomer":
      return isQuiet(attempt, at) ? notApplied("WaitingForCustomer") : lookAgain
    case "Authenticated": {
      if (!isQuiet(attempt, at)) return lookAgain
      const maySendAgain = attempt.sends.length < maximumSends && resendConfirm === "AfterQuietTime"
      return withoutTrace(attempt, maySendAgain ? sendAgain : lookAgain)
    }
    default:
      // 1159 is what a wrong host answers, too.
      return lookAgain
  }
}

/** @internal */
export const make = (environment: Driver.Environment) => {
  const { linePay } = environment

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

  /** A confirm before the customer has authenticated would kill the payment request. */
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
      // The customer may top up, or finish, and go on; or LINE Pay has ended the request: the status says which.
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
    sweep: driver.sweep,
    settle: ({ orderId, ...request }: ConfirmIntent) => {
      const { amount, currency, transactionId } = request
      return driver.settle({
        attempt: {
          ...unsent("confirmPayment", transactionId),
          fingerprint: fingerprint({ amount, currency, orderId }),
          transactionId,
          orderId,
          amount,
          currency
        },
        prepare: prepare(transactionId),
        sending: (attempt) => sending(request, attempt)
      })
    }
  }
}
