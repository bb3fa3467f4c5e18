import * as Either from "effect/Either"
import * as Money from "line-pay-protocol/Money"
import * as Payment from "../../../Payment.ts"
import * as bodies from "../bodies.ts"
import * as confirmedPayment from "../confirmedPayment.ts"
import * as moves from "../moves.ts"
import { reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import * as wire from "../wire.ts"
import type { Handler } from "./handler.ts"

const decode = bodies.decoder(bodies.RefundBody)

/** @internal */
export const refundPayment: Handler = (state, call) => {
  const decoded = decode(call.body === "" ? "{}" : call.body)
  const found = confirmedPayment.find(state, call)
  if ("refused" in found) return [found.refused, found.state]
  if (Either.isLeft(decoded)) return [decoded.left, state]
  const { payment } = found
  if (payment.status === "Authorized") return [reply("1179"), state]
  if (payment.status !== "Captured") return [reply("1155"), state]
  const refundable = Payment.refundable(payment)
  const amount = decoded.right.refundAmount ?? refundable
  if (refundable === 0) return [reply("1165"), state]
  if (amount <= 0 || checks.hasWrongScale(amount, payment.currency)) return [reply("1124"), state]
  if (amount > refundable) return [reply("1164"), state]
  const capturedAt = payment.history.findLast(({ status }) => status === "Captured")?.at ?? payment.requestedAt
  if (call.at > capturedAt + state.settings.refundWindow) return [reply("1163"), state]
  const { refundReserve } = state.contract
  if (refundReserve !== undefined && (Money.sum([refundReserve, -amount]) ?? 0) < 0) return [reply("2042"), state]
  const [refundTransactionId, refunded] = moves.refund(state, payment, amount, call.at, call.cause)
  return [
    success({
      refundTransactionId: BigInt(refundTransactionId),
      refundTransactionDate: wire.date(call.at)
    }, "success"),
    refunded
  ]
}
