import { Effect } from "effect"
import { LinePayError, type RegKey, RegKeys, Settlement } from "effect-line-pay"

interface Subscription {
  readonly id: string
  readonly regKey: RegKey
  readonly amount: number
}

/** Charges a month once, no matter how often it runs. Returns what to do with the subscription. */
export const charge = ({ amount, id, regKey }: Subscription, month: string) =>
  Effect.flatMap(Settlement, (settlement) =>
    settlement.payPreapproved({
      regKey,
      // The same for every retry of this month, and for no other month.
      orderId: `${id}-${month}`,
      productName: `Membership ${month}`,
      amount,
      currency: "TWD"
    })).pipe(
      RegKeys.guarded(regKey),
      Effect.as("Extend" as const),
      Effect.catchTags({
        // Retry another day, under the same order id.
        CardInsufficientFunds: () => Effect.succeed("TryTomorrow" as const),
        InsufficientBalance: () => Effect.succeed("TryTomorrow" as const),
        // Nobody knows yet. Do not charge again, and do not extend. The sweeper continues.
        OutcomeUnknown: () => Effect.succeed("Wait" as const)
      }),
      // The key is dead. Forget it, and ask the customer to enrol again.
      Effect.catchIf(
        (error) => LinePayError.isLinePayError(error) && LinePayError.expiresRegKey(error),
        () => Effect.succeed("EnrolAgain" as const)
      )
    )
