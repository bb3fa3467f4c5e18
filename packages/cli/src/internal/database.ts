import * as SqlClient from "@effect/sql/SqlClient"
import * as SqlAttemptLog from "effect-line-pay-sql/SqlAttemptLog"
import { AttemptLog, AttemptLogError } from "effect-line-pay/AttemptLog"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Fs from "node:fs"
import { fileURLToPath } from "node:url"
import { DeskError } from "../DeskError.ts"
import type { Environment } from "../Environment.ts"
import type { DeskOptions } from "../Invocation.ts"
import { isReadOnly } from "./writing.ts"

const variable = "LINE_PAY_DATABASE"

const usage = (message: string) => new DeskError({ kind: "Usage", message })

const isPostgres = (text: string): boolean => /^postgres(?:ql)?:\/\//i.test(text)

/** Whether a URL has a password, which everybody on the machine could read in the list of processes. */
const hasPassword = (text: string): boolean => {
  try {
    const { password, searchParams } = new URL(text)
    return password !== "" || searchParams.has("password")
  } catch {
    // Nobody knows what is in it.
    return true
  }
}

/** A driver is not part of the package, so that an operator of PostgreSQL installs no binary of SQLite. */
const driver = <A>(load: () => Promise<A>, name: string): Effect.Effect<A, DeskError> =>
  Effect.tryPromise({
    try: load,
    catch: (error) => {
      const message = error instanceof Error ? error.message : ""
      // The published command has the driver's Effect part in it, and misses only what that loads.
      const missing = /Cannot find (?:package|module) '([^'/]+(?:\/[^'/]+)?)'/.exec(message)?.[1] ?? name
      return usage(
        `This database needs the package ${missing}, which could not be loaded. Nothing was read or changed. Install it ` +
          "with npm where the command is installed, then try again"
      )
    }
  })

const postgres = (url: string): Layer.Layer<SqlClient.SqlClient, DeskError> =>
  Layer.unwrapEffect(Effect.map(
    driver(() => import("@effect/sql-pg/PgClient"), "@effect/sql-pg"),
    (PgClient) =>
      PgClient.layer({ url: Redacted.make(url), maxConnections: 2, connectTimeout: "10 seconds" }).pipe(
        Layer.mapError((error) => unreachable(error, `PostgreSQL at ${hostOf(url)}`))
      )
  ))

const hostOf = (url: string): string => {
  try {
    return new URL(url).host
  } catch {
    return "the given address"
  }
}

const sqlite = (text: string, readOnly: boolean): Layer.Layer<SqlClient.SqlClient, DeskError> =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const path = yield* Effect.try({
      try: () => text.startsWith("file:///") ? fileURLToPath(text) : text.replace(/^file:/, ""),
      catch: () => usage(`${text}: expected an SQLite file or a PostgreSQL URL`)
    })
    if (!Fs.existsSync(path)) {
      return yield* usage(
        `${path}: there is no such SQLite file. Nothing was created. Give the file of the shop's attempt log as ` +
          `--database or ${variable}`
      )
    }
    const LibsqlClient = yield* driver(() => import("@effect/sql-libsql/LibsqlClient"), "@effect/sql-libsql")
    return LibsqlClient.layer({ url: `file:${path}` }).pipe(
      Layer.tap((context) => {
        const sql = Context.get(context, SqlClient.SqlClient)
        // Other processes write to the file, and a reported commit must survive a power failure.
        return Effect.zipRight(
          Effect.zipRight(sql`PRAGMA busy_timeout = 5000`, sql`PRAGMA synchronous = FULL`),
          readOnly ? sql`PRAGMA query_only = ON` : Effect.void
        )
      }),
      // libSQL's client throws where it cannot open the file.
      Layer.catchAllCause((cause) => Layer.fail(unreachable(Cause.squash(cause), `the SQLite file ${path}`)))
    )
  }))

/** Names the database's own code, and nothing else of the error, which may quote the URL. */
const unreachable = (error: unknown, what: string): DeskError => {
  const code = codeOf(error)
  return new DeskError({
    kind: "Failed",
    message: `The attempt log in ${what} cannot be opened${code === undefined ? "" : ` (${code})`}. Nothing was ` +
      "changed and nothing was sent. Check the address, the password and whether the database runs, then try again"
  })
}

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== "object" || error === null) return undefined
  if ("code" in error && typeof error.code === "string") return error.code
  return "cause" in error ? codeOf(error.cause) : undefined
}

/** Provides the log of the shop. It never migrates, because a command must not change the shop's tables. */
export const layer = (
  options: DeskOptions,
  environment: Environment
): Layer.Layer<AttemptLog, DeskError> =>
  Layer.unwrapEffect(Effect.gen(function*() {
    const { database } = options
    const readOnly = isReadOnly(options, environment)
    const given = database ?? environment[variable] ?? ""
    if (given === "") {
      return yield* usage(
        `Which database? Set ${variable} to the SQLite file or the PostgreSQL URL of the shop's attempt log, or give ` +
          "--database"
      )
    }
    if (database !== undefined && isPostgres(database) && hasPassword(database)) {
      return yield* usage(
        `--database: a URL with a password does not belong on the command line, where others see it. Set ${variable}`
      )
    }
    if (!isPostgres(given) && /^[a-z][\w+.-]+:\/\//i.test(given) && !given.startsWith("file:")) {
      return yield* usage(`${variable} or --database: expected an SQLite file, or a URL that begins with postgres://`)
    }
    const client = isPostgres(given) ? postgres(given) : sqlite(given, readOnly)
    const log = SqlAttemptLog.layerWith({ migrate: false, prefix: environment["LINE_PAY_TABLE_PREFIX"] }).pipe(
      Layer.mapError(() =>
        usage(
          "The database has no attempt log of this version: the tables line_pay_attempts and line_pay_claims are " +
            "missing or older. Check that it is the shop's database. LINE_PAY_TABLE_PREFIX names another prefix; the " +
            "shop migrates its tables when it starts"
        )
      ),
      Layer.provide(client)
    )
    return readOnly
      ? Layer.map(log, (context) => Context.make(AttemptLog, withoutWrites(Context.get(context, AttemptLog))))
      : log
  }))

/** A log that is read and never written. No verb can change the shop's records. */
const withoutWrites = (log: AttemptLog.Service): AttemptLog.Service => {
  const refuse = (verb: "append" | "lease" | "told" | "prune") => () =>
    new AttemptLogError({ verb, reason: "the command runs in read-only mode" })
  return {
    get: log.get,
    find: log.find,
    events: log.events,
    append: refuse("append"),
    lease: refuse("lease"),
    told: refuse("told"),
    prune: refuse("prune")
  }
}
