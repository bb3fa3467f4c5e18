/**
 * Writes how a payment or a refund stands to its order. Pages, calls and the
 * sweeper all end here.
 */
import { Effect, Option } from "effect"
import { type Attempt, customerReason, type News, type TransactionId } from "effect-line-pay"
import * as Attempts from "./Attempts.ts"
import type { Order } from "./Order.ts"
import { Orders } from "./Orders.ts"
import type * as OrderState from "./OrderState.ts"

export const tell = ({ attempt, version }: News) =>
  Effect.gen(function*() {
    const orders = yield* Orders
    const { alarm, key, transactionId } = attempt
    if (transactionId === undefined) return
    const payment = yield* orders.payment(transactionId)
    if (Option.isNone(payment)) return
    const { order } = payment.value
    if (alarm !== undefined) yield* Effect.logError(`${order.id}: look into the merchant centre (${alarm})`, key)
    yield* orders.learn(order.id, factOf(attempt, transactionId, order), { key, version })
  })

const factOf = (attempt: Attempt.Attempt, transactionId: TransactionId, order: Order): OrderState.Fact => {
  const { alarm = "", key, operation, verdict } = attempt
  const refundId = Attempts.refundIdOf(key, transactionId)
  const isRefund = operation === "refundPayment"
  switch (verdict?._tag) {
    case "Applied": {
      const { refunded } = verdict
      return isRefund
        ? { _tag: "RefundApplied", refundId }
        : {
          _tag: "PaymentApplied",
          transactionId,
          refunded: refunded === 0 ? "Nothing" : refunded < order.amount ? "Part" : "All"
        }
    }
    case "NotApplied": {
      const refusal = Attempts.refusal(attempt)
      const reason = refusal === undefined ? "Temporary" : customerReason(refusal)
      if (isRefund) return { _tag: "RefundNotApplied", refundId, reason }
      return refusal === undefined
        ? { _tag: "ConfirmTooEarly", transactionId }
        : { _tag: "PaymentNotApplied", transactionId, reason }
    }
    case "Mismatch":
    case undefined: {
      const because = verdict?.because ?? alarm
      return isRefund
        ? { _tag: "RefundDoubtful", refundId, because }
        : { _tag: "PaymentDoubtful", transactionId, because }
    }
  }
}
