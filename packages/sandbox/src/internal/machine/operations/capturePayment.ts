import * as Either from "effect/Either"
import * as bodies from "../bodies.ts"
import * as confirmedPayment from "../confirmedPayment.ts"
import * as moves from "../moves.ts"
import { reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import * as view from "../view.ts"
import type { Handler } from "./handler.ts"

const decode = bodies.decoder(bodies.AmountBody)

/** @internal */
export const capturePayment: Handler = (state, call) => {
  const decoded = decode(call.body)
  const found = confirmedPayment.find(state, call)
  if ("refused" in found) return [found.refused, found.state]
  if (Either.isLeft(decoded)) return [decoded.left, state]
  const { payment } = found
  const { amount, currency } = decoded.right
  if (payment.status === "Captured") return [reply(payment.capture ? "1155" : "1179"), state]
  if (payment.status === "Voided") return [reply("1179"), state]
  if (payment.status === "Expired") return [reply("1180"), state]
  if (currency !== payment.currency) return [reply("1153"), state]
  if (checks.hasWrongScale(amount, currency)) return [reply("1124"), state]
  if (amount <= 0) return [reply("1183"), state]
  if (amount > payment.amount) return [reply("1184"), state]
  const captured = moves.capture(state, payment, amount, call.at, call.cause)
  return [
    success({
      transactionId: BigInt(payment.transactionId),
      orderId: payment.orderId,
      payInfo: view.payInfo({ ...payment, status: "Captured", capturedAmount: amount }),
      paymentProvider: view.paymentProvider(call)
    }),
    captured
  ]
}
