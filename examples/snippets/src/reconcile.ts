import { Effect, Stream } from "effect"
import { LinePay, Policy, Reconciliation, type TransactionId } from "effect-line-pay"

/** A row of your table of orders. */
export interface OrderRow {
  readonly id: string
  readonly status: "checking" | "paid" | "unpaid"
  readonly amount: number
  readonly refunded: number
  readonly transactionId: TransactionId | null
  readonly updatedAt: Date
}

const payStatus = { checking: "UNKNOWN", paid: "CAPTURE", unpaid: "NOT_PAID" } as const

const asOrder = ({ amount, id, refunded, status, transactionId, updatedAt }: OrderRow): Reconciliation.ShopOrder => ({
  orderId: id,
  payStatus: payStatus[status],
  amount,
  currency: "TWD",
  refunded,
  transactionId: transactionId ?? undefined,
  changedAt: updatedAt
})

/** Compares orders with LINE Pay. `find` reads orders from your database again, and `post` writes to your channel. */
export const reconcile = <E, R>({ file, find, orders, post }: {
  readonly orders: Stream.Stream<OrderRow, E, R>
  readonly find: (ids: ReadonlyArray<string>) => Effect.Effect<ReadonlyArray<OrderRow>, E, R>
  readonly post: (text: string) => Effect.Effect<void, E, R>
  readonly file?: Stream.Stream<Reconciliation.TransactionRow, E, R>
}) =>
  Reconciliation.differences(Stream.map(orders, asOrder), {
    reread: (ids) => Effect.map(find(ids), (rows) => rows.map(asOrder)),
    file
  }).pipe(
    Stream.runForEach((difference) => post(Reconciliation.describe(difference))),
    LinePay.withPolicy(Policy.recommended)
  )
