/** Writes how a payment or a refund stands to its order. Pages, calls and the sweeper all end here. */
import { Effect, Option } from "effect"
import { type Attempt, customerReason, type News, NotApplied, type TransactionId } from "effect-line-pay"
import * as Attempts from "./Attempts.ts"
import { Orders } from "./Orders.ts"
import type * as OrderState from "./OrderState.ts"

export const tell = ({ attempt }: News) =>
  Effect.gen(function*() {
    const orders = yield* Orders
    const { alarm, key, transactionId } = attempt
    if (transactionId === undefined) return
    const payment = yield* orders.payment(transactionId)
    if (Option.isNone(payment)) return
    const { amount, id } = payment.value.order
    if (alarm !== undefined) yield* Effect.logError(`${id}: look into the merchant centre (${alarm})`, key)
    yield* orders.learn(id, factOf(attempt, transactionId, amount), attempt)
  })

const factOf = (attempt: Attempt.Attempt, transactionId: TransactionId, amount: number): OrderState.Fact => {
  const { alarm = "", key, operation, verdict } = attempt
  const isRefund = operation === "refundPayment"
  const refundId = Attempts.refundIdOf(key, transactionId)
  switch (verdict?._tag) {
    case "Applied": {
      if (isRefund) return { _tag: "RefundApplied", refundId }
      const refunded = verdict.refunded === 0 ? "Nothing" : verdict.refunded < amount ? "Part" : "All"
      return { _tag: "PaymentApplied", transactionId, refunded }
    }
    case "NotApplied": {
      if (Attempts.wasTooEarly(attempt)) return { _tag: "ConfirmTooEarly", transactionId }
      const reason = customerReason(new NotApplied({ operation, key, ...verdict }))
      return isRefund
        ? { _tag: "RefundNotApplied", refundId, reason }
        : { _tag: "PaymentNotApplied", transactionId, reason }
    }
    default: {
      const because = verdict?.because ?? alarm
      return isRefund
        ? { _tag: "RefundDoubtful", refundId, because }
        : { _tag: "PaymentDoubtful", transactionId, because }
    }
  }
}
