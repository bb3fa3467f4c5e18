/**
 * Reads what the attempt log knows of a payment or a refund, for steps that
 * must not be taken twice.
 */
import { Effect, type Option } from "effect"
import { type Attempt, AttemptLog, type AttemptLogError, NotApplied, type TransactionId, type Verdict } from "effect-line-pay"

const refundKey = (transactionId: TransactionId, refundId: string) => `refundPayment ${transactionId} ${refundId}`

/** Returns the shop's id of the refund, which is the end of its key. */
export const refundIdOf = (key: string, transactionId: TransactionId): string =>
  key.slice(refundKey(transactionId, "").length)

const ofKey = (
  key: string
): Effect.Effect<Option.Option<Attempt.Attempt>, AttemptLogError, AttemptLog> =>
  Effect.flatMap(AttemptLog, (log) => Effect.map(log.get(key), ({ own }) => own))

export const ofPayment = (transactionId: TransactionId) => ofKey(`confirmPayment ${transactionId}`)

export const ofRefund = (transactionId: TransactionId, refundId: string) => ofKey(refundKey(transactionId, refundId))

/** After these, the same payment may still be confirmed: nothing was sent, or the customer had not approved. */
const passing: ReadonlyArray<Verdict.NotAppliedReason> = [
  "WaitingForCustomer",
  "NeverSent",
  "NotPrepared",
  "Connect",
  "Dns",
  "Tls",
  "Request",
  "Signer",
  "Timeout",
  "Disconnected"
]

/** Returns why the payment or refund moved no money and never will, if a rule or a human has found that out. */
export const refusal = ({ key, operation, verdict }: Attempt.Attempt): NotApplied | undefined => {
  if (verdict?._tag !== "NotApplied" || passing.includes(verdict.because)) return undefined
  const { _tag: _, ...why } = verdict
  return new NotApplied({ operation, key, ...why })
}

/** Whether the payment or refund is settlement's to finish, or finished. */
export const isBegun = (attempt: Attempt.Attempt): boolean =>
  attempt.verdict?._tag !== "NotApplied" || refusal(attempt) !== undefined
