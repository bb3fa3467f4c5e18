/**
 * Creates the tables, in SQL that SQLite and PostgreSQL share. Times are milliseconds since 1970, amounts whole dollars.
 */
import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

export const subscriptions = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`CREATE TABLE subscribers (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    amount INTEGER NOT NULL,
    status TEXT NOT NULL,
    reg_key TEXT
  )`
  // The payment requests of the customers. Only stored ones are ever confirmed.
  yield* sql`CREATE TABLE enrolments (
    transaction_id TEXT NOT NULL PRIMARY KEY,
    subscriber_id TEXT NOT NULL,
    order_id TEXT NOT NULL,
    amount INTEGER NOT NULL,
    state TEXT NOT NULL,
    period TEXT NOT NULL,
    requested_at DOUBLE PRECISION NOT NULL
  )`
  yield* sql`CREATE TABLE charges (
    order_id TEXT NOT NULL PRIMARY KEY,
    subscriber_id TEXT NOT NULL,
    period TEXT NOT NULL,
    amount INTEGER NOT NULL,
    state TEXT NOT NULL,
    tries INTEGER NOT NULL,
    due_at DOUBLE PRECISION NOT NULL,
    leased_until DOUBLE PRECISION NOT NULL,
    because TEXT,
    transaction_id TEXT
  )`
  yield* sql`CREATE INDEX charges_due ON charges (state, due_at, order_id)`
  yield* sql`CREATE INDEX charges_of_subscriber ON charges (subscriber_id, period)`
  // The notices for customers. Nobody gets the same notice about one charge twice.
  yield* sql`CREATE TABLE notices (
    order_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subscriber_id TEXT NOT NULL,
    text TEXT NOT NULL,
    written_at DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (order_id, kind)
  )`
})
