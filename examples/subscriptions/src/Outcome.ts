/**
 * What became of a charge, and what follows from it for the books.
 */
import { Data } from "effect"
import type {
  MassRegKeyDeath,
  PayPreapprovedSuccess,
  PreapprovedSettlementError,
  Settled,
  TransactionId,
  Verdict
} from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import type { RegKeyUnreadable } from "./RegKeyVault.ts"

export type Outcome = Data.TaggedEnum<{
  Paid: { readonly transactionId: TransactionId }
  /** LINE Pay refused, and nothing was charged: dunning decides. */
  Refused: { readonly code: ResultCode.Code }
  /** Nobody knows yet. Settlement is looking; nothing is sent again. */
  Checking: {}
  /** Certainly not charged, and not because of the customer: it stays due. */
  NotCharged: { readonly because: string }
  /** Something is there that was not asked for. */
  NeedsHuman: { readonly because: string }
}>

export const Outcome = Data.taggedEnum<Outcome>()

export const ofSuccess = ({ transactionId }: Settled<PayPreapprovedSuccess>): Outcome => Outcome.Paid({ transactionId })

export const ofError = (error: PreapprovedSettlementError | MassRegKeyDeath | RegKeyUnreadable): Outcome => {
  switch (error._tag) {
    case "OutcomeUnknown":
      return Outcome.Checking()
    case "SettlementMismatch":
      return Outcome.NeedsHuman({ because: error.because })
    case "NotApplied":
      return ofNotApplied(error.because)
    case "MassRegKeyDeath":
      return Outcome.NotCharged({ because: "LINE Pay knows too few of the regKeys" })
    case "RegKeyUnreadable":
      return Outcome.NotCharged({ because: error.because })
    default: {
      if (!("code" in error)) return Outcome.NotCharged({ because: error.message })
      // The look before the charge is refused with codes, too: then nothing was said of the customer.
      return error.operation === "payPreapproved"
        ? ofNotApplied(error.code)
        : Outcome.NotCharged({ because: "hint" in error ? `${error.code}. ${error.hint}` : error.message })
    }
  }
}

/** Of what the sweeper has found out. */
export const ofVerdict = (verdict: Verdict.Verdict): Outcome => {
  switch (verdict._tag) {
    case "Applied":
      return Outcome.Paid({ transactionId: verdict.transactionId })
    case "NotApplied":
      return ofNotApplied(verdict.because)
    case "Mismatch":
      return Outcome.NeedsHuman({ because: verdict.because })
  }
}

/** Proved not done: by a refusal, or by something else. */
const ofNotApplied = (because: string): Outcome => {
  // Somebody has charged this order, and the log does not know of it: it may have been restored from a backup.
  if (because === "OrderIdReused") return Outcome.NeedsHuman({ because })
  const code = ResultCode.find(because)
  return code === undefined ? Outcome.NotCharged({ because }) : Outcome.Refused({ code })
}
