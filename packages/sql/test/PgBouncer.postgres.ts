import { SqlClient } from "@effect/sql"
import { describe } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { randomUUID } from "node:crypto"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import * as Postgres from "./support/postgres.ts"
import { Time } from "./support/time.ts"

/** Each test has tables of its own. */
const log = (url: string) =>
  Layer.unwrapScoped(Effect.gen(function*() {
    const prefix = `test_${randomUUID().replaceAll("-", "").slice(0, 30)}`
    const client = Postgres.layerPooled(url)
    yield* Effect.addFinalizer(() =>
      Effect.flatMap(SqlClient.SqlClient, (sql) =>
        Effect.forEach(["attempts", "claims", "migrations"], (name) =>
          sql`DROP TABLE ${sql(`${prefix}_${name}`)}`)).pipe(Effect.provide(client), Effect.orDie)
    )
    return Layer.provide(Layer.merge(SqlAttemptLog.layerWith({ prefix }), Time.sql(prefix)), client)
  }))

const { pooled } = Postgres
if (pooled === undefined) describe.skip("SqlAttemptLog behind PgBouncer, which is not installed")
else attemptLogContract("SqlAttemptLog behind PgBouncer, in transaction mode", log(pooled))
