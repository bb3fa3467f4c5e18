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
import { type AttemptLog, ConfirmHandler, type ConfirmIntent, NotApplied } from "effect-line-pay"
import * as Attempts from "./Attempts.ts"
import { Orders } from "./Orders.ts"
import type * as OrderState from "./OrderState.ts"

export class Payments extends Effect.Service<Payments>()("checkout/Payments", {
  scoped: Effect.gen(function*() {
    const orders = yield* Orders

    return yield* ConfirmHandler.make<SqlError.SqlError, AttemptLog>({
      find: (transactionId) => Effect.map(orders.payment(transactionId), Option.map(({ intent }) => intent)),

      around: (intent, confirm) =>
        Effect.gen(function*() {
          const { orderId, transactionId } = intent
          // The customer was told that it took no money, so it never may.
          const error = Option.getOrUndefined(
            Option.flatMapNullable(yield* Attempts.ofPayment(transactionId), Attempts.refusal)
          )
          if (error !== undefined) return { _tag: "NotPaid", intent, error } as const
          yield* orders.take(orderId, { _tag: "ConfirmBegun", transactionId })
          const progress = yield* confirm
          const fact = unrecorded(progress)
          if (fact !== undefined) yield* orders.learn(orderId, fact)
          return progress
        }).pipe(
          Effect.catchTags({
            // Another payment of the order is being confirmed. If it fails, it is this one's turn.
            StepRefused: ({ state }) => Effect.succeed(instead(intent, state)),
            // Nothing was sent.
            AttemptLogError: () => Effect.succeed<ConfirmHandler.Progress>({ _tag: "Checking", intent })
          })
        )
    })
  })
}) {}

/** What the order has to learn although the log has no record of it. */
const unrecorded = (progress: ConfirmHandler.Progress): OrderState.Fact | undefined => {
  if (progress._tag === "NotOurs") return undefined
  const { transactionId } = progress.intent
  switch (progress._tag) {
    case "Waiting":
      return { _tag: "ConfirmTooEarly", transactionId }
    case "NotPaid":
      // The look before the confirm was rejected.
      return progress.error.operation === "checkPaymentStatus" ? { _tag: "ConfirmTooEarly", transactionId } : undefined
    case "NeedsHuman":
      return progress.error._tag === "KeyTaken"
        ? { _tag: "PaymentDoubtful", transactionId, because: "KeyTaken" }
        : undefined
    default:
      return undefined
  }
}

/** The progress of a payment when its order is busy with another one, or paid by another one. */
const instead = (intent: ConfirmIntent, { _tag }: OrderState.State): ConfirmHandler.Progress => {
  if (_tag === "Checking" || _tag === "PaymentNeedsHuman" || _tag === "PaidTwice") return { _tag: "Checking", intent }
  const error = new NotApplied({ operation: "confirmPayment", key: intent.transactionId, because: "OrderPaidByOther" })
  return { _tag: "NotPaid", intent, error }
}
