import { Effect } from "effect"
import { LinePayError, Settlement, type TransactionId } from "effect-line-pay"

interface Order {
  readonly orderId: string
  readonly transactionId: TransactionId
  readonly amount: number
}

/** What the customer reads at `confirmUrl`. The order is the stored one: anybody can open that URL. */
export const confirm = ({ amount, orderId, transactionId }: Order) =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    yield* settlement.confirmPayment({ transactionId, orderId, amount, currency: "TWD" })
    return "Thank you."
  }).pipe(
    Effect.catchTag("InsufficientBalance", () => Effect.succeed("Your balance is too low.")),
    Effect.catchIf(LinePayError.isCategory("Card"), () => Effect.succeed("Please choose another card.")),
    Effect.catchTag("OutcomeUnknown", () => Effect.succeed("We are checking. Please do not pay again."))
  )
