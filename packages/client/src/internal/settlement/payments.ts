import * as Decimal from "line-pay-protocol/Decimal"
import type { Snapshot } from "../../Attempt.ts"
import type { PaymentDetails, RefundEntry } from "../../operations/getPaymentDetails.ts"
import { getOrUndefined, isUnreadable, match, type Stated, unreadable } from "../../Stated.ts"
import type { TransactionId } from "../../TransactionId.ts"
import type * as Verdict from "../../Verdict.ts"

/**
 * A payment as the rules see it. Its essential fields are readable: the type, the status and the refunds.
 */
export interface Payment {
  readonly transactionId: TransactionId
  readonly orderId: Stated<string>
  readonly currency: Stated<string>
  readonly payStatus: string | undefined
  /** LINE Pay's dates only narrow candidates down, so an unreadable date counts as missing. */
  readonly date: string | undefined
  readonly paid: Stated<number>
  /** A refund may be listed twice, so id and amount identify it. */
  readonly refunds: ReadonlyArray<RefundEntry>
  /** The refunds as listed. One may be listed twice. */
  readonly listed: ReadonlyArray<RefundEntry>
}

/** The payments in an answer. */
export interface Shown {
  readonly payments: ReadonlyArray<Payment>
  /** Whether every record is readable. If not, a payment that seems absent may be among the unreadable ones. */
  readonly isWhole: boolean
}

const unstated = {
  orderId: undefined,
  currency: undefined,
  payStatus: undefined,
  transactionType: undefined,
  transactionDate: undefined,
  payInfo: undefined,
  refundList: undefined
}

/** Reads details once, for all rules. It drops refund records next to payments, which prove nothing about a payment. */
export const shown = (details: ReadonlyArray<PaymentDetails>): Shown => {
  const payments: Array<Payment> = []
  let isWhole = true
  for (const record of details) {
    // Own fields only, because somebody may have put a `payStatus` into Object.prototype.
    const { payStatus, refundList = [], transactionType, ...own } = { ...unstated, ...record }
    if (transactionType === "PAYMENT_REFUND" || transactionType === "PARTIAL_REFUND") continue
    const isPayment = transactionType === undefined || transactionType === "PAYMENT"
    if (!isPayment || isUnreadable(payStatus) || isUnreadable(refundList)) {
      isWhole = false
      continue
    }
    payments.push({
      transactionId: record.transactionId,
      orderId: own.orderId,
      currency: own.currency,
      payStatus,
      date: getOrUndefined(own.transactionDate),
      paid: paidBy(own.payInfo),
      refunds: distinct(refundList),
      listed: refundList
    })
  }
  return { payments, isWhole }
}

/** The paid amount over all methods. Points and balance count like a card. */
export const paidBy = (payInfo: PaymentDetails["payInfo"]): Stated<number> =>
  match(payInfo, {
    onAbsent: () => undefined,
    onUnreadable: () => unreadable,
    onValue: (parts) => totalOf(parts.map(({ amount }) => amount))
  })

/** Whether a sum is stated and differs from the requested one. */
export const differs = (paid: Stated<number>, asked: number | undefined): boolean =>
  typeof paid === "number" && asked !== undefined && !equal(paid, asked)

const exact = (amount: number): Decimal.Decimal => Decimal.fromNumber(amount) ?? Decimal.zero

const total = (amounts: ReadonlyArray<number>): Decimal.Decimal =>
  amounts.reduce((sum, amount) => Decimal.add(sum, exact(amount)), Decimal.zero)

/** The exact sum. */
export const totalOf = (amounts: ReadonlyArray<number>): number => Decimal.toNumber(total(amounts))

export const equal = (left: number, right: number): boolean => Decimal.compare(exact(left), exact(right)) === 0

export const less = (left: number, right: number): boolean => Decimal.compare(exact(left), exact(right)) < 0

export const minus = (left: number, right: number): number =>
  Decimal.toNumber(Decimal.add(exact(left), Decimal.negate(exact(right))))

/** A refund as an amount above zero. On the wire it is below zero, in the legacy formula above. */
export const refundAmount = (entry: RefundEntry): number => Math.abs(entry.refundAmount)

/** A refund as the log keeps it. */
export const asEntry = (entry: RefundEntry): Verdict.RefundEntry => ({
  id: entry.refundTransactionId,
  amount: refundAmount(entry)
})

const distinct = (refundList: ReadonlyArray<RefundEntry>): ReadonlyArray<RefundEntry> => {
  const seen = new Set<string>()
  return refundList.filter((entry) => {
    const key = identity(entry.refundTransactionId, refundAmount(entry))
    return !seen.has(key) && seen.add(key)
  })
}

const identity = (id: string, amount: number): string => `${id} ${amount}`

export const refunded = ({ refunds }: Payment): number => totalOf(refunds.map(refundAmount))

/**
 * The payment without the rest that a partial capture released. It may be listed as a refund, and is none: that money was
 * never taken.
 */
export const withoutReleased = (payment: Payment, released: Verdict.RefundEntry | undefined): Payment => {
  if (released === undefined) return payment
  const isOther = (entry: RefundEntry) =>
    entry.refundTransactionId !== released.id || !equal(refundAmount(entry), released.amount)
  return {
    ...payment,
    paid: typeof payment.paid === "number" ? minus(payment.paid, released.amount) : payment.paid,
    refunds: payment.refunds.filter(isOther),
    listed: payment.listed.filter(isOther)
  }
}

/** The amount paid and not refunded. */
export const remaining = (payment: Payment): Stated<number> =>
  typeof payment.paid === "number" ? minus(payment.paid, refunded(payment)) : payment.paid

export const snapshotOf = (payment: Payment): Snapshot => {
  const left = getOrUndefined(remaining(payment))
  return {
    refunds: payment.refunds.map(asEntry),
    ...(left === undefined ? {} : { remaining: left })
  }
}

/** Whether details show all refunds of a snapshot. A replica that lags may show fewer than before. */
export const showsAll = (payment: Payment, snapshot: Snapshot | undefined): boolean => {
  const shown = new Set(payment.refunds.map((entry) => identity(entry.refundTransactionId, refundAmount(entry))))
  return snapshot?.refunds.every(({ amount, id }) => shown.has(identity(id, amount))) ?? true
}

/** The refunds since a snapshot. */
export const refundsSince = ({ refunds }: Payment, snapshot: Snapshot | undefined): ReadonlyArray<RefundEntry> => {
  const before = new Set(snapshot?.refunds.map(({ amount, id }) => identity(id, amount)))
  return refunds.filter((entry) => !before.has(identity(entry.refundTransactionId, refundAmount(entry))))
}

/** LINE Pay's dates narrow candidates down and never prove anything. An unreadable date narrows nothing. */
export const datedWithin = (date: string | undefined, from: number, to: number): boolean => {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) || (time >= from && time <= to)
}
