import { Effect } from "effect"
import { LinePay, LinePayError, type TransactionId } from "effect-line-pay"

/** Refunds 30 and returns a text for the shopkeeper. */
export const refund = (transactionId: TransactionId) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const { refundTransactionId } = yield* linePay.refundPayment({ transactionId, refundAmount: 30, currency: "TWD" })
    return `Refunded: ${refundTransactionId}`
  }).pipe(
    // One error, by its tag. A tag that a refund cannot fail with does not compile.
    Effect.catchTag("RefundPeriodExpired", () => Effect.succeed("Too late: pay it back another way.")),
    // A group of errors, by category.
    Effect.catchIf(LinePayError.isCategory("Customer"), ({ hint }) => Effect.succeed(hint)),
    // Every error after which the money may have moved, such as OutcomeUnknown, 1199, 9000 and 190X.
    Effect.catchIf(LinePayError.outcomeIs("Unknown"), ({ message }) => Effect.succeed(`Do not click again. ${message}`))
  )
