import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { PgClient } from "@effect/sql-pg"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { type AttemptLog, type LinePay, type News, Settlement } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { randomUUID } from "node:crypto"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { configured } from "./command.ts"

export const merchant = "desk/test"

/** A folder that is gone when the scope is closed. */
export const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(path.join(tmpdir(), "line-pay-cli-"))),
  (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
)

/** A shop's database: its log, and the address by which the command finds it. */
export interface Database {
  readonly address: string
  readonly log: Layer.Layer<AttemptLog>
}

/** An SQLite file with the shop's tables. */
export const sqlite = Effect.map(folder, (directory): Database => {
  const file = path.join(directory, "shop.db")
  return {
    address: file,
    log: SqlAttemptLog.layer.pipe(Layer.provide(LibsqlClient.layer({ url: `file:${file}` })), Layer.orDie)
  }
})

/** A schema of its own on the PostgreSQL that `npm run test:postgres` starts. */
export const postgres = (server: string) =>
  Effect.gen(function*() {
    const schema = `desk_${randomUUID().replaceAll("-", "")}`
    yield* Effect.flatMap(SqlClient.SqlClient, (sql) => sql`CREATE SCHEMA ${sql(schema)}`).pipe(
      Effect.provide(PgClient.layer({ url: Redacted.make(server) }))
    )
    const address = `${server}?options=-csearch_path%3D${schema}`
    const database: Database = {
      address,
      log: SqlAttemptLog.layer.pipe(Layer.provide(PgClient.layer({ url: Redacted.make(address) })), Layer.orDie)
    }
    return database
  })

/** The variables of an operator of this shop. */
export const variables = (origin: string, address: string) => ({
  ...configured(origin),
  LINE_PAY_MERCHANT: merchant,
  LINE_PAY_DATABASE: address
})

/** What the shop was told, by key. */
export type Told = Map<string, News>

/** Runs a part of the shop as a process of its own: what it leaves open when it ends, nobody in it continues. */
export const shop = <A, E>(
  { log }: Database,
  origin: string,
  told: Told,
  run: Effect.Effect<A, E, Settlement | LinePay | AttemptLog>
): Effect.Effect<A, E> =>
  run.pipe(
    Effect.provide(
      Settlement.layerWith({ tell: (news) => Effect.sync(() => void told.set(news.attempt.key, news)) }).pipe(
        Layer.provideMerge(Layer.merge(log, LinePayNode.layerConfig())),
        Layer.provide(
          Layer.setConfigProvider(
            ConfigProvider.fromMap(new Map(Object.entries({ ...configured(origin), LINE_PAY_MERCHANT: merchant })))
          )
        ),
        Layer.orDie
      )
    )
  )
