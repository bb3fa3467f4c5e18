import { Effect } from "effect"
import { type ConfirmIntent, LinePayError, Settlement } from "effect-line-pay"

/** Returns what the customer reads at `confirmUrl`. Take the intent from your database: anybody can open that URL. */
export const confirm = (intent: ConfirmIntent) =>
  Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment(intent)).pipe(
    Effect.as("Thank you."),
    Effect.catchTag("InsufficientBalance", () => Effect.succeed("Your balance is too low.")),
    Effect.catchIf(LinePayError.isCategory("Card"), () => Effect.succeed("Please choose another card.")),
    Effect.catchTag("OutcomeUnknown", () => Effect.succeed("We are checking. Please do not pay again."))
  )
