/**
 * Converts the result of a charge to its consequence for the books.
 */
import { Data } from "effect"
import type {
  Attempt,
  MassRegKeyDeath,
  PayPreapprovedSuccess,
  PreapprovedSettlementError,
  Settled,
  TransactionId
} from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import type { RegKeyUnreadable } from "./RegKeyVault.ts"

export type Outcome = Data.TaggedEnum<{
  Paid: { readonly transactionId: TransactionId }
  /** LINE Pay rejected it, and nothing was charged. Dunning decides. */
  Refused: { readonly code: ResultCode.Code }
  /** The outcome is unknown. Settlement looks it up, and nothing is retried. */
  Checking: {}
  /** Certainly not charged, and not because of the customer: it stays due. */
  NotCharged: { readonly because: string }
  /** LINE Pay shows something other than the charge. */
  NeedsHuman: { readonly because: string }
}>

export const Outcome = Data.taggedEnum<Outcome>()

export const ofSuccess = ({ transactionId }: Settled<PayPreapprovedSuccess>): Outcome => Outcome.Paid({ transactionId })

type Failure = PreapprovedSettlementError | MassRegKeyDeath | RegKeyUnreadable

/** Whether the log has no record of the outcome. Nothing was sent then, and nobody else records it. */
export const isUnrecorded = (error: Failure): boolean =>
  error._tag === "RegKeyUnreadable" || error._tag === "AttemptLogError" || error._tag === "KeyTaken" ||
  ("operation" in error && error.operation !== "payPreapproved")

export const ofError = (error: Failure): Outcome => {
  switch (error._tag) {
    case "OutcomeUnknown":
      return Outcome.Checking()
    case "SettlementMismatch":
      return Outcome.NeedsHuman({ because: error.because })
    case "KeyTaken":
      return Outcome.NeedsHuman({ because: error.message })
    case "NotApplied":
      return ofNotApplied(error.because)
    case "MassRegKeyDeath":
      return Outcome.NotCharged({ because: "LINE Pay knows too few of the regKeys" })
    case "RegKeyUnreadable":
      return Outcome.NotCharged({ because: error.because })
    default: {
      if (!("code" in error)) return Outcome.NotCharged({ because: error.message })
      // The look before the charge can be rejected, too. That says nothing about the customer.
      return error.operation === "payPreapproved"
        ? ofNotApplied(error.code)
        : Outcome.NotCharged({ because: "hint" in error ? `${error.code}. ${error.hint}` : error.message })
    }
  }
}

/** From the record in the log. */
export const ofAttempt = ({ alarm, verdict }: Attempt.Attempt): Outcome => {
  switch (verdict?._tag) {
    case "Applied":
      return Outcome.Paid({ transactionId: verdict.transactionId })
    case "NotApplied":
      return ofNotApplied(verdict.because)
    case "Mismatch":
      return Outcome.NeedsHuman({ because: verdict.because })
    case undefined:
      return alarm === undefined ? Outcome.Checking() : Outcome.NeedsHuman({ because: alarm })
  }
}

/** Provably not charged, by a rejection or by other proof. */
const ofNotApplied = (because: string): Outcome => {
  // The order was charged, but the log has no record. It may have been restored from a backup. Or a human has decided.
  if (because === "OrderIdReused" || because === "ClosedByHand") return Outcome.NeedsHuman({ because })
  const code = ResultCode.find(because)
  return code === undefined ? Outcome.NotCharged({ because }) : Outcome.Refused({ code })
}
