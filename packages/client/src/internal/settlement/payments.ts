import * as Decimal from "line-pay-protocol/Decimal"
import type { Snapshot } from "../../Attempt.ts"
import type { PaymentDetails, RefundEntry } from "../../operations/getPaymentDetails.ts"
import { getOrUndefined, isUnreadable, match, type Stated, unreadable } from "../../Stated.ts"
import type { TransactionId } from "../../TransactionId.ts"

/**
 * A payment as the rules see it. What they could not do without was readable: the status, the refunds, and that it is a
 * payment at all.
 */
export interface Payment {
  readonly transactionId: TransactionId
  readonly orderId: Stated<string>
  readonly currency: Stated<string>
  readonly payStatus: string | undefined
  /** LINE Pay's dates only narrow, so that one which cannot be read says as little as none. */
  readonly date: string | undefined
  readonly paid: Stated<number>
  /** One refund may be listed twice, so refunds are told apart by id and amount. */
  readonly refunds: ReadonlyArray<RefundEntry>
}

/** What an answer shows of payments. */
export interface Shown {
  readonly payments: ReadonlyArray<Payment>
  /** Whether every record could be read. Else one that seems absent may be among the others. */
  readonly isWhole: boolean
}

/** Reads details once, for all rules. Refunds are answered beside payments and prove nothing of one. */
export const shown = (details: ReadonlyArray<PaymentDetails>): Shown => {
  const payments: Array<Payment> = []
  let isWhole = true
  for (const record of details) {
    const { payStatus, refundList = [], transactionType } = record
    if (transactionType === "PAYMENT_REFUND" || transactionType === "PARTIAL_REFUND") continue
    const isPayment = transactionType === undefined || transactionType === "PAYMENT"
    if (!isPayment || isUnreadable(payStatus) || isUnreadable(refundList)) {
      isWhole = false
      continue
    }
    payments.push({
      transactionId: record.transactionId,
      orderId: record.orderId,
      currency: record.currency,
      payStatus,
      date: getOrUndefined(record.transactionDate),
      paid: paidBy(record.payInfo),
      refunds: distinct(refundList)
    })
  }
  return { payments, isWhole }
}

/** What was paid, over all methods: points and balance count like a card. */
export const paidBy = (payInfo: PaymentDetails["payInfo"]): Stated<number> =>
  match(payInfo, {
    onAbsent: () => undefined,
    onUnreadable: () => unreadable,
    onValue: (parts) => totalOf(parts.map(({ amount }) => amount))
  })

/** Whether a sum is stated, and is another than the one that was asked for. */
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

/** A refund as an amount above zero: on the wire it is below, in the legacy formula above. */
export const refundAmount = (entry: RefundEntry): number => Math.abs(entry.refundAmount)

const distinct = (refundList: ReadonlyArray<RefundEntry>): ReadonlyArray<RefundEntry> => {
  const seen = new Set<string>()
  return refundList.filter((entry) => {
    const key = identity(entry.refundTransactionId, refundAmount(entry))
    return !seen.has(key) && seen.add(key)
  })
}

const identity = (id: string, amount: number): string => `${id} ${amount}`

export const refunded = ({ refunds }: Payment): number => totalOf(refunds.map(refundAmount))

/** What was paid and not refunded. */
export const remaining = (payment: Payment): Stated<number> =>
  typeof payment.paid === "number" ? minus(payment.paid, refunded(payment)) : payment.paid

export const snapshotOf = (payment: Payment): Snapshot => {
  const left = getOrUndefined(remaining(payment))
  return {
    refunds: payment.refunds.map((entry) => ({ id: entry.refundTransactionId, amount: refundAmount(entry) })),
    ...(left === undefined ? {} : { remaining: left })
  }
}

/** The refunds that were not there at the time of a snapshot. */
export const refundsSince = ({ refunds }: Payment, snapshot: Snapshot | undefined): ReadonlyArray<RefundEntry> => {
  const before = new Set(snapshot?.refunds.map(({ amount, id }) => identity(id, amount)))
  return refunds.filter((entry) => !before.has(identity(entry.refundTransactionId, refundAmount(entry))))
}

/** LINE Pay's dates narrow candidates down and never prove; one that cannot be read narrows nothing. */
export const datedWithin = (date: string | undefined, from: number, to: number): boolean => {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) || (time >= from && time <= to)
}
