/** Reads what the attempt log knows of a payment or a refund, for steps that must not be taken twice. */
import { Effect, Option } from "effect"
import { type Attempt, AttemptLog, type TransactionId } from "effect-line-pay"

const get = (key: string) => Effect.flatMap(AttemptLog, (log) => Effect.map(log.get(key), ({ own }) => own))

/** A confirm that came too early has begun nothing. */
export const ofPayment = (transactionId: TransactionId) =>
  Effect.map(get(`confirmPayment ${transactionId}`), Option.filter((attempt) => !wasTooEarly(attempt)))

const refundKey = (transactionId: TransactionId, refundId: string) => `refundPayment ${transactionId} ${refundId}`

export const ofRefund = (transactionId: TransactionId, refundId: string) => get(refundKey(transactionId, refundId))

/** The shop's id of a refund is the end of its key. */
export const refundIdOf = (key: string, transactionId: TransactionId) => key.slice(refundKey(transactionId, "").length)

export const wasTooEarly = ({ verdict }: Attempt.Attempt): boolean =>
  verdict?._tag === "NotApplied" && verdict.because === "WaitingForCustomer"
