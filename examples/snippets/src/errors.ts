import { Effect } from "effect"
import { LinePay, LinePayError, type TransactionId } from "effect-line-pay"

/** What a shopkeeper reads after a click on "refund 30". */
export const refund = (transactionId: TransactionId) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const { refundTransactionId } = yield* linePay.refundPayment({ transactionId, refundAmount: 30, currency: "TWD" })
    return `Refunded: ${refundTransactionId}`
  }).pipe(
    // One error, by its tag. A tag that a refund cannot answer would not compile.
    Effect.catchTag("RefundPeriodExpired", () => Effect.succeed("Too late: pay it back another way.")),
    // A kind of error, by its category.
    Effect.catchIf(LinePayError.isCategory("Customer"), ({ hint }) => Effect.succeed(hint)),
    // Everything after which the money may have moved: OutcomeUnknown, 1199, 9000, 190X and their like.
    Effect.catchIf(LinePayError.outcomeIs("Unknown"), ({ message }) => Effect.succeed(`Do not click again. ${message}`))
  )
