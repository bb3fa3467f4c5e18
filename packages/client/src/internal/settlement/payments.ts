import * as Decimal from "line-pay-protocol/Decimal"
import type { Snapshot } from "../../Attempt.ts"
import type { PaymentDetails, RefundEntry } from "../../operations/getPaymentDetails.ts"

/** The payments in details: refund transactions are answered beside them and prove nothing of a payment. */
export const paymentsIn = (details: ReadonlyArray<PaymentDetails>): ReadonlyArray<PaymentDetails> =>
  details.filter(({ transactionType }) => transactionType === undefined || transactionType === "PAYMENT")

const exact = (amount: number): Decimal.Decimal => Decimal.fromNumber(amount) ?? Decimal.zero

const total = (amounts: ReadonlyArray<number>): Decimal.Decimal =>
  amounts.reduce((sum, amount) => Decimal.add(sum, exact(amount)), Decimal.zero)

/** The exact sum. */
export const totalOf = (amounts: ReadonlyArray<number>): number => Decimal.toNumber(total(amounts))

export const equal = (left: number, right: number): boolean => Decimal.compare(exact(left), exact(right)) === 0

export const less = (left: number, right: number): boolean => Decimal.compare(exact(left), exact(right)) < 0

export const minus = (left: number, right: number): number =>
  Decimal.toNumber(Decimal.add(exact(left), Decimal.negate(exact(right))))

/** What was paid, over all methods: points and balance count like a card. Absent when details do not say. */
export const paid = ({ payInfo }: PaymentDetails): number | undefined =>
  payInfo === undefined ? undefined : totalOf(payInfo.map(({ amount }) => amount))

/** A refund as an amount above zero: on the wire it is below, in the legacy formula above. */
export const refundAmount = (entry: RefundEntry): number => Math.abs(entry.refundAmount)

/** One refund may be listed twice, so refunds are told apart by id and amount. */
export const refunds = ({ refundList = [] }: PaymentDetails): ReadonlyArray<RefundEntry> => {
  const seen = new Set<string>()
  return refundList.filter((entry) => {
    const key = identity(entry.refundTransactionId, refundAmount(entry))
    return !seen.has(key) && seen.add(key)
  })
}

const identity = (id: string, amount: number): string => `${id} ${amount}`

export const refunded = (payment: PaymentDetails): number => totalOf(refunds(payment).map(refundAmount))

/** What was paid and not refunded. */
export const remaining = (payment: PaymentDetails): number | undefined => {
  const all = paid(payment)
  return all === undefined ? undefined : minus(all, refunded(payment))
}

export const snapshotOf = (payment: PaymentDetails): Snapshot => {
  const left = remaining(payment)
  return {
    refunds: refunds(payment).map((entry) => ({ id: entry.refundTransactionId, amount: refundAmount(entry) })),
    ...(left === undefined ? {} : { remaining: left })
  }
}

/** The refunds that were not there at the time of a snapshot. */
export const refundsSince = (payment: PaymentDetails, snapshot: Snapshot | undefined): ReadonlyArray<RefundEntry> => {
  const before = new Set(snapshot?.refunds.map(({ amount, id }) => identity(id, amount)))
  return refunds(payment).filter((entry) => !before.has(identity(entry.refundTransactionId, refundAmount(entry))))
}

/** LINE Pay's dates narrow candidates down and never prove; one that cannot be read narrows nothing. */
export const datedWithin = (date: string | undefined, from: number, to: number): boolean => {
  const time = date === undefined ? Number.NaN : Date.parse(date)
  return Number.isNaN(time) || (time >= from && time <= to)
}
