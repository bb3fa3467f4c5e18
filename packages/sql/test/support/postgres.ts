import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted } from "effect"
import { randomUUID } from "node:crypto"

const server = process.env["POSTGRES_URL"]
if (server === undefined) throw new Error("These tests need a PostgreSQL: npm run test:postgres")

/** The URL of an empty database; to be exact, of an empty schema, which is made much faster. */
export const url = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const schema = `test_${randomUUID().replaceAll("-", "")}`
  yield* sql`CREATE SCHEMA ${sql(schema)}`
  return `${server}?options=-csearch_path%3D${schema}`
}).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(server) })))

/** A client of an empty database. */
export const layer = (config: PgClient.PgClientConfig = {}) =>
  Layer.unwrapEffect(Effect.map(url, (url) => PgClient.layer({ ...config, url: Redacted.make(url) })))

/** The same, its transactions isolated as strictly as can be. */
export const layerSerializable = Layer.unwrapEffect(
  Effect.map(
    url,
    (url) => PgClient.layer({ url: Redacted.make(`${url}%20-cdefault_transaction_isolation%3Dserializable`) })
  )
)

/** The same server behind PgBouncer, if it is installed. A schema of its own cannot be chosen there. */
export const pooled = process.env["PGBOUNCER_URL"]

/** A client of many connections, whose every transaction may get another one of the server's few. */
export const layerPooled = (url: string) => PgClient.layer({ url: Redacted.make(url), maxConnections: 20 })
