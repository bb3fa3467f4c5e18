import { Migrator, SqlClient, Statement } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Cause, Context, Effect, Layer, Stream, String as Str } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { AttemptLog, type AttemptLogError } from "effect-line-pay/AttemptLog"
import { inspect } from "node:util"
import { applied, attempt } from "./attempts.ts"

interface ClientOptions {
  readonly transformQueryNames?: (name: string) => string
  readonly transformResultNames?: (name: string) => string
}

const secret = "what-a-row-holds"

const verbs: {
  readonly [V in AttemptLogError["verb"]]: (log: AttemptLog.Service) => Effect.Effect<unknown, AttemptLogError>
} = {
  open: (log) => log.open(attempt({ key: secret, group: "payment" })),
  advance: (log) => log.advance(0, attempt({ key: secret, group: "payment" })),
  claim: (log) => log.claim(secret, secret),
  openAttempts: (log) => Stream.runCollect(log.openAttempts("1 minute"))
}

const log = (options?: SqlAttemptLog.LayerOptions) =>
  Effect.map(Layer.build(Layer.fresh(SqlAttemptLog.layerWith(options ?? {}))), Context.get(AttemptLog))

/** Does something just before the first `SELECT` of an effect. */
const meanwhile = <A, E>(effect: Effect.Effect<A, E>, act: Effect.Effect<unknown, AttemptLogError>) => {
  let done = false
  return Statement.withTransformer(effect, (statement) => {
    if (done || !statement.compile()[0].startsWith("SELECT")) return Effect.succeed(statement)
    done = true
    return Effect.as(Effect.orDie(act), statement)
  })
}

/**
 * What the log is in a database, beside being an `AttemptLog`. The client is
 * of an empty database each time that its layer is built.
 */
export const sqlAttemptLogContract = <E>(
  name: string,
  client: (options?: ClientOptions) => Layer.Layer<SqlClient.SqlClient, E>
) => {
  describe(name, () => {
    describe("tables", () => {
      it.scoped("are made once, and what is in them stays", () =>
        Effect.gen(function*() {
          const first = attempt({ key: "1" })
          yield* (yield* log()).open(first)
          assert.strictEqual((yield* (yield* log()).open(first))._tag, "Existing")
        }).pipe(Effect.provide(client())))

      it.scoped("may be made by many at once", () =>
        Effect.gen(function*() {
          const logs = yield* Effect.all(Arr.makeBy(8, () => log()), { concurrency: "unbounded" })
          const results = yield* Effect.forEach(logs, (log) => log.open(attempt({ key: "1" })), {
            concurrency: "unbounded"
          })
          assert.lengthOf(results.filter(({ _tag }) => _tag === "Opened"), 1)
        }).pipe(Effect.provide(client())))

      it.scoped("of two prefixes make two logs", () =>
        Effect.gen(function*() {
          const shop = yield* log({ prefix: "shop" })
          const kiosk = yield* log({ prefix: "kiosk" })
          for (const { open } of [shop, kiosk]) {
            assert.strictEqual((yield* open(attempt({ key: "1", group: "payment" })))._tag, "Opened")
          }
          yield* shop.claim("refund", "1")
          assert.strictEqual((yield* kiosk.claim("refund", "2"))._tag, "Claimed")
        }).pipe(Effect.provide(client())))

      it.scoped("may be made among an application's own", () =>
        Effect.gen(function*() {
          const sql = yield* SqlClient.SqlClient
          const ran = yield* Migrator.make({})({
            loader: Migrator.fromRecord({
              "0007_orders": Effect.asVoid(sql`CREATE TABLE orders (id TEXT NOT NULL PRIMARY KEY)`),
              "0008_line_pay": SqlAttemptLog.migrations()["0001_create_tables"]
            })
          })
          assert.deepStrictEqual(ran, [[7, "orders"], [8, "line_pay"]])
          const { open } = yield* log({ migrate: false })
          assert.strictEqual((yield* open(attempt({ key: "1" })))._tag, "Opened")
        }).pipe(Effect.provide(client())))

      it.scoped("are asked for when they are missing", () =>
        Effect.gen(function*() {
          const error = yield* Effect.flip(log({ migrate: false }))
          assert.match(error.message, /line_pay_attempts.*run SqlAttemptLog\.migrate first/)
        }).pipe(Effect.provide(client())))

      it.scoped("are not made where another of the name is", () =>
        Effect.gen(function*() {
          const sql = yield* SqlClient.SqlClient
          yield* sql`CREATE TABLE line_pay_attempts (id INTEGER)`
          const error = yield* Effect.flip(log())
          assert.match(error.message, /1_create_tables.*failed/)
        }).pipe(Effect.provide(client())))

      it.scoped("have names that every database takes as they are", () =>
        Effect.gen(function*() {
          for (const prefix of ["", "Shop", "a b", "a;", "1a", "a".repeat(41)]) {
            for (const effect of [log({ prefix }), log({ prefix, migrate: false })]) {
              assert.include((yield* Effect.flip(effect)).message, JSON.stringify(prefix))
            }
          }
          yield* log({ prefix: "_1".repeat(20) })
        }).pipe(Effect.provide(client())))

      it.scoped("do not care how the client translates names", () =>
        Effect.gen(function*() {
          const { advance, claim, open, openAttempts } = yield* log()
          const first = attempt({ key: "1", group: "payment" })
          yield* open(first)
          assert.strictEqual((yield* open(first)).attempt.key, "1")
          assert.strictEqual((yield* advance(0, first))._tag, "Advanced")
          yield* claim("refund", "1")
          assert.deepStrictEqual(yield* claim("refund", "2"), { _tag: "TakenBy", key: "1" })
          assert.lengthOf(yield* Stream.runCollect(openAttempts("1 minute")), 1)
        }).pipe(
          Effect.provide(client({ transformQueryNames: Str.camelToSnake, transformResultNames: Str.toUpperCase }))
        ))
    })

    describe("what changes between a statement that is refused and the one that looks why", () => {
      const [first, second] = [attempt({ key: "1", group: "payment" }), attempt({ key: "2", group: "payment" })]

      it.scoped("gives a place in a group that is free by then to the one that opens", () =>
        Effect.gen(function*() {
          const { advance, open } = yield* log()
          yield* open(first)
          const opened = yield* meanwhile(open(second), advance(0, { ...first, verdict: applied }))
          assert.strictEqual(opened._tag, "Opened")
          assert.strictEqual((yield* open(second))._tag, "Existing")
        }).pipe(Effect.provide(client())))

      it.scoped("gives it to the one that reopens", () =>
        Effect.gen(function*() {
          const { advance, open } = yield* log()
          yield* open(first)
          yield* advance(0, { ...first, verdict: applied })
          yield* open(second)
          const reopened = yield* meanwhile(advance(1, first), advance(0, { ...second, verdict: applied }))
          assert.strictEqual(reopened._tag, "Advanced")
        }).pipe(Effect.provide(client())))

      it.scoped("lets an attempt advance that has been opened by then", () =>
        Effect.gen(function*() {
          const { advance, open } = yield* log()
          const advanced = yield* meanwhile(advance(0, first), open(first))
          assert.strictEqual(advanced._tag, "Advanced")
        }).pipe(Effect.provide(client())))
    })

    it.scoped("refuses every verb inside a transaction, and writes nothing", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        for (const [verb, run] of Object.entries(verbs)) {
          const error = yield* Effect.flip(sql.withTransaction(run(service)))
          assert.include(error.message, `could not ${verb}: it was called inside a transaction`)
        }
        assert.strictEqual((yield* service.open(attempt({ key: secret })))._tag, "Opened")
        assert.strictEqual((yield* service.claim(secret, "another"))._tag, "Claimed")
      }).pipe(Effect.provide(client())))

    const tellsNothing = (error: AttemptLogError, verb: string) => {
      assert.strictEqual(error.verb, verb)
      for (const text of [error.message, JSON.stringify(error), inspect(error), Cause.pretty(Cause.fail(error))]) {
        assert.notInclude(text, secret)
      }
    }

    it.scoped("says what the database said, and nothing of what it holds", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        yield* sql`DROP TABLE line_pay_attempts`
        yield* sql`DROP TABLE line_pay_claims`
        for (const [verb, run] of Object.entries(verbs)) {
          const error = yield* Effect.flip(run(service))
          tellsNothing(error, verb)
          assert.match(error.reason, /Failed to .* \((SQLITE_ERROR|42P01)\)/)
        }
      }).pipe(Effect.provide(client())))

    it.scoped("says where a record cannot be read, and nothing of what it holds", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        yield* verbs.open(service)
        const { claim: _, ...reading } = verbs
        for (const record of [`{"key":"${secret}"`, `{"key":"${secret}"}`]) {
          yield* sql`UPDATE line_pay_attempts SET version = 9, leased_until = 0, record = ${record}`
          for (const [verb, run] of Object.entries(reading)) {
            const error = yield* Effect.flip(run(service))
            tellsNothing(error, verb)
            assert.match(error.reason, /\(0\.record/)
          }
        }
      }).pipe(Effect.provide(client())))

    it.scoped("keeps a reason of another version, which this one does not know", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const { advance, open } = yield* log()
        const verdict = { _tag: "NotApplied", because: "NeverSent" } as const
        yield* open(attempt({ key: "a" }))
        yield* advance(0, attempt({ key: "a", verdict }))
        yield* sql`UPDATE line_pay_attempts SET record = replace(record, 'NeverSent', 'OfAnotherVersion')`
        const { attempt: read } = yield* open(attempt({ key: "a" }))
        assert.deepStrictEqual(read.verdict, {
          _tag: "NotApplied",
          because: "Unrecognised",
          recordedAs: "OfAnotherVersion"
        })
        yield* advance(read.version, { ...read, sweeps: 3 })
        const [row] = yield* sql<{ readonly record: string }>`SELECT record FROM line_pay_attempts`
        const { sweeps, verdict: kept } = JSON.parse(row?.record ?? "null")
        assert.deepStrictEqual([sweeps, kept], [3, { _tag: "NotApplied", because: "OfAnotherVersion" }])
      }).pipe(Effect.provide(client())))

    it.scoped("refuses a database that has no index over a part of a table", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const elsewhere: SqlClient.SqlClient = Object.assign(sql, {
          onDialectOrElse: <A>({ orElse }: { readonly orElse: () => A }) => orElse()
        })
        const error = yield* Effect.flip(Effect.provideService(log(), SqlClient.SqlClient, elsewhere))
        assert.include(error.message, "SQLite or PostgreSQL")
      }).pipe(Effect.provide(client())))
  })
}
