/**
 * What must be true of every history, whatever has happened in it.
 */
import type { Attempt } from "effect-line-pay"
import type { Ledger } from "effect-line-pay-sandbox"
import type { History } from "./World.ts"

export interface Finding {
  /** What is wrong, in one sentence. */
  readonly what: string
  /** The order or the key that the story of it can be found by. */
  readonly about: string
}

export interface Judgement {
  readonly violations: ReadonlyArray<Finding>
  /** Attempts that are open and have to be: the API shows nothing that could decide them. */
  readonly undecidable: number
  /** Refunds proved by an entry that somebody else made: the honest limit of refunds. */
  readonly takenForOurs: number
  /** How often each verdict was given, by operation: "confirmPayment Applied". */
  readonly verdicts: ReadonlyMap<string, number>
}

export const judge = (history: History): Judgement => {
  const violations: Array<Finding> = []
  const verdicts = new Map<string, number>()
  let undecidable = 0
  let takenForOurs = 0
  const wrong = (about: string, what: string) => violations.push({ about, what })

  if (history.earlyConfirms > 0) {
    wrong("confirm", `${history.earlyConfirms} confirms were sent before the customer had authenticated`)
  }

  // No order is captured twice.
  const captures = history.ledger.filter(({ kind }) => kind === "Capture")
  for (const [orderId, movements] of groupBy(captures, ({ orderId }) => orderId)) {
    if (movements.length > 1) wrong(orderId, `captured ${movements.length} times`)
  }

  // No refund beyond or besides what was asked.
  const refundAttempts = [...history.attempts.values()].filter(({ operation }) => operation === "refundPayment")
  const apiRefunds = history.ledger.filter((movement) => movement.kind === "Refund" && isOurs(movement))
  for (const [transactionId, movements] of groupBy(apiRefunds, ({ transactionId }) => transactionId)) {
    const asked = refundAttempts.filter((attempt) => attempt.transactionId === transactionId)
    const total = asked.find(({ refundUpTo }) => refundUpTo !== undefined)?.refundUpTo
    if (total !== undefined) {
      const refunded = movements.reduce((sum, { amount }) => sum + amount, 0)
      if (refunded > total) wrong(transactionId, `refunded ${refunded}, where ${total} was asked for in all`)
      continue
    }
    let inFull = asked.filter(({ amount }) => amount === undefined).length
    for (const [amount, ofAmount] of groupBy(movements, ({ amount }) => String(amount))) {
      const surplus = ofAmount.length - asked.filter((attempt) => String(attempt.amount) === amount).length
      if (surplus > inFull) wrong(transactionId, `refunded ${amount} more often than asked: ${ofAmount.length} times`)
      else inFull -= Math.max(0, surplus)
    }
  }

  // Whatever our calls have moved is known: applied, or open, or for a human.
  for (const movement of history.ledger) {
    if (!isOurs(movement)) continue
    const known = [...history.attempts.values()].some((attempt) =>
      concerns(history, attempt, movement) && attempt.verdict?._tag !== "NotApplied"
    )
    if (!known && movement.kind !== "Void") {
      wrong(movement.orderId, `${movement.kind} of ${movement.amount} that nobody knows of`)
    }
  }

  // What was called "not applied" had not happened, and did not happen later by what had been sent.
  for (const { at, because, key } of history.denials) {
    const attempt = history.attempts.get(key)
    const before = history.ledger.find((movement) =>
      attempt !== undefined && sentAt(movement) <= at && concerns(history, attempt, movement)
    )
    if (before !== undefined) {
      wrong(key, `called not applied (${because}), but its ${before.kind} had been sent and came`)
    }
  }

  const proofs = new Map<string, string>()
  for (const attempt of history.attempts.values()) {
    const { key, operation, verdict } = attempt
    const outcome = verdict?._tag ?? "Open"
    verdicts.set(`${operation} ${outcome}`, (verdicts.get(`${operation} ${outcome}`) ?? 0) + 1)
    const moved = history.ledger.filter((movement) => isOurs(movement) && concerns(history, attempt, movement))
    switch (verdict?._tag) {
      case "Applied": {
        const refund = verdict.refundTransactionId
        if (refund !== undefined) {
          const entry = history.ledger.find(({ refundTransactionId }) => refundTransactionId === refund)
          if (entry === undefined) wrong(key, "applied by a refund that is not in the ledger")
          else if (attempt.amount !== undefined && entry.amount !== attempt.amount) {
            wrong(key, `applied by a refund of ${entry.amount}, not ${attempt.amount}`)
          } else if (entry.at < (attempt.sends[0]?.at ?? 0)) {
            wrong(key, "applied by a refund that was there before it was sent")
          } else if (!isOurs(entry)) takenForOurs++
          const other = proofs.get(refund)
          if (other !== undefined) wrong(key, `proved by the refund that proves ${other}`)
          proofs.set(refund, key)
        } else if (moved.length === 0 && !isDoneByOthers(attempt, history)) {
          wrong(key, `applied, but nothing has moved (${verdict.evidence})`)
        }
        break
      }
      case "NotApplied":
        if (moved.length > 0) wrong(key, `not applied (${verdict.because}), but ${moved[0]?.kind} is in the ledger`)
        break
      case "Mismatch":
        if (!hasVisibleCause(attempt, history)) wrong(key, `a mismatch (${verdict.because}) without a cause`)
        break
      case undefined:
        if (moved.length === 0 && canStayOpen(attempt)) undecidable++
        else wrong(key, `still open, though ${moved.length === 0 ? "it could be decided" : "it is in the ledger"}`)
    }
  }
  return { violations, undecidable, takenForOurs, verdicts }
}

/** Moved by a call of ours, early or late; not by staff, the customer or time. */
const isOurs = ({ cause }: Ledger.Movement): boolean => cause._tag === "Call" || cause._tag === "LateCommit"

/** When the call was made that moved it: the nonces of a world are times. */
const sentAt = ({ at, cause }: Ledger.Movement): number => "nonce" in cause ? Number(cause.nonce) : at

/** Whether a movement is what an attempt asked for. */
const concerns = ({ attempts }: History, attempt: Attempt.Attempt, movement: Ledger.Movement): boolean => {
  if (movement.cause._tag !== "Call" && movement.cause._tag !== "LateCommit") return false
  if (movement.cause.operation !== attempt.operation) return false
  if (attempt.operation === "payPreapproved") return movement.orderId === attempt.orderId
  if (movement.transactionId !== attempt.transactionId) return false
  if (attempt.operation === "voidPayment") return movement.kind === "Void"
  if (attempt.operation === "capturePayment") return movement.kind === "Capture"
  if (attempt.operation === "confirmPayment" || attempt.refundUpTo !== undefined) return true
  // Refunds of one payment have amounts of their own; the one of all that is left has what remains.
  return attempt.amount === undefined
    ? ![...attempts.values()].some((other) =>
      other.transactionId === movement.transactionId && other.operation === "refundPayment" &&
      other.amount === movement.amount
    )
    : movement.amount === attempt.amount
}

/** Voided by expiry or by staff, refunded in full by staff: what was asked for is so, by somebody else. */
const isDoneByOthers = (attempt: Attempt.Attempt, { ledger }: History): boolean =>
  ledger.some((movement) =>
    movement.transactionId === attempt.transactionId &&
    (attempt.operation === "voidPayment"
      ? movement.kind === "Void" || movement.kind === "Expire"
      : attempt.operation === "refundPayment" && (attempt.amount === undefined || attempt.refundUpTo !== undefined) &&
        movement.kind === "Refund")
  )

/** Staff acted on the payment, its hold was released, or the order has another payment: a human can see it. */
const hasVisibleCause = (attempt: Attempt.Attempt, { ledger }: History): boolean =>
  ledger.some((movement) =>
    (movement.transactionId === attempt.transactionId || movement.orderId === attempt.orderId) &&
    (movement.cause._tag === "MerchantCentre" || movement.kind === "Void" || movement.kind === "Expire")
  )

/**
 * What left no trace and may not be sent again: a partial refund and a charge by key at all, the others once they were
 * sent as often as is allowed.
 */
const canStayOpen = ({ amount, operation, sends }: Attempt.Attempt): boolean =>
  operation === "payPreapproved" || (operation === "refundPayment" && amount !== undefined) ||
  sends.length >= (operation === "refundPayment" ? 2 : 3)

const groupBy = <A>(items: ReadonlyArray<A>, key: (item: A) => string): Map<string, Array<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) groups.set(key(item), [...groups.get(key(item)) ?? [], item])
  return groups
}
