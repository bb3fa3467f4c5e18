/**
 * The parts of a payment that answers show.
 */
import * as Money from "line-pay-protocol/Money"
import type { Payment } from "../../Payment.ts"
import type { Call } from "./call.ts"
import * as wire from "./wire.ts"

/**
 * The payment as it was at a moment; `undefined` when it did not exist yet.
 *
 * @internal
 */
export const paymentAt = (payment: Payment, at: number): Payment | undefined => {
  const then = payment.history.findLast((entry) => entry.at <= at)
  return then === undefined ? undefined : {
    ...payment,
    status: then.status,
    capturedAmount: then.status === "Captured" ? payment.capturedAmount : 0,
    refunds: payment.refunds.filter((refund) => refund.at <= at)
  }
}

/**
 * How the money that has moved is spread over the methods: of a payment that
 * was captured for less than authorised, the first methods are taken first.
 * Which of several methods LINE Pay takes is not documented.
 *
 * @internal
 */
export const payInfo = (
  payment: Payment
): ReadonlyArray<{ readonly method: string; readonly amount: number }> => {
  if (payment.status !== "Captured" || payment.capturedAmount === payment.amount) {
    return payment.payInfo.map(({ amount, method }) => ({ method, amount }))
  }
  const taken: Array<{ method: string; amount: number }> = []
  let open = payment.capturedAmount
  for (const { amount, method } of payment.payInfo) {
    const part = Math.min(amount, open)
    if (part > 0) taken.push({ method, amount: part })
    open = Money.sum([open, -part]) ?? 0
  }
  return taken
}

/** @internal */
export const authorizationExpireDate = ({ authorizationExpiresAt }: Payment): string | undefined =>
  authorizationExpiresAt === undefined ? undefined : wire.date(authorizationExpiresAt)

/**
 * A field that v4 has, and v3 has not.
 *
 * @internal
 */
export const paymentProvider = ({ version }: Call): string | undefined => version === "v4" ? "TSP" : undefined
