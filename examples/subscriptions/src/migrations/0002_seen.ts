import { SqlClient } from "@effect/sql"
import { Effect } from "effect"

/** Adds the version of the attempt in the log that each charge and enrolment knows. */
export const seen = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  yield* sql`ALTER TABLE charges ADD COLUMN seen INTEGER NOT NULL DEFAULT 0`
  yield* sql`ALTER TABLE enrolments ADD COLUMN seen INTEGER NOT NULL DEFAULT 0`
})
