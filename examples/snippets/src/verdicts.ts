import { Effect } from "effect"
import { type ConfirmIntent, LinePayError, Settlement } from "effect-line-pay"

/** Confirms, and returns what to do with the order. */
export const afterConfirm = (intent: ConfirmIntent) =>
  Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment(intent)).pipe(
    // Applied.
    Effect.map(({ refunded }) => refunded > 0 ? "AskWhoRefunded" as const : "Ship" as const),
    Effect.catchTags({
      // Mismatch.
      SettlementMismatch: () => Effect.succeed("CallSomebody" as const),
      // The order has changed since its first confirm, or another merchant has the key.
      KeyTaken: () => Effect.succeed("CallSomebody" as const),
      // Unknown. The sweeper continues.
      OutcomeUnknown: () => Effect.succeed("TellToWait" as const),
      // The log could not be written, so nothing was sent.
      AttemptLogError: () => Effect.succeed("TryAgain" as const),
      // Not applied, as a rule proves.
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
    // The status check before the confirm failed, so nothing was sent.
    Effect.catchIf(
      (error) => LinePayError.isLinePayError(error) && LinePayError.isSafeToRetry(error),
      () => Effect.succeed("TryAgain" as const)
    ),
    // Not applied. LINE Pay rejected it.
    Effect.catchAll(() => Effect.succeed("OfferToPayAgain" as const))
  )
