import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  // Up to which version the orders know each attempt in the log. An order has several: payments and refunds. The log
  // also says why a payment took no money, so `payments.refused_because` is no longer written.
  yield* sql`CREATE TABLE attempts_seen (
    key TEXT NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL
  )`
})
