/**
 * Refunds orders. The id of a refund is made when the shopkeeper's page is
 * rendered, so a double click is one refund. `tell` writes the result to the
 * order.
 */
import { Effect, Fiber } from "effect"
import { Settlement } from "effect-line-pay"
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
      // Refund up to the whole amount, so that refunds by hand in the merchant centre count.
      yield* settlement.refundUpTo({ transactionId: state.transactionId, refundId, total: amount, currency }).pipe(
        Effect.tapErrorTag(
          "KeyTaken",
          () => orders.learn(orderId, { _tag: "RefundDoubtful", refundId, because: "KeyTaken" })
        ),
        // The sweeper sends a refund that was not sent.
        Effect.catchAll((error) => Effect.logWarning(`The refund of ${orderId} did not go through`, error))
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
