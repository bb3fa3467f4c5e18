/**
 * Refunds orders. The id of a refund is made when the shopkeeper's page is
 * rendered, so a double click is one refund.
 */
import type { SqlError } from "@effect/sql"
import { Effect, Fiber } from "effect"
import { customerReason, Settlement } from "effect-line-pay"
import { currency } from "./Money.ts"
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
      // Refund up to the whole amount, so that refunds by hand in the merchant centre count.
      yield* settlement.refundUpTo({ transactionId, refundId, total: amount, currency }).pipe(
        Effect.matchEffect({
          onSuccess: () => orders.learn(orderId, { _tag: "RefundApplied", refundId }),
          onFailure: (error): Effect.Effect<unknown, SqlError.SqlError> => {
            switch (error._tag) {
              // The sweeper continues.
              case "OutcomeUnknown":
              case "AttemptLogError":
                return Effect.logWarning(
                  `The outcome of the refund of ${orderId} is unknown. The sweeper will look it up`,
                  error
                )
              case "SettlementMismatch":
                return orders.learn(orderId, { _tag: "RefundDoubtful", refundId, because: error.because })
              default:
                return Effect.zipRight(
                  Effect.logError(`${orderId} was not refunded. This attempt moved no money`, error),
                  orders.learn(orderId, { _tag: "RefundNotApplied", refundId, reason: customerReason(error) })
                )
            }
          }
        })
      )
    })

    return {
      /**
       * Refunds an order and waits a little for the result; the order shows the
       * progress. The refund continues when the shopkeeper's browser leaves.
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
