/**
 * Confirms payments for `confirmUrl` and for the sweeper, with the library's
 * `ConfirmHandler` on the shop's orders. `tell` writes the result to the order.
 *
 * An order can have several payments, because a customer can press "pay" in two
 * tabs and approve in both. The shop confirms one of them at a time, and none
 * after one was paid. It does not rely on LINE Pay to reject the second.
 */
import type { SqlError } from "@effect/sql"
import { Effect, Option } from "effect"
import { type AttemptLog, ConfirmHandler, NotApplied } from "effect-line-pay"
import * as Attempts from "./Attempts.ts"
import { Orders } from "./Orders.ts"
import * as OrderState from "./OrderState.ts"

export class Payments extends Effect.Service<Payments>()("checkout/Payments", {
  scoped: Effect.gen(function*() {
    const orders = yield* Orders

    return yield* ConfirmHandler.make<SqlError.SqlError, AttemptLog>({
      find: (transactionId) => Effect.map(orders.payment(transactionId), Option.map(({ intent }) => intent)),

      around: (intent, confirm) => {
        const { orderId, transactionId } = intent
        const notPaid = (why: Pick<NotApplied, "because">): ConfirmHandler.Progress => ({
          _tag: "NotPaid",
          intent,
          error: new NotApplied({ operation: "confirmPayment", key: transactionId, ...why })
        })
        const checking: ConfirmHandler.Progress = { _tag: "Checking", intent }
        return Effect.gen(function*() {
          // The customer was told that it took no money, so it never may.
          const known = Option.getOrUndefined(yield* Attempts.ofPayment(transactionId))?.verdict
          if (known?._tag === "NotApplied") return notPaid(known)
          yield* orders.take(orderId, { _tag: "ConfirmBegun", transactionId })
          const progress = yield* confirm
          if (progress._tag === "Waiting") yield* orders.learn(orderId, { _tag: "ConfirmTooEarly", transactionId })
          return progress
        }).pipe(Effect.catchTags({
          // If the other payment of the order fails, it is this one's turn.
          StepRefused: ({ state }) =>
            Effect.succeed(OrderState.isPaid(state) ? notPaid({ because: "OrderPaidByOther" }) : checking),
          // Nothing was sent.
          AttemptLogError: () => Effect.succeed(checking)
        }))
      }
    })
  })
}) {}
