import { Difference, type ShopOrder, type TransactionRow } from "../../Difference.ts"

/** The payments of the transaction file that no order has named yet. */
export interface File {
  readonly add: (row: TransactionRow) => void
  readonly strike: (order: ShopOrder) => void
  /** Strikes the payments of a difference, so that none is reported twice. */
  readonly strikeReported: (difference: Difference) => void
  readonly rest: () => ReadonlyArray<Difference>
}

export const make = (): File => {
  const rows = new Map<string, TransactionRow>()
  const transactionsOf = new Map<string, Array<string>>()
  return {
    add: (row) => {
      rows.set(row.transactionId, row)
      if (row.orderId === undefined) return
      const transactions = transactionsOf.get(row.orderId)
      if (transactions === undefined) transactionsOf.set(row.orderId, [row.transactionId])
      else transactions.push(row.transactionId)
    },
    strike: ({ orderId, transactionId }) => {
      // An order that names its payment names no other.
      const named = transactionId === undefined ? transactionsOf.get(orderId) ?? [] : [transactionId]
      for (const transaction of named) rows.delete(transaction)
    },
    strikeReported: (difference) => {
      if ("payment" in difference) rows.delete(difference.payment.transactionId)
      if ("payments" in difference) { for (const { transactionId } of difference.payments) rows.delete(transactionId) }
    },
    rest: () => Array.from(rows.values(), (row) => Difference.OnlyInFile({ row }))
  }
}
