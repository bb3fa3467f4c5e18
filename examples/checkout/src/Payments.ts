/**
 * Confirms payments for `confirmUrl` and for the sweeper, with the library's
 * `ConfirmHandler` on the shop's orders.
 *
 * An order can have several payments, because a customer can press "pay" in two
 * tabs and approve in both. The shop confirms one of them at a time, and none
 * after one was paid. It does not rely on LINE Pay to reject the second.
 */
import type { SqlError } from "@effect/sql"
import { Effect, Option } from "effect"
import { ConfirmHandler, customerReason, NotApplied } from "effect-line-pay"
import { Orders } from "./Orders.ts"

export class Payments extends Effect.Service<Payments>()("checkout/Payments", {
  scoped: Effect.gen(function*() {
    const orders = yield* Orders

    return yield* ConfirmHandler.make<SqlError.SqlError, never>({
      find: (transactionId) => Effect.map(orders.payment(transactionId), Option.map(({ intent }) => intent)),

      around: (intent, confirm) =>
        Effect.gen(function*() {
          const { orderId, transactionId } = intent
          const refused = Option.flatMapNullable(yield* orders.payment(transactionId), (_) => _.refusedBecause)
          // The customer was told that it took no money, so it never may.
          if (Option.isSome(refused)) {
            // The shop has kept only the category that it showed the customer.
            const error = new NotApplied({
              operation: "confirmPayment",
              key: transactionId,
              because: "Unrecognised",
              recordedAs: refused.value
            })
            return { _tag: "NotPaid", intent, error } as const
          }
          yield* orders.take(orderId, { _tag: "ConfirmBegun", transactionId })
          const progress = yield* confirm
          if (progress._tag === "Waiting") yield* orders.learn(orderId, { _tag: "ConfirmTooEarly", transactionId })
          return progress
        }).pipe(
          // Another payment of the order is being confirmed. If it fails, it is this one's turn.
          Effect.catchTag("StepRefused", () => Effect.succeed<ConfirmHandler.Progress>({ _tag: "Checking", intent }))
        ),

      ended: (progress) => {
        const { amount, orderId, transactionId } = progress.intent
        switch (progress._tag) {
          case "Paid": {
            const { refunded } = progress.payment
            return orders.learn(orderId, {
              _tag: "PaymentApplied",
              transactionId,
              refunded: refunded === 0 ? "Nothing" : refunded < amount ? "Part" : "All"
            })
          }
          case "NotPaid":
            return Effect.zipRight(
              Effect.logInfo(`${orderId} was not paid`, progress.error),
              orders.learn(orderId, {
                _tag: "PaymentNotApplied",
                transactionId,
                reason: customerReason(progress.error)
              })
            )
          case "NeedsHuman": {
            const { error } = progress
            const because = error._tag === "SettlementMismatch" ? error.because : error._tag
            return orders.learn(orderId, { _tag: "PaymentDoubtful", transactionId, because })
          }
        }
      }
    })
  })
}) {}
