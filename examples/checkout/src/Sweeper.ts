/**
 * Finishes payments for which no browser waits: those of customers who approved
 * and never came back, and those of a process that crashed.
 */
import { Duration, Effect, Layer, Option, Schedule, Stream } from "effect"
import { LinePay, LinePayError, Settlement, type TransactionId } from "effect-line-pay"
import { Orders } from "./Orders.ts"
import * as OrderState from "./OrderState.ts"
import { Payments } from "./Payments.ts"
import { Refunds } from "./Refunds.ts"
import { ShopConfig } from "./ShopConfig.ts"

/** Settles the open attempts in the log, and checks whether customers who have not come back have approved. */
export const sweep = Effect.gen(function*() {
  const settlement = yield* Settlement
  const orders = yield* Orders
  const payments = yield* Payments
  const refunds = yield* Refunds

  yield* Stream.runForEach(settlement.settleOpen, ({ attempt, result }) =>
    Effect.gen(function*() {
      const { operation, transactionId } = attempt
      if (result === "StillOpen" || transactionId === undefined) return
      const payment = yield* orders.payment(transactionId)
      if (Option.isNone(payment)) return
      const { id, state } = payment.value.order
      if (result === "NeedsHuman") yield* Effect.logError(`${id}: look into the merchant centre`, attempt.key)
      if (operation === "confirmPayment") {
        yield* result === "Settled"
          ? payments.progress({ transactionId })
          : orders.learn(id, { _tag: "PaymentDoubtful", transactionId, because: "NoEvidence" })
      } else if (state._tag === "Refunding") {
        const { refundId } = state
        yield* result === "Settled"
          ? refunds.refund(id, refundId)
          : orders.learn(id, { _tag: "RefundDoubtful", refundId, because: "NoEvidence" })
      }
    }))

  yield* Effect.forEach(
    (yield* orders.openPayments).filter(({ state }) => OrderState.mayPay(state)),
    ({ transactionId }) => confirmIfApproved(transactionId),
    { concurrency: 10, discard: true }
  )
})

/** Checks the status first, so that the order stays free for another payment until there is something to confirm. */
const confirmIfApproved = (transactionId: TransactionId) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const payments = yield* Payments
    const status = yield* linePay.checkPaymentStatus({ transactionId })
    if (status !== "WaitingForCustomer") yield* payments.progress({ transactionId })
  }).pipe(
    Effect.catchIf(LinePayError.isLinePayError, (error) => Effect.logInfo("LINE Pay will be asked again", error))
  )

/**
 * Continues everything that may have moved money. It writes verdicts from the
 * log to their orders, in case the process crashed in between.
 */
export const resume = Effect.gen(function*() {
  const orders = yield* Orders
  const payments = yield* Payments
  const refunds = yield* Refunds
  yield* Effect.forEach(
    (yield* orders.openPayments).filter(({ state }) => !OrderState.mayPay(state)),
    payments.progress,
    { concurrency: 10, discard: true }
  )
  yield* Effect.forEach(
    yield* orders.refunding,
    ({ id, state }) => state._tag === "Refunding" ? refunds.refund(id, state.refundId) : Effect.void,
    { concurrency: 10, discard: true }
  )
})

/** Runs {@link resume} at the start and from time to time, and {@link sweep} all the time. */
export const layer = Layer.scopedDiscard(
  Effect.gen(function*() {
    const { sweepEvery } = yield* ShopConfig
    const every = <E, R>(work: Effect.Effect<void, E, R>, interval: Duration.Duration) =>
      work.pipe(
        Effect.catchAllCause((cause) => Effect.logError("The sweeper will try again", cause)),
        Effect.repeat(Schedule.spaced(interval)),
        Effect.forkScoped
      )
    yield* every(resume, Duration.times(sweepEvery, 5))
    yield* every(sweep, sweepEvery)
  })
)
