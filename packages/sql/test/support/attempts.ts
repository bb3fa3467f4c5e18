import type { Attempt } from "effect-line-pay/Attempt"
import { TransactionId } from "effect-line-pay/TransactionId"
import type * as Verdict from "effect-line-pay/Verdict"

const transactionId = TransactionId.make("2023042201206549310")

/** A new attempt, with nothing in it that the log looks at unless it is given. */
export const attempt = (fields: Partial<Attempt> & { readonly key: string }): Attempt => ({
  operation: "refundPayment",
  fingerprint: "sha-256 of what was asked",
  transactionId,
  openedAt: 0,
  sends: [],
  sweeps: 0,
  version: 0,
  ...fields
})

export const applied: Verdict.Applied = {
  _tag: "Applied",
  settledBy: "Answer",
  evidence: "Answer",
  transactionId,
  refunded: 0
}
