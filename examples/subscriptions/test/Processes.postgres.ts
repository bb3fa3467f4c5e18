import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { describe, it } from "@effect/vitest"
import { Config, Effect, Redacted } from "effect"
import { randomUUID } from "node:crypto"
import { killed, sandboxServer, shop, twoAtOnce } from "./support/processes.ts"

/** The URL of an empty schema, which is as good as a database of its own. */
const database = Effect.gen(function*() {
  const server = yield* Config.redacted("POSTGRES_URL")
  const schema = `test_${randomUUID().replaceAll("-", "")}`
  yield* Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE SCHEMA ${sql(schema)}`).pipe(
    Effect.provide(PgClient.layer({ url: server }))
  )
  return `${Redacted.value(server)}?options=-csearch_path%3D${schema}`
})

const onPostgres = <A, E, R>(test: (database: string) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(database, (database) => Effect.provide(test(database), shop(database))).pipe(
    Effect.provide(sandboxServer)
  )

describe("processes on one PostgreSQL", () => {
  it.scopedLive("two runs at once charge nobody twice", () => onPostgres(twoAtOnce))

  it.scopedLive("a run that is killed half-way, and started again, charges nobody twice", () => onPostgres(killed))
})
