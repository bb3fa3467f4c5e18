import type { Attempt, Send } from "../../Attempt.ts"
import type * as Verdict from "../../Verdict.ts"
import { entriesOf } from "./decision.ts"
import * as Payments from "./payments.ts"

// Details lag, and the log does not. So a snapshot counts only if it shows what the log knows may have moved. The
// refunded amount is an interval, because details may list two refunds under one id.

/** A refund that was sent, and that no rule has proved not applied. */
export interface KnownRefund {
  readonly attempt: Attempt
  /** When it was sent last. */
  readonly at: number
  /** The refunds in details that it is known by; empty if nobody knows. */
  readonly entries: ReadonlyArray<Verdict.RefundEntry>
  readonly isApplied: boolean
}

/** The refunded amount of a payment, by details and by the log together. */
export interface Refunded {
  /** The least and the most that may have been refunded, in major units. */
  readonly low: number
  readonly high: number
  /** The refunds that details have to show before anything is sent. */
  readonly notShown: ReadonlyArray<KnownRefund>
  /** The refunds that details do not show although they had the time. They count no longer. */
  readonly overdue: ReadonlyArray<KnownRefund>
}

/** The refunds of a payment that may have moved money, from its records. */
export const known = (attempts: ReadonlyArray<Attempt>): ReadonlyArray<KnownRefund> =>
  attempts.flatMap((attempt) => {
    const { amount, earlier, hand, sends, verdict } = attempt
    const isDenied = verdict?._tag === "NotApplied" && hand === undefined
    const rounds = isDenied ? earlier : [...earlier, { amount, sends, verdict }]
    return rounds.flatMap((round) => knownBy(attempt, round.sends, round.verdict, round.amount))
  })

const knownBy = (
  attempt: Attempt,
  sends: ReadonlyArray<Send>,
  verdict: Verdict.Verdict | undefined,
  amount: number | undefined
): ReadonlyArray<KnownRefund> => {
  // An attempt that sent nothing demands nothing.
  if (sends.length === 0) return []
  const isApplied = verdict?._tag === "Applied"
  const entries = verdict === undefined || verdict._tag === "NotApplied" ? [] : entriesOf(verdict)
  // A record of an earlier version has the id only.
  const single = isApplied && entries.length === 0 && verdict.refundTransactionId !== undefined && amount !== undefined
    ? [{ id: verdict.refundTransactionId, amount }]
    : entries
  return [{ attempt, at: Math.max(...sends.map(({ at }) => at)), entries: single, isApplied }]
}

const isEntry = (entry: Verdict.RefundEntry) => (other: Verdict.RefundEntry): boolean =>
  entry.id === other.id && Payments.equal(entry.amount, other.amount)

/** Accounts for the refunds of a payment. One that is younger than `within` must be shown, by its id and amount. */
export const account = (
  payment: Payments.Payment,
  refunds: ReadonlyArray<KnownRefund>,
  now: number,
  within: number
): Refunded => {
  const listed = payment.listed.map(Payments.asEntry)
  const left = [...listed]
  const take = (found: (entry: Verdict.RefundEntry) => boolean): boolean => {
    const index = left.findIndex(found)
    if (index >= 0) left.splice(index, 1)
    return index >= 0
  }

  const notShown: Array<KnownRefund> = []
  const overdue: Array<KnownRefund> = []
  const applied: Array<number> = []
  for (const refund of refunds) {
    const missing = refund.entries.filter((entry) => !take(isEntry(entry)))
    const isShown = refund.entries.length > 0 && missing.length === 0
    applied.push(...refund.entries.filter((entry) => !missing.includes(entry)).map(({ amount }) => amount))
    if (isShown) continue
    if (now < refund.at + within) {
      notShown.push(refund)
      continue
    }
    // Details may list it under the id of another refund, which is then listed more than once.
    const isRepeated = (entry: Verdict.RefundEntry) => listed.filter(isEntry(entry)).length > 1
    const explained = refund.isApplied
      ? missing.filter(({ amount }) => take((entry) => Payments.equal(entry.amount, amount) && isRepeated(entry)))
      : []
    applied.push(...explained.map(({ amount }) => amount))
    if (refund.isApplied && explained.length < missing.length) overdue.push(refund)
  }
  return {
    low: Math.max(Payments.refunded(payment), Payments.totalOf(applied)),
    high: Payments.totalOf(listed.map(({ amount }) => amount)),
    notShown,
    overdue
  }
}
