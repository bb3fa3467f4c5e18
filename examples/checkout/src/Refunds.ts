/**
 * Gives the money of an order back. The refund has an id of its own, made when
 * the shopkeeper's page was written: a double click is one refund.
 */
import type { SqlError } from "@effect/sql"
import { Effect, Fiber } from "effect"
import { customerReason, Settlement } from "effect-line-pay"
import { Orders } from "./Orders.ts"

export class Refunds extends Effect.Service<Refunds>()("checkout/Refunds", {
  scoped: Effect.gen(function*() {
    const settlement = yield* Settlement
    const orders = yield* Orders
    const scope = yield* Effect.scope

    const settle = Effect.fnUntraced(function*(orderId: string, refundId: string) {
      const { amount, state } = yield* orders.take(orderId, { _tag: "RefundBegun", refundId })
      if (state._tag !== "Refunding") return
      const { transactionId } = state
      // Up to the whole amount: what somebody has refunded in the merchant centre is not refunded again.
      yield* settlement.refundUpTo({ transactionId, refundId, total: amount, currency: "TWD" }).pipe(
        Effect.matchEffect({
          onSuccess: () => orders.learn(orderId, { _tag: "RefundApplied", refundId }),
          onFailure: (error): Effect.Effect<unknown, SqlError.SqlError> => {
            switch (error._tag) {
              // The sweeper goes on.
              case "OutcomeUnknown":
              case "AttemptLogError":
                return Effect.logWarning(`It is not known whether ${orderId} is refunded`, error)
              case "SettlementMismatch":
                return orders.learn(orderId, { _tag: "RefundDoubtful", refundId, because: error.because })
              default:
                return Effect.zipRight(
                  Effect.logError(`${orderId} was not refunded`, error),
                  orders.learn(orderId, { _tag: "RefundNotApplied", refundId, reason: customerReason(error) })
                )
            }
          }
        })
      )
    })

    return {
      /**
       * Refunds an order, and waits a little for the end: the order says how
       * far it is. The refund goes on when the shopkeeper's browser leaves.
       */
      refund: (orderId: string, refundId: string) =>
        settle(orderId, refundId).pipe(
          Effect.forkIn(scope),
          Effect.flatMap(Fiber.join),
          Effect.timeoutOption("5 seconds")
        )
    }
  })
}) {}
