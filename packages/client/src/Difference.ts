/**
 * Describes the differences between a shop's orders and LINE Pay.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import type { LinePayError } from "./LinePayError.ts"
import type { TransactionId } from "./TransactionId.ts"

// -----------------------------------------------------------------------------
// Orders of the shop
// -----------------------------------------------------------------------------

/**
 * Says what your shop believes about an order. The first four are LINE Pay's
 * own values of `payStatus`.
 *
 * - `CAPTURE`: paid. `refunded` has the sum of your refunds since.
 * - `AUTHORIZATION`: the amount is held and not taken.
 * - `VOIDED_AUTHORIZATION`, `EXPIRED_AUTHORIZATION`: it was held, and is released.
 * - `NOT_PAID`: the order has no payment, or you cancelled it.
 * - `UNKNOWN`: your shop is still finding out. Only a payment that LINE Pay
 *   shows is a difference then.
 *
 * @since 0.1.0
 * @category models
 */
export type PayStatus =
  | "CAPTURE"
  | "AUTHORIZATION"
  | "VOIDED_AUTHORIZATION"
  | "EXPIRED_AUTHORIZATION"
  | "NOT_PAID"
  | "UNKNOWN"

/**
 * Describes an order as your shop has it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShopOrder {
  readonly orderId: string
  readonly payStatus: PayStatus
  /** In major units: what the customer has paid, before refunds. After a partial capture, the captured part. */
  readonly amount: number
  /** `USD`, `JPY`, `TWD` or `THB`. */
  readonly currency: string
  /** The sum of all refunds, in major units, above 0. The default is 0. */
  readonly refunded?: number | undefined
  /** The payment of the order. Without it, any payment of the order counts. */
  readonly transactionId?: TransactionId | undefined
  /**
   * When your shop last changed the order. An order that changed less than an
   * hour ago is skipped. Without it, no order is skipped.
   */
  readonly changedAt?: Date | undefined
}

/**
 * Describes a payment in the merchant centre's transaction file. Leave out the
 * rows of refunds, because an order names its payment only.
 *
 * @since 0.1.0
 * @category models
 */
export interface TransactionRow {
  readonly transactionId: TransactionId
  readonly orderId?: string | undefined
  /** In major units. */
  readonly amount: number
  readonly currency: string
}

// -----------------------------------------------------------------------------
// Differences
// -----------------------------------------------------------------------------

/**
 * Holds the numbers that LINE Pay shows for a payment. A field that LINE Pay
 * leaves out, or that cannot be read, is `undefined`.
 *
 * @since 0.1.0
 * @category models
 */
export interface ShownPayment {
  readonly transactionId: TransactionId
  /** `CAPTURE`, `AUTHORIZATION`, `VOIDED_AUTHORIZATION`, `EXPIRED_AUTHORIZATION`, or another text. */
  readonly payStatus: string | undefined
  readonly currency: string | undefined
  /** In major units: the paid sum, before refunds. */
  readonly paid: number | undefined
  /** In major units, above 0: the sum of all refund entries as LINE Pay lists them. */
  readonly refunded: number
  /** The same sum, with each pair of id and amount counted once. LINE Pay may list a refund twice. */
  readonly refundedAtLeast: number
}

/** The order, and what LINE Pay shows of its payment. */
interface OfPayment {
  readonly order: ShopOrder
  readonly payment: ShownPayment
}

/**
 * Describes one difference. An order can have several.
 *
 * - `PaidButNotInShop`: LINE Pay holds or has taken money, and your shop says
 *   that the order is not paid, or does not know.
 * - `NotAtLinePay`: your shop says that the order is paid or authorised, and
 *   LINE Pay shows no payment of the order, nor the transaction.
 * - `OtherAmount`, `OtherCurrency`: the customer has paid something else.
 * - `OtherRefund`: another sum has been refunded.
 * - `OtherPayStatus`: the amount is held where your shop says taken or released,
 *   or taken where it says held or released.
 * - `Released`: your shop says paid or authorised, and the authorisation was
 *   voided or has expired. The payment holds no money.
 * - `TwoPayments`: more than one payment of the order holds money.
 * - `OtherTransaction`: another payment than yours has paid the order.
 * - `OtherOrder`: your transaction belongs to another order, `orderId`.
 * - `OnlyInFile`: the transaction file has a payment that no paid order names.
 * - `Unread`: LINE Pay answered, and what decides cannot be read. `paths` names
 *   the fields. Nothing else is known about the order.
 * - `NotAnswered`: LINE Pay did not answer, or with an error. Nothing is known
 *   about the order.
 *
 * @since 0.1.0
 * @category models
 */
export type Difference = Data.TaggedEnum<{
  PaidButNotInShop: OfPayment
  NotAtLinePay: { readonly order: ShopOrder }
  OtherAmount: OfPayment
  OtherCurrency: OfPayment
  OtherRefund: OfPayment
  OtherPayStatus: OfPayment
  Released: OfPayment
  TwoPayments: { readonly order: ShopOrder; readonly payments: ReadonlyArray<ShownPayment> }
  OtherTransaction: OfPayment
  OtherOrder: OfPayment & { readonly orderId: string }
  OnlyInFile: { readonly row: TransactionRow }
  Unread: { readonly order: ShopOrder; readonly paths: ReadonlyArray<string> }
  NotAnswered: { readonly order: ShopOrder; readonly error: LinePayError }
}>

/**
 * Has a constructor per kind of {@link Difference}, and `$is` and `$match`.
 *
 * @since 0.1.0
 * @category constructors
 */
export const Difference = Data.taggedEnum<Difference>()

const inShop = ({ amount, currency, payStatus, refunded = 0 }: ShopOrder): string =>
  `your shop says ${payStatus}, ${amount} ${currency}, ${refunded} refunded`

const shown = ({ currency = "", paid, payStatus = "no status", refunded, transactionId }: ShownPayment): string =>
  `${payStatus}, ${
    paid === undefined ? "no amount" : `${paid} ${currency}`
  }, ${refunded} refunded (transaction ${transactionId})`

const compared = ({ order, payment }: OfPayment): string => `LINE Pay shows ${shown(payment)}, and ${inShop(order)}.`

/**
 * Says in one or two sentences what differs, with the numbers. It is for a
 * channel that people read, and holds no secret.
 *
 * @since 0.1.0
 * @category formatting
 */
export const describe: (difference: Difference) => string = Difference.$match({
  PaidButNotInShop: (found) => `Order ${found.order.orderId} is paid, but not in your shop. ${compared(found)}`,
  NotAtLinePay: ({ order }) =>
    `Order ${order.orderId} has no payment at LINE Pay, and ${inShop(order)}. Check it before you ship.`,
  OtherAmount: (found) => `Order ${found.order.orderId} was paid with another amount. ${compared(found)}`,
  OtherCurrency: (found) => `Order ${found.order.orderId} was paid in another currency. ${compared(found)}`,
  OtherRefund: (found) => {
    const { refunded, refundedAtLeast } = found.payment
    const repeated = refunded === refundedAtLeast
      ? ""
      : ` LINE Pay lists a refund twice, so the sum may be ${refundedAtLeast} only.`
    return `Order ${found.order.orderId} was refunded by another sum. ${compared(found)}${repeated}`
  },
  OtherPayStatus: (found) => `Order ${found.order.orderId} has another status. ${compared(found)}`,
  Released: (found) => `Order ${found.order.orderId} holds no money any more. ${compared(found)}`,
  TwoPayments: ({ order, payments }) =>
    `Order ${order.orderId} was paid ${payments.length} times: ${payments.map(shown).join("; ")}. Refund all but one.`,
  OtherTransaction: (found) =>
    `Order ${found.order.orderId} was paid by another transaction than ${found.order.transactionId ?? "yours"}. ${
      compared(found)
    }`,
  OtherOrder: (found) =>
    `The transaction of order ${found.order.orderId} belongs to order ${found.orderId}. ${compared(found)}`,
  OnlyInFile: ({ row }) =>
    `No paid order of your shop names transaction ${row.transactionId} of the file, ${row.amount} ${row.currency}${
      row.orderId === undefined ? "" : `, order ${row.orderId}`
    }.`,
  Unread: ({ order, paths }) =>
    `LINE Pay's answer about order ${order.orderId} cannot be read (${paths.join(", ")}). Look it up by hand.`,
  NotAnswered: ({ error, order }) =>
    `LINE Pay gave no answer about order ${order.orderId} (${error._tag}). Nothing is known about it.`
})
