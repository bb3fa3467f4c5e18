import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { Effect, Layer } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { Time } from "./time.ts"

/** The path of a database that is not there yet, and gone when the scope is closed. */
export const file = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(path.join(tmpdir(), "effect-line-pay-sql-"))),
    (directory) => Effect.sync(() => rmSync(directory, { recursive: true }))
  ),
  (directory) => path.join(directory, "test.db")
)

export const client = (path: string, config?: Partial<LibsqlClient.LibsqlClientConfig.Full>) =>
  LibsqlClient.layer({ ...config, url: `file:${path}` })

/** A client of an empty database. */
export const layer = (config?: Partial<LibsqlClient.LibsqlClientConfig.Full>) =>
  Layer.unwrapScoped(Effect.map(file, (path) => client(path, config)))

/** A database with the tables, as the bytes of its file: to copy them is much faster than to make the tables again. */
export const template = Effect.scoped(Effect.flatMap(file, (path) =>
  SqlAttemptLog.migrate().pipe(
    Effect.provide(client(path)),
    Effect.map(() => readFileSync(path))
  )))

/** A log of its own, in a copy. Nothing waits for the disk: only a power failure could tell. */
export const copyOf = (template: Uint8Array) =>
  Layer.unwrapScoped(Effect.map(file, (path) => {
    writeFileSync(path, template)
    return Layer.merge(SqlAttemptLog.layerWith({ migrate: false }), Time.sql()).pipe(
      Layer.tap(() => Effect.flatMap(SqlClient.SqlClient, (sql) => sql`PRAGMA synchronous = OFF`)),
      Layer.provideMerge(client(path))
    )
  }))
