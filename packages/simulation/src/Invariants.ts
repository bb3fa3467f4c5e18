/**
 * Checks the invariants of every history.
 */
import { Attempt, type Verdict } from "effect-line-pay"
import type { Ledger } from "effect-line-pay-sandbox"
import type { History, Movement, Sent } from "./World.ts"

/** An invariant that was broken. */
export interface Violation {
  /** The world that it happened in. */
  readonly seed: number
  /** The problem, in one sentence. */
  readonly what: string
  /** The order, payment or key that finds its story. */
  readonly about: string
}

export interface Judgement {
  readonly violations: ReadonlyArray<Violation>
  /** Attempts that must stay open, by the reason in docs/settlement.md. */
  readonly undecidable: ReadonlyMap<string, number>
  /** Refunds proved by a refund that staff made, under its own id or another: docs/settlement.md says why it can be. */
  readonly takenForOurs: number
  /** How many times each verdict was given, by operation: "confirmPayment Applied". */
  readonly verdicts: ReadonlyMap<string, number>
}

/** A movement of money that a call of ours has made, early or late, and the request that did it. */
interface Moved {
  readonly movement: Movement
  readonly sent: Sent
}

export const judge = (history: History): Judgement => {
  const violations: Array<Violation> = []
  const verdicts = new Map<string, number>()
  const undecidable = new Map<string, number>()
  let takenForOurs = 0
  const wrong = (about: string, what: string) => violations.push({ seed: history.seed, about, what })

  const ours = history.ledger.flatMap((movement): ReadonlyArray<Moved> => {
    const { cause } = movement
    const sent = "nonce" in cause ? history.requests.get(cause.nonce) : undefined
    // A partial capture releases the rest. Nobody asked for that movement.
    return sent === undefined || !("operation" in cause) || !moves[cause.operation]?.includes(movement.kind)
      ? []
      : [{ movement, sent }]
  })
  const firstSent = new Map<string, number>()
  for (const { at, key = "" } of history.requests.values()) if (!firstSent.has(key)) firstSent.set(key, at)
  const byKey = groupBy(ours, ({ sent }) => sent.key ?? "")
  const byPayment = groupBy(history.ledger, ({ transactionId }) => transactionId)
  // Merchants may have the same order ids.
  const byOrder = groupBy(history.ledger, ({ merchant, orderId }) => `${merchant} ${orderId}`)

  if (history.earlyConfirms > 0) {
    wrong("confirm", `${history.earlyConfirms} confirms were sent before the customer had authenticated`)
  }

  for (const movements of byOrder.values()) {
    const [first, ...others] = movements.filter(({ kind }) => kind === "Capture")
    if (first !== undefined && others.length > 0) {
      wrong(first.orderId, `the order was captured ${others.length + 1} times`)
    }
  }

  for (const [key, moved] of byKey) {
    const attempt = history.attempts.get(key)
    const [first] = moved
    if (attempt === undefined) {
      if (first !== undefined) wrong(first.movement.orderId, `${show(first.movement)}, that no record knows of`)
      continue
    }
    // A human who reopens an attempt allows one more request.
    const rounds = history.handled.has(key) ? attempt.round + 1 : 1
    if (moved.length > rounds) wrong(key, `the intent was applied ${moved.length} times`)
    const { amount, refundUpTo } = attempt
    for (const { movement } of moved) {
      if (refundUpTo === undefined && amount !== undefined && movement.amount !== amount) {
        wrong(key, `${show(movement)}, where ${amount} was asked for`)
      }
      if (refundUpTo !== undefined && movement.amount > refundUpTo) {
        wrong(key, `${show(movement)}, where ${refundUpTo} was asked for in all`)
      }
    }
  }

  // A "not applied" is true: it had not happened, and no request sent before made it happen later.
  for (const { after, because, key } of history.denials) {
    const denied = byKey.get(key)?.find(({ sent }) => sent.sequence <= after)
    if (denied !== undefined) {
      wrong(key, `called not applied (${because}), but what had been sent led to ${show(denied.movement)}`)
    }
  }

  /** The attempt that each refund proves, by its shown id and amount. */
  const claims = new Map<string, string>()
  /** The same, by the refund's entry in the ledger. */
  const proofs = new Map<Movement, string>()
  const judgeProof = (
    attempt: Attempt.Attempt,
    shown: Shown,
    moved: ReadonlyArray<Moved>,
    refunds: ReadonlyArray<Movement>
  ): void => {
    const { key, transactionId = "" } = attempt
    const sentAt = firstSent.get(key) ?? 0
    const candidates = refundsShownAs(shown, refunds, history.repeatedRefundIds.get(transactionId), sentAt)
    const isOurs = (refund: Movement) => moved.some(({ movement }) => movement === refund)
    const proof = candidates.find(isOurs) ??
      candidates.find((refund) => isByStaff(refund) && !proofs.has(refund)) ??
      candidates[0]
    if (proof === undefined) {
      wrong(key, `applied by refund ${shown.id} of ${shown.amount ?? "all"}, which the ledger does not have`)
      return
    }
    const claim = `${shown.id} ${shown.amount}`
    const other = claims.get(claim) ?? proofs.get(proof)
    claims.set(claim, key)
    proofs.set(proof, key)
    if (other !== undefined) wrong(key, `proved by the refund that proves ${other}`)
    else if (proof.at < sentAt - longestLag + 1) wrong(key, "applied by a refund that was there before it was sent")
    else if (isByStaff(proof)) takenForOurs++
    else if (!isOurs(proof)) wrong(key, "applied by a refund of another intent")
  }

  for (const attempt of history.attempts.values()) {
    const { key, operation, verdict } = attempt
    const name = `${operation} ${verdict?._tag ?? "Open"}`
    verdicts.set(name, (verdicts.get(name) ?? 0) + 1)
    const moved = byKey.get(key) ?? []
    const ofPayment = byPayment.get(attempt.transactionId ?? "") ?? []
    // A human may be wrong. The sums and the trespasses check how a rule reacts.
    if (history.handled.has(key)) continue
    switch (verdict?._tag) {
      case "Applied": {
        if (verdict.refundTransactionId !== undefined) {
          const shown = shownBy(verdict, verdict.refundTransactionId, attempt)
          judgeProof(attempt, shown, moved, ofPayment.filter(({ kind }) => kind === "Refund"))
        } else if (moved.length === 0 && !isDoneByOthers(attempt, ofPayment)) {
          wrong(key, `applied, but nothing has moved (${verdict.evidence})`)
        }
        break
      }
      case "NotApplied":
        if (moved[0] !== undefined) {
          wrong(key, `not applied (${verdict.because}), but there is ${show(moved[0].movement)}`)
        }
        break
      case "Mismatch":
        if (
          !(verdict.because === "DatedBefore" && history.databaseOff > datedWithin) &&
          ![...ofPayment, ...byOrder.get(`${attempt.merchant} ${attempt.orderId ?? ""}`) ?? []].some(isSeenByHuman)
        ) {
          wrong(key, `a mismatch (${verdict.because}) without a cause`)
        }
        break
      case undefined: {
        const isMisled = attempt.operation !== "confirmPayment" &&
          history.handled.has(`confirmPayment ${attempt.transactionId ?? ""}`)
        const isDatedBefore = history.databaseOff > datedWithin && attempt.operation === "refundPayment"
        const reason = whyOpen(attempt, moved) ??
          (isDatedBefore ? "refund by a database clock minutes off" : undefined) ??
          (isMisled ? "a human was wrong about the confirm" : undefined)
        if (reason === undefined) {
          wrong(key, `still open, though ${moved[0] ? "it is in the ledger" : "it can be decided"}`)
        } else if (attempt.alarm === undefined) wrong(key, "still open, and no human was told")
        else undecidable.set(reason, (undecidable.get(reason) ?? 0) + 1)
      }
    }
  }

  // The shop has taken how each attempt stands.
  for (const attempt of history.attempts.values()) {
    const { key, version } = attempt
    const standing = Attempt.standing(attempt)
    if (standing === undefined) continue
    const row = history.orders.rows.get(key)
    if (row === undefined || row.seen !== version || row.standing !== standing) {
      const known = row === undefined ? "nothing" : `${row.standing}, version ${row.seen}`
      wrong(key, `stands at ${standing}, version ${version}, and the shop knows ${known}`)
    }
  }
  for (const key of history.answers) {
    if (!history.orders.answered.has(key)) wrong(key, "the shop never got the answer that a process had read")
  }

  // A human may close an attempt as not applied once LINE Pay can no longer apply it.
  for (const { at, key, nonces } of history.denialsByHand) {
    const late = history.ledger.find((movement) =>
      "nonce" in movement.cause && nonces.includes(movement.cause.nonce) && movement.at > at + 1_000
    )
    // A database whose clock is set while the request is on its way cannot know when the quiet time is over.
    if (late !== undefined && history.databaseOff === 0) {
      wrong(key, `${show(late)}, after a human could close it as not applied`)
    }
  }

  for (const { key, what } of history.trespasses) wrong(key, what)

  // Calls have refunded no more than was asked for.
  const asked = groupBy(history.asked, ({ transactionId }) => transactionId)
  for (const [transactionId, movements] of byPayment) {
    const refunded = sum(movements.filter((movement) => "nonce" in movement.cause), "Refund")
    const keys = groupBy(asked.get(transactionId) ?? [], ({ key }) => key)
    let most = 0
    let total = 0
    for (const [key, [first]] of keys) {
      if (first === undefined) continue
      const rounds = history.handled.has(key) ? (history.attempts.get(key)?.round ?? 0) + 1 : 1
      if (first.isTotal) total = Math.max(total, first.amount)
      else most += first.amount * rounds
    }
    if (refunded > most + total + cents) {
      wrong(transactionId, `calls refunded ${refunded}, where ${most} and up to ${total} were asked for`)
    }
  }

  // Refunds up to a total do not exceed it, together with all that could be known when each was sent.
  for (const { movement, sent } of ours) {
    const total = history.attempts.get(sent.key ?? "")?.refundUpTo
    if (total === undefined || movement.kind !== "Refund") continue
    const known = (byPayment.get(movement.transactionId) ?? []).filter((other) =>
      other.kind === "Refund" && other.sequence < movement.sequence &&
      (!isByStaff(other) || other.at <= sent.at - longestLag)
    )
    const refunded = sum(known, "Refund") + movement.amount
    if (refunded > total + cents) {
      wrong(sent.key ?? "", `${show(movement)} makes ${refunded}, where ${total} was asked for in all`)
    }
  }

  for (const attempt of history.outage?.stillOpen ?? []) {
    if (whyOpen(attempt, byKey.get(attempt.key) ?? []) === undefined) {
      wrong(attempt.key, "still open a while after LINE Pay was back")
    }
  }
  return { violations, undecidable, takenForOurs, verdicts }
}

const moves: { readonly [operation: string]: ReadonlyArray<Ledger.Kind> } = {
  confirmPayment: ["Authorize", "Capture"],
  capturePayment: ["Capture"],
  voidPayment: ["Void"],
  refundPayment: ["Refund"],
  payPreapproved: ["Authorize", "Capture"]
}

const show = ({ amount, kind, transactionId }: Movement): string => `a ${kind} of ${amount} of ${transactionId}`

/** Expiry or staff did what the attempt asked for: a void, a capture or a refund. */
const isDoneByOthers = (attempt: Attempt.Attempt, ofPayment: ReadonlyArray<Movement>): boolean => {
  switch (attempt.operation) {
    case "voidPayment":
      return ofPayment.some(({ kind }) => kind === "Void" || kind === "Expire")
    case "refundPayment": {
      const refunded = sum(ofPayment, "Refund")
      return attempt.refundUpTo !== undefined
        ? refunded + cents >= attempt.refundUpTo
        : attempt.amount === undefined && refunded > 0 && Math.abs(refunded - sum(ofPayment, "Capture")) < cents
    }
    case "capturePayment":
      return ofPayment.some((movement) => movement.kind === "Capture" && isByStaff(movement))
    default:
      return false
  }
}

/** The refund that an attempt was settled by, as it was shown. */
interface Shown {
  readonly id: string
  /** Absent when an answer settled a refund of all that was left: answers hold no amount. */
  readonly amount: number | undefined
  readonly byDetails: boolean
}

const shownBy = (
  { settledBy }: Verdict.Applied,
  id: string,
  { amount, snapshot }: Attempt.Attempt
): Shown => {
  const byDetails = settledBy === "Details"
  return { id, amount: amount ?? (byDetails ? snapshot?.remaining : undefined), byDetails }
}

/**
 * Finds the refunds of a payment that can be the shown one: usually the one with its id. A fault in details shows each
 * refund with its own amount, but under the id of the first. Then it can be any refund of the same amount.
 */
const refundsShownAs = (
  { amount, byDetails, id }: Shown,
  refunds: ReadonlyArray<Movement>,
  repeatedAt: number | undefined,
  sentAt: number
): ReadonlyArray<Movement> => {
  const [first] = refunds
  const isRepeated = byDetails && first?.refundTransactionId === id && repeatedAt !== undefined && repeatedAt >= sentAt
  return refunds.filter((refund) =>
    (refund.refundTransactionId === id || (isRepeated && refund.at <= repeatedAt)) &&
    (amount === undefined || refund.amount === amount)
  )
}

const isByStaff = ({ cause }: Movement): boolean => cause._tag === "MerchantCentre"

/** Staff have acted on it, or its authorisation was released. The merchant centre shows it. */
const isSeenByHuman = (movement: Movement): boolean =>
  isByStaff(movement) || movement.kind === "Void" || movement.kind === "Expire"

/** How far the date of a refund may lie before its request, in milliseconds. */
const datedWithin = 300_000

/** Sums of floating-point amounts may differ by less than this. */
const cents = 0.001

/** A colleague's refund that details did not show yet when the snapshot was taken is one of "the same minutes". */
const longestLag = 60_000

/** The undecidable case of an open attempt; `undefined` if it should not be open. */
const whyOpen = (attempt: Attempt.Attempt, moved: ReadonlyArray<Moved>): string | undefined => {
  const { amount, operation, sends } = attempt
  if (sends.length === 0) return undefined
  const isPart = operation === "refundPayment" && amount !== undefined
  if (moved.length > 0) return undefined
  if (isPart) return "partial refund that left no trace"
  if (operation === "payPreapproved") return "charge by key that left no trace"
  return sends.length >= (operation === "refundPayment" ? 2 : 3)
    ? `${operation} lost as often as it may be sent`
    : undefined
}

const sum = (movements: ReadonlyArray<Movement>, kind: Ledger.Kind): number =>
  movements.reduce((total, movement) => movement.kind === kind ? total + movement.amount : total, 0)

const groupBy = <A>(items: ReadonlyArray<A>, key: (item: A) => string): ReadonlyMap<string, ReadonlyArray<A>> => {
  const groups = new Map<string, Array<A>>()
  for (const item of items) {
    const name = key(item)
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [item])
    else group.push(item)
  }
  return groups
}
