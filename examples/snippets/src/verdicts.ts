import { Effect } from "effect"
import { type ConfirmIntent, LinePayError, Settlement } from "effect-line-pay"

/** What to do with an order after its confirm. */
export const afterConfirm = (intent: ConfirmIntent) =>
  Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment(intent)).pipe(
    // Applied.
    Effect.map(({ refunded }) => refunded > 0 ? "AskWhoRefunded" as const : "Ship" as const),
    Effect.catchTags({
      // Mismatch.
      SettlementMismatch: () => Effect.succeed("CallSomebody" as const),
      // Unknown: the sweeper goes on.
      OutcomeUnknown: () => Effect.succeed("TellToWait" as const),
      // The log could not be written, so nothing was sent.
      AttemptLogError: () => Effect.succeed("TryAgain" as const),
      // Not applied: a rule proves it.
      NotApplied: ({ because }) => {
        switch (because) {
          case "WaitingForCustomer":
            return Effect.succeed("WaitForCustomer" as const)
          case "OrderPaidByOther":
            return Effect.succeed("ShipOnceOnly" as const)
          default:
            return Effect.succeed("OfferToPayAgain" as const)
        }
      }
    }),
    // LINE Pay could not be asked whether the customer has authenticated, so nothing was sent.
    Effect.catchIf(
      (error) => LinePayError.isLinePayError(error) && LinePayError.isSafeToRetry(error),
      () => Effect.succeed("TryAgain" as const)
    ),
    // Not applied: LINE Pay said no.
    Effect.catchAll(() => Effect.succeed("OfferToPayAgain" as const))
  )
