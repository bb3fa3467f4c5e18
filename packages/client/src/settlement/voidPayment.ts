/**
 * Settles voids.
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
  mayRepeatSoon,
  notApplied,
  ownPayment,
  sendAgain
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import type { Environment } from "../internal/settlement/environment.ts"
import { asked, conclusive } from "../internal/settlement/intent.ts"
import type { Sending } from "../internal/settlement/rules.ts"
import type { VoidPaymentRequest } from "../operations/voidPayment.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"

// The payment is not in the state that the call expects. Details tell whether it is voided already.
type Doubtful = "1150" | "1155" | "1179"

/** @internal */
export const doubtful: ReadonlyArray<Doubtful> = ["1150", "1155", "1179"]

/**
 * @since 0.1.0
 * @category errors
 */
export type VoidSettlementError = Conclusive<"voidPayment", Doubtful> | Unsettled

/**
 * Decides the outcome of a void. A void is idempotent, so a retry is harmless,
 * and after 1900 to 1909 it needs no quiet time.
 *
 * @internal
 */
const decideVoid: Decide = (attempt, observation) => {
  const own = ownPayment(attempt, observation)
  switch (own?.payStatus) {
    case "VOIDED_AUTHORIZATION":
      return applied(own, "Details:VOIDED_AUTHORIZATION")
    case "EXPIRED_AUTHORIZATION":
      return applied(own, "Expiry")
    case "CAPTURE":
      return notApplied("Captured")
    case "AUTHORIZATION":
      return (isQuiet(attempt, observation.at) || mayRepeatSoon(attempt, observation.at)) &&
          attempt.sends.length < maximumSends
        ? sendAgain
        : lookAgain
    default:
      return lookAgain
  }
}

/** @internal */
export const make = (environment: Environment) => {
  const { linePay, merchant } = environment

  const sending = (request: VoidPaymentRequest): Sending<void> => ({
    send: linePay.voidPayment(request),
    applied: () => answered({ transactionId: request.transactionId, payStatus: "VOIDED_AUTHORIZATION", refunded: 0 })
  })

  const driver = Driver.make<void, Conclusive<"voidPayment", Doubtful>>(
    environment,
    "voidPayment",
    {
      decide: decideVoid,
      lookBy: "Transaction",
      looksAfter: () => false,
      resend: ({ transactionId }) => transactionId === undefined ? undefined : sending({ transactionId })
    },
    conclusive<"voidPayment", Doubtful>(doubtful)
  )

  return {
    driver,
    settle: (request: VoidPaymentRequest) =>
      driver.settle({
        asked: { ...asked(merchant, "voidPayment", request.transactionId), transactionId: request.transactionId },
        prepare: () => Effect.succeed({ _tag: "Ready" }),
        sending: () => sending(request)
      })
  }
}
