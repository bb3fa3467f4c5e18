import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** Times are milliseconds since 1970, `state`, `lines` and `event` JSON. */
export default Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient

  yield* sql`CREATE TABLE orders (
    id TEXT NOT NULL PRIMARY KEY,
    -- In the address of the order's page: who knows it may see the order.
    token TEXT NOT NULL UNIQUE,
    placed_at INTEGER NOT NULL,
    locale TEXT NOT NULL,
    lines TEXT NOT NULL,
    amount INTEGER NOT NULL,
    state TEXT NOT NULL
  )`

  // One for each time that the customer was sent to LINE Pay.
  yield* sql`CREATE TABLE payments (
    transaction_id TEXT NOT NULL PRIMARY KEY,
    order_id TEXT NOT NULL REFERENCES orders (id),
    requested_at INTEGER NOT NULL,
    -- Whether it can still take money.
    open INTEGER NOT NULL,
    -- Why it took none, and never will.
    refused_because TEXT
  )`
  yield* sql`CREATE INDEX payments_open ON payments (requested_at) WHERE open = 1`

  // The history of an order, oldest first.
  yield* sql`CREATE TABLE order_events (
    order_id TEXT NOT NULL REFERENCES orders (id),
    at INTEGER NOT NULL,
    event TEXT NOT NULL
  )`
  yield* sql`CREATE INDEX order_events_of ON order_events (order_id)`
})
