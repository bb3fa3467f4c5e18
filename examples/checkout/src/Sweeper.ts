/**
 * Finishes payments for which no browser waits: those of customers who approved
 * and never came back, and those of a process that crashed.
 */
import { Effect, Layer, Option, Schedule } from "effect"
import { LinePay, LinePayError, Settlement, type TransactionId } from "effect-line-pay"
import * as Attempts from "./Attempts.ts"
import type { Order } from "./Order.ts"
import { Orders } from "./Orders.ts"
import * as OrderState from "./OrderState.ts"
import { Payments } from "./Payments.ts"
import { Refunds } from "./Refunds.ts"
import { ShopConfig } from "./ShopConfig.ts"

/** Settles what is in the log, and begins what is not: payments and refunds that nobody else begins. */
export const sweep = Effect.gen(function*() {
  const settlement = yield* Settlement
  const orders = yield* Orders
  const { unreadable } = yield* settlement.sweep
  if (unreadable.length > 0) yield* Effect.logError("The attempt log has records that cannot be read", unreadable)
  yield* Effect.forEach(yield* orders.openPayments, confirmIfApproved, { concurrency: 10, discard: true })
  yield* Effect.forEach(yield* orders.refunding, refundIfUnsent, { concurrency: 10, discard: true })
})

/** Checks the status first, so that the order stays free for another payment until there is something to confirm. */
const confirmIfApproved = (
  { state, transactionId }: { readonly state: OrderState.State; readonly transactionId: TransactionId }
) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const payments = yield* Payments
    // Settlement finishes what it has begun.
    if (Option.isSome(yield* Attempts.ofPayment(transactionId))) return
    const isWaiting = OrderState.mayPay(state) &&
      (yield* linePay.checkPaymentStatus({ transactionId })) === "WaitingForCustomer"
    if (!isWaiting) yield* payments.progress({ transactionId })
  }).pipe(
    Effect.catchIf(LinePayError.isLinePayError, (error) => Effect.logInfo("LINE Pay will be asked again", error))
  )

/** A process may have ended between the button and the request. */
const refundIfUnsent = ({ id, state }: Order) =>
  Effect.gen(function*() {
    if (state._tag !== "Refunding") return
    const { refundId, transactionId } = state
    if (Option.isSome(yield* Attempts.ofRefund(transactionId, refundId))) return
    yield* (yield* Refunds).refund(id, refundId)
  })

/** Runs {@link sweep} all the time. */
export const layer = Layer.scopedDiscard(
  Effect.flatMap(ShopConfig, ({ sweepEvery }) =>
    sweep.pipe(
      Effect.catchAllCause((cause) => Effect.logError("The sweeper will try again", cause)),
      Effect.repeat(Schedule.spaced(sweepEvery)),
      Effect.forkScoped
    ))
)
