import { Difference, type ShopOrder, type ShownPayment } from "../../Difference.ts"
import type { PaymentDetails } from "../../operations/getPaymentDetails.ts"
import { getOrUndefined, isUnreadable } from "../../Stated.ts"
import * as Payments from "../settlement/payments.ts"

/** A payment, and the sum of its refund entries as listed. */
interface Candidate extends Payments.Payment {
  readonly refundedAsListed: number
}

/**
 * Compares an order with everything that LINE Pay shows about it. The result is empty if they agree.
 *
 * Absence and an unstated field prove nothing against the shop, with one exception: an order that the shop believes to
 * be paid must be there.
 */
export const compare = (order: ShopOrder, records: ReadonlyArray<PaymentDetails>): ReadonlyArray<Difference> => {
  const { isWhole, payments } = read(records)
  const isUnnamed = ({ orderId, transactionId }: Candidate) =>
    isUnreadable(orderId) && transactionId !== order.transactionId
  // An unreadable record may be a second payment, so the readable one beside it decides nothing.
  if (!isWhole || payments.some(isUnnamed)) return [unread(order, records)]

  const own = payments.find(({ transactionId }) => transactionId === order.transactionId)
  const live = payments.filter(holdsMoney)
  if (own !== undefined && typeof own.orderId === "string" && own.orderId !== order.orderId) {
    return [Difference.OtherOrder({ order, payment: numbers(own), orderId: own.orderId })]
  }
  switch (order.payStatus) {
    case "NOT_PAID":
    case "UNKNOWN":
      return paidAnyway(order, live)
    case "VOIDED_AUTHORIZATION":
    case "EXPIRED_AUTHORIZATION": {
      const [payment, ...more] = live
      if (payment === undefined) return []
      if (more.length > 0 || (order.transactionId !== undefined && payment !== own)) return paidAnyway(order, live)
      // LINE Pay may leave out the status. It may be the released one then.
      return payment.payStatus === undefined
        ? [Difference.Unread({ order, paths: ["payStatus"] })]
        : [Difference.OtherPayStatus({ order, payment: numbers(payment) })]
    }
    case "CAPTURE":
    case "AUTHORIZATION":
      return paid(order, own, live, payments, records)
  }
}

/** The differences of an order that holds no money in the shop. */
const paidAnyway = (order: ShopOrder, live: ReadonlyArray<Candidate>): ReadonlyArray<Difference> => {
  const [payment, ...more] = live
  if (payment === undefined) return []
  return more.length > 0
    ? [Difference.TwoPayments({ order, payments: live.map(numbers) })]
    : [Difference.PaidButNotInShop({ order, payment: numbers(payment) })]
}

/** The differences of an order that is paid or authorised in the shop. */
const paid = (
  order: ShopOrder,
  own: Candidate | undefined,
  live: ReadonlyArray<Candidate>,
  payments: ReadonlyArray<Candidate>,
  records: ReadonlyArray<PaymentDetails>
): ReadonlyArray<Difference> => {
  const main = own ?? (order.transactionId === undefined ? live[0] ?? payments[0] : undefined)
  const others = live.filter((payment) => payment !== main)
  const [other] = others
  if (main === undefined || isReleased(main)) {
    if (other !== undefined) {
      return others.length > 1
        ? [Difference.TwoPayments({ order, payments: others.map(numbers) })]
        : [Difference.OtherTransaction({ order, payment: numbers(other) })]
    }
    return [
      main === undefined ? Difference.NotAtLinePay({ order }) : Difference.Released({ order, payment: numbers(main) })
    ]
  }
  const payment = numbers(main)
  const found: Array<Difference> = []
  if (other !== undefined) found.push(Difference.TwoPayments({ order, payments: [main, ...others].map(numbers) }))
  if (main.payStatus !== undefined && main.payStatus !== order.payStatus) {
    found.push(Difference.OtherPayStatus({ order, payment }))
  }
  if (isUnreadable(main.currency) || isUnreadable(main.paid)) found.push(unread(order, records))
  if (typeof main.currency === "string" && main.currency !== order.currency) {
    // Amounts of two currencies cannot be compared.
    return [...found, Difference.OtherCurrency({ order, payment })]
  }
  if (isPartialCapture(order, main)) return found
  if (Payments.differs(main.paid, order.amount)) found.push(Difference.OtherAmount({ order, payment }))
  if (!Payments.equal(main.refundedAsListed, order.refunded ?? 0)) {
    found.push(Difference.OtherRefund({ order, payment }))
  }
  return found
}

/**
 * Whether details may show a capture of a part in the second of two possible forms: the whole sum, and the part that was
 * not captured as a refund. No document says which form LINE Pay uses. Both leave the same sum.
 */
const isPartialCapture = ({ amount, refunded = 0 }: ShopOrder, { paid, refundedAsListed }: Candidate): boolean =>
  typeof paid === "number" && Payments.less(amount, paid) &&
  Payments.equal(Payments.minus(paid, refundedAsListed), Payments.minus(amount, refunded))

const isReleased = ({ payStatus }: Candidate): boolean =>
  payStatus === "VOIDED_AUTHORIZATION" || payStatus === "EXPIRED_AUTHORIZATION"

/** Whether a payment may hold money: it is not released, and not provably refunded in full. */
const holdsMoney = (payment: Candidate): boolean => !isReleased(payment) && Payments.remaining(payment) !== 0

const read = (
  records: ReadonlyArray<PaymentDetails>
): { readonly payments: ReadonlyArray<Candidate>; readonly isWhole: boolean } => {
  const all = records.map((record) => ({ record, shown: Payments.shown([record]) }))
  return {
    isWhole: all.every(({ shown }) => shown.isWhole),
    payments: all.flatMap(({ record, shown }) => {
      // Own fields only, as in `shown`.
      const { refundList } = { refundList: undefined, ...record }
      const refundedAsListed = Payments.totalOf((getOrUndefined(refundList) ?? []).map(Payments.refundAmount))
      return shown.payments.map((payment) => ({ ...payment, refundedAsListed }))
    })
  }
}

const numbers = (payment: Candidate): ShownPayment => ({
  transactionId: payment.transactionId,
  payStatus: payment.payStatus,
  currency: getOrUndefined(payment.currency),
  paid: getOrUndefined(payment.paid),
  refunded: payment.refundedAsListed,
  refundedAtLeast: Payments.refunded(payment)
})

const unread = (order: ShopOrder, records: ReadonlyArray<PaymentDetails>): Difference => {
  const paths = records.flatMap(({ unread }) => unread.map(({ path }) => path))
  // A type that LINE Pay has added is readable. Only its meaning is unknown.
  return Difference.Unread({ order, paths: paths.length === 0 ? ["transactionType"] : paths })
}
