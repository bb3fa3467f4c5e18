/** Compares LINE Pay's ledger with the log, the orders table and what the callers were told. */
import { Attempt, type AttemptEvent } from "effect-line-pay"
import type { Ledger } from "effect-line-pay-sandbox"
import type { Intent } from "./Message.ts"

type Movement = Ledger.Movement

export interface Order {
  readonly key: string
  readonly state: string
  readonly seen: number
  /** The versions that were written, in order. */
  readonly steps: string
}

export interface Record {
  readonly attempt: Attempt.Attempt
  readonly events: ReadonlyArray<AttemptEvent.AttemptEvent>
}

/** What a caller was told. */
export interface Result {
  /** Milliseconds since the round began. */
  readonly at: number
  readonly pod: string
  readonly result: string
  readonly detail: string
}

export interface Evidence {
  readonly intents: ReadonlyMap<string, Intent>
  readonly ledger: ReadonlyArray<Movement>
  readonly records: ReadonlyMap<string, Record>
  readonly unreadable: ReadonlyArray<string>
  readonly orders: ReadonlyMap<string, Order>
  readonly results: ReadonlyMap<string, ReadonlyArray<Result>>
}

export interface Violation {
  /** The key of a record, or the id of a payment. */
  readonly about: string
  readonly what: string
}

export interface Judgement {
  readonly violations: ReadonlyArray<Violation>
  /** How many times each verdict was given, by operation. */
  readonly verdicts: ReadonlyMap<string, number>
  /** Attempts that only a human can decide, by the reason in docs/settlement.md. */
  readonly undecidable: ReadonlyMap<string, number>
}

const moves: { readonly [operation: string]: ReadonlyArray<Ledger.Kind> } = {
  confirmPayment: ["Authorize", "Capture"],
  capturePayment: ["Capture"],
  voidPayment: ["Void"],
  refundPayment: ["Refund"],
  payPreapproved: ["Authorize", "Capture"]
}

const show = ({ amount, kind, transactionId }: Movement): string => `a ${kind} of ${amount} of ${transactionId}`

const sum = (movements: ReadonlyArray<Movement>, kind: Ledger.Kind): number =>
  movements.reduce((total, movement) => movement.kind === kind ? total + movement.amount : total, 0)

const count = (counts: Map<string, number>, name: string): void => void counts.set(name, (counts.get(name) ?? 0) + 1)

export const judge = (evidence: Evidence): Judgement => {
  const { intents, ledger, orders, records, results, unreadable } = evidence
  const violations: Array<Violation> = []
  const verdicts = new Map<string, number>()
  const undecidable = new Map<string, number>()
  const wrong = (about: string, what: string) => violations.push({ about, what })

  for (const key of unreadable) wrong(key, "the record is unreadable")

  /** Which record has the mark of a request, and whether the mark was taken back. */
  const marks = new Map<string, { readonly key: string; isTakenBack: boolean }>()
  for (const [key, { events }] of records) {
    for (const event of events) {
      if (event._tag === "Sent") marks.set(event.send.id, { key, isTakenBack: false })
      if (event._tag !== "TakenBack") continue
      const mark = marks.get(event.id)
      if (mark !== undefined) mark.isTakenBack = true
    }
  }

  const moved = new Map<string, Array<Movement>>()
  const ofPayment = new Map<string, Array<Movement>>()
  for (const movement of ledger) {
    const { cause, transactionId } = movement
    const payment = ofPayment.get(transactionId) ?? []
    payment.push(movement)
    ofPayment.set(transactionId, payment)
    // A partial capture releases the rest. Nobody asked for that movement.
    if (!("nonce" in cause) || !moves[cause.operation]?.includes(movement.kind)) continue
    const mark = marks.get(cause.nonce)
    if (mark === undefined) {
      wrong(transactionId, `${show(movement)}, whose request no record knows`)
      continue
    }
    if (mark.isTakenBack) wrong(mark.key, `${show(movement)}, whose mark was taken back`)
    const own = moved.get(mark.key) ?? []
    own.push(movement)
    moved.set(mark.key, own)
  }

  const captures = new Map<string, number>()
  for (const { kind, orderId } of ledger) if (kind === "Capture") count(captures, orderId)
  for (const [orderId, times] of captures) if (times > 1) wrong(orderId, `the order was captured ${times} times`)

  for (const [transactionId, movements] of ofPayment) {
    const [captured, refunded] = [sum(movements, "Capture"), sum(movements, "Refund")]
    if (refunded > captured) wrong(transactionId, `${refunded} was refunded of ${captured}`)
  }

  for (const [key, movements] of moved) {
    const attempt = records.get(key)?.attempt
    if (movements.length > 1) wrong(key, `the intent was applied ${movements.length} times`)
    for (const movement of movements) {
      if (attempt === undefined) continue
      const { amount, refundUpTo, transactionId } = attempt
      if (refundUpTo === undefined && amount !== undefined && movement.amount !== amount) {
        wrong(key, `${show(movement)}, where ${amount} was asked for`)
      }
      if (refundUpTo === undefined) continue
      const until = (ofPayment.get(transactionId ?? "") ?? []).filter(({ sequence }) => sequence <= movement.sequence)
      const refunded = sum(until, "Refund")
      if (refunded > refundUpTo) wrong(key, `${show(movement)} makes ${refunded}, where ${refundUpTo} was asked for`)
    }
  }

  /** Earlier refunds did what the attempt asked for. */
  const isDone = ({ amount, operation, refundUpTo, transactionId }: Attempt.Attempt): boolean => {
    if (operation !== "refundPayment") return false
    const movements = ofPayment.get(transactionId ?? "") ?? []
    const refunded = sum(movements, "Refund")
    return refundUpTo === undefined
      ? amount === undefined && refunded > 0 && refunded === sum(movements, "Capture")
      : refunded >= refundUpTo
  }

  const whyOpen = ({ amount, key, operation, sends }: Attempt.Attempt): string | undefined => {
    if (sends.length === 0 || moved.has(key)) return undefined
    if (operation === "refundPayment" && amount !== undefined) return "partial refund that left no trace"
    if (operation === "payPreapproved") return "charge by regKey that left no trace"
    return sends.length >= (operation === "refundPayment" ? 2 : 3)
      ? `${operation} lost as often as it may be sent`
      : undefined
  }

  for (const [key, { attempt, events }] of records) {
    const { alarm, hand, operation, refundUpTo, verdict } = attempt
    count(
      verdicts,
      `${operation} ${verdict === undefined ? "Open" : verdict._tag}${hand === undefined ? "" : " by hand"}`
    )
    const own = moved.get(key) ?? []
    switch (verdict?._tag) {
      case "Applied":
        if (own.length === 0 && !isDone(attempt)) wrong(key, `applied (${verdict.evidence}), but nothing has moved`)
        if (refundUpTo !== undefined && !isDone(attempt)) wrong(key, `applied, but less than ${refundUpTo} is refunded`)
        break
      case "NotApplied": {
        if (own[0] !== undefined) wrong(key, `not applied (${verdict.because}), but there is ${show(own[0])}`)
        if (hand === undefined) break
        // The hand of the run closes what is open at its end.
        const reason = whyOpen(attempt)
        if (reason === undefined) wrong(key, "was still open at the end, though it can be decided")
        else if (!events.some(({ _tag }) => _tag === "Alarm")) wrong(key, "was still open, and no human was told")
        else count(undecidable, reason)
        break
      }
      case "Mismatch":
        // Nobody but the shop acts on its payments.
        wrong(key, `a mismatch (${verdict.because}) without a cause`)
        break
      case undefined:
        wrong(key, alarm === undefined ? "is open at the end, and no human was told" : `is open at the end (${alarm})`)
    }
    const standing = Attempt.standing(attempt)
    const order = orders.get(key)
    if (standing !== undefined && (order?.state !== standing || order.seen !== attempt.version)) {
      const known = order === undefined ? "nothing" : `${order.state}, version ${order.seen}`
      wrong(key, `stands at ${standing}, version ${attempt.version}, and the shop knows ${known}`)
    }
  }

  for (const { key, steps } of orders.values()) {
    const versions = steps.split(" ").map(Number)
    const bad = versions.findIndex((version, index) => index > 0 && version <= (versions[index - 1] ?? 0))
    if (bad > 0) {
      wrong(key, `the shop wrote version ${versions[bad]} after version ${versions[bad - 1]} of its order (${steps})`)
    }
  }

  for (const [key, told] of results) {
    const record = records.get(key)
    for (const { detail, pod, result } of told) {
      if (result === "Defect") wrong(key, `a defect at ${pod}: ${detail}`)
      if (result !== "Applied") continue
      if (!moved.has(key) && (record === undefined || !isDone(record.attempt))) {
        wrong(key, `${pod} was told that it is applied, but nothing has moved`)
      }
    }
  }
  for (const key of intents.keys()) {
    const told = (results.get(key) ?? []).map(({ result }) => result)
    // A refund that another one keeps out, or that details keep out, leaves no record.
    if (!records.has(key) && !told.some(isFinal) && !isKeptOut(told.at(-1) ?? "")) {
      wrong(key, `was called, and has no record (${told.at(-1) ?? "nobody was told anything"})`)
    }
  }
  return { violations, verdicts, undecidable }
}

const isKeptOut = (result: string): boolean => result === "RefundInFlight" || result === "RefundsNotShown"

/** Whether the caller need not call again. */
export const isFinal = (result: string): boolean =>
  !isKeptOut(result) && result !== "AttemptLogError" && result !== "TransportError" && result !== "OutcomeUnknown"

/** All that is known of a record or a payment, as lines. */
export const story = (
  { about, what }: Violation,
  { intents, ledger, orders, records, results }: Evidence
): ReadonlyArray<string> => {
  const intent = intents.get(about)
  const transactionId = intent?.transactionId === "" ? undefined : intent?.transactionId ?? about
  const orderId = intent?.orderId ?? about
  const movements = ledger.filter((movement) =>
    movement.transactionId === transactionId || movement.orderId === orderId
  )
  const isOf = (attempt: Attempt.Attempt) =>
    movements.some((movement) => movement.transactionId === attempt.transactionId) || attempt.orderId === orderId ||
    attempt.transactionId === transactionId
  const keys = new Set([about, ...[...records].flatMap(([key, { attempt }]) => isOf(attempt) ? [key] : [])])
  const time = (at: number) => new Date(at).toISOString().slice(11, 23)
  return [
    `${about}: ${what}`,
    "  LINE Pay's ledger:",
    ...movements.map((movement) => `    ${time(movement.at)} ${show(movement)} by ${JSON.stringify(movement.cause)}`),
    ...[...keys].flatMap((key) => [
      `  ${key}:`,
      ...(results.get(key) ?? []).map(({ at, detail, pod, result }) =>
        `    after ${at} ms ${pod} was told ${result} ${detail.slice(0, 300)}`
      ),
      ...(records.get(key)?.events ?? []).map((event) => `    ${time(event.at)} ${JSON.stringify(event)}`),
      `    the shop's order: ${JSON.stringify(orders.get(key))}`
    ])
  ]
}
