import { SqlClient } from "@effect/sql"
import { Effect } from "effect"
import { Settlement, type TransactionId } from "effect-line-pay"

/** Takes the money for an order. Any process may call it, any number of times. */
export const pay = (order: { readonly id: string; readonly transactionId: TransactionId; readonly amount: number }) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const settlement = yield* Settlement
    const { amount, id: orderId, transactionId } = order

    // Commit this before anything is sent, so that a process that finds the order knows what to call.
    yield* sql`UPDATE orders SET state = 'paying' WHERE id = ${orderId} AND state = 'new'`

    // Not in a transaction. The log is written before the request leaves, and again with the verdict.
    const payment = yield* settlement.confirmPayment({ transactionId, orderId, amount, currency: "TWD" })

    // If the process ends before this, call `pay` again. The log has the verdict, and nothing is sent twice.
    yield* sql`UPDATE orders SET state = 'paid' WHERE id = ${orderId} AND state = 'paying'`
    return payment.settledBy
  })
