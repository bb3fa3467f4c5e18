/**
 * Settles captures.
 *
 * @since 0.1.0
 */
import * as Effect from "effect/Effect"
import {
  answered,
  applied,
  type Decide,
  isQuiet,
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
import type { Sending } from "../internal/settlement/rules.ts"
import type { CapturePaymentRequest, CapturePaymentSuccess } from "../operations/capturePayment.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import { isUnreadable } from "../Stated.ts"

// LINE Pay also answers "no such payment" and "not for this call" after an earlier capture that went through.
type Doubtful = "1150" | "1155"

/** @internal */
export const doubtful: ReadonlyArray<Doubtful> = ["1150", "1155"]

/**
 * @since 0.1.0
 * @category errors
 */
export type CaptureSettlementError = Conclusive<"capturePayment", Doubtful> | Unsettled

/** After these codes LINE Pay cancels the payment by itself, so a retry would be wrong. */
const cancelsItself = (answered: string | undefined): boolean =>
  answered === "1199" || (answered !== undefined && /^12(?:8\d|9[0-8])$/.test(answered))

/**
 * Decides the outcome of a capture. A retry is safe, because LINE Pay captures a
 * payment only once.
 *
 * @internal
 */
const decideCapture: Decide = (attempt, observation) => {
  const own = ownPayment(attempt, observation)
  if (own === undefined) return lookAgain
  switch (own.payStatus) {
    case "CAPTURE": {
      const { paid } = own
      // A capture may take less than the authorisation holds, and only the sum tells how much.
      if (isUnreadable(paid)) return lookAgain
      if (paid === undefined || attempt.amount === undefined) return applied(own, "Details:CAPTURE")
      const since = Payments.refundsSince(own, attempt.snapshot)
      const kept = since.reduce((left, entry) => Payments.minus(left, Payments.refundAmount(entry)), paid)
      // Undocumented: details may show a partial capture as the captured sum, or with the rest as a refund.
      return Payments.equal(paid, attempt.amount) || Payments.equal(kept, attempt.amount)
        ? applied(own, "Details:CAPTURE")
        : mismatch("OtherAmount", { asked: attempt.amount, shown: paid })
    }
    case "AUTHORIZATION":
      if (!isQuiet(attempt, observation.at)) return lookAgain
      if (attempt.sends.some(({ answered }) => cancelsItself(answered))) return notApplied("AuthorizationStands")
      return withoutTrace(attempt, attempt.sends.length < maximumSends ? sendAgain : lookAgain)
    case "VOIDED_AUTHORIZATION":
      return notApplied("Voided")
    case "EXPIRED_AUTHORIZATION":
      return notApplied("Expired")
    default:
      return lookAgain
  }
}

/** @internal */
export const make = (environment: Environment) => {
  const { linePay, merchant } = environment

  const sending = (request: CapturePaymentRequest): Sending<CapturePaymentSuccess> => ({
    send: linePay.capturePayment(request),
    applied: ({ orderId, payInfo, transactionId }) =>
      Payments.differs(Payments.paidBy(payInfo), request.amount) ? undefined : answered({
        transactionId,
        ...(typeof orderId === "string" ? { orderId } : {}),
        payStatus: "CAPTURE",
        refunded: 0
      })
  })

  const driver = Driver.make<CapturePaymentSuccess, Conclusive<"capturePayment", Doubtful>>(
    environment,
    "capturePayment",
    {
      decide: decideCapture,
      lookBy: "Transaction",
      looksAfter: cancelsItself,
      resend: ({ amount, currency, transactionId }) =>
        transactionId === undefined || amount === undefined || currency === undefined
          ? undefined
          : sending({ transactionId, amount, currency })
    },
    conclusive<"capturePayment", Doubtful>(doubtful)
  )

  return {
    driver,
    settle: (request: CapturePaymentRequest) => {
      const { amount, currency, transactionId } = request
      return driver.settle({
        asked: {
          ...asked(merchant, "capturePayment", transactionId),
          fingerprint: fingerprint({ amount, currency }),
          transactionId,
          amount,
          currency
        },
        prepare: () => Effect.succeed({ _tag: "Ready" }),
        sending: () => sending(request)
      })
    }
  }
}
