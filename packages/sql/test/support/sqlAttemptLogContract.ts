import { Migrator, SqlClient, Statement } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import {
  Array as Arr,
  Cause,
  Chunk,
  Context,
  Duration,
  Effect,
  Either,
  Layer,
  Option,
  Stream,
  String as Str
} from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { fold } from "effect-line-pay/AttemptEvent"
import { AttemptLog, type AttemptLogError, type Query } from "effect-line-pay/AttemptLog"
import { TransactionId } from "effect-line-pay/TransactionId"
import { inspect } from "node:util"
import * as A from "./attempts.ts"
import * as First from "./firstEdition.ts"

interface ClientOptions {
  readonly transformQueryNames?: (name: string) => string
  readonly transformResultNames?: (name: string) => string
}

const { day, merchant, minute } = A

const secret = "what-a-row-holds"

const opening = (log: AttemptLog.Service, key = secret) =>
  log.append({ events: [A.opened({ key, group: "payment" })], number: 0, tell: false })

const lease = { merchants: [merchant], limit: 10, lease: Duration.minutes(1) }

const verbs: {
  readonly [V in AttemptLogError["verb"]]: (log: AttemptLog.Service) => Effect.Effect<unknown, AttemptLogError>
} = {
  get: (log) => log.get(secret, { group: "payment" }),
  append: (log) => opening(log),
  lease: (log) => log.lease({ what: "Due", ...lease }),
  told: (log) => log.told([[secret, 0]]),
  find: (log) => Stream.runCollect(log.find({ merchant })),
  events: (log) => Stream.runCollect(log.events(secret)),
  prune: (log) => log.prune({ closedBefore: 0 })
}

const log = (options?: SqlAttemptLog.LayerOptions) =>
  Effect.map(Layer.build(Layer.fresh(SqlAttemptLog.layerWith(options ?? {}))), Context.get(AttemptLog))

const found = (log: AttemptLog.Service, query: Query) =>
  Effect.map(Stream.runCollect(log.find(query)), (found) => Chunk.toReadonlyArray(found))

const keys = (found: ReadonlyArray<Either.Either<{ readonly key: string }, { readonly key: string }>>) =>
  found.map((one) => Either.merge(one).key)

const history = (log: AttemptLog.Service, key: string) =>
  Effect.map(Stream.runCollect(log.events(key)), Chunk.toReadonlyArray)

/** Does something just before the first statement of an effect that reads. */
const meanwhile = <A, E>(effect: Effect.Effect<A, E>, act: Effect.Effect<unknown, AttemptLogError>) => {
  let done = false
  return Statement.withTransformer(effect, (statement) => {
    if (done || !statement.compile()[0].startsWith("SELECT")) return Effect.succeed(statement)
    done = true
    return Effect.as(Effect.orDie(act), statement)
  })
}

/** How many statements an effect makes, and which of them write. */
const counted = <A, E, R>(effect: Effect.Effect<A, E, R>) => {
  const statements: Array<string> = []
  return Effect.map(
    Statement.withTransformer(effect, (statement) => {
      const [text] = statement.compile()
      statements.push(/\b(INSERT INTO|UPDATE|DELETE FROM) "?line_pay/.test(text) ? "write" : "read")
      return Effect.succeed(statement)
    }),
    (value) => ({ value, statements })
  )
}

/** Records of every kind that the first edition could leave behind. */
const old = (at: number): ReadonlyArray<First.Attempt> => {
  const send = { at: at - 3 * day, quietUntil: at - 3 * day + minute }
  const openedAt = at - 3 * day
  const ids = { transactionId: A.transactionId, orderId: "order" }
  return [
    First.attempt({ key: "unsent", openedAt: at - 10 * minute }),
    First.attempt({
      key: "looked",
      openedAt,
      sends: [send],
      sweeps: 3,
      version: 4,
      operation: "confirmPayment",
      ...ids
    }),
    First.attempt({ key: "early", openedAt: at, sends: [{ at, quietUntil: at + minute }], version: 1 }),
    First.attempt({ key: "human", openedAt, sends: [send], sweeps: 4, needsHuman: true, version: 6 }),
    First.attempt({
      key: "applied",
      group: "payment",
      openedAt,
      sends: [{ ...send, answered: "0000" }],
      version: 2,
      snapshot: { refunds: [] },
      amount: 30,
      verdict: { ...A.applied, refundTransactionId: TransactionId.make("77") }
    }),
    First.attempt({
      key: "by hand",
      openedAt,
      sends: [send, send],
      sweeps: 4,
      needsHuman: true,
      version: 7,
      verdict: { _tag: "NotApplied", because: "Unrecognised", recordedAs: "LookedUpByHand" }
    }),
    First.attempt({
      key: "mismatch",
      operation: "payPreapproved",
      orderId: "order",
      openedAt: at - 40 * day,
      version: 3,
      verdict: { _tag: "Mismatch", because: "OtherAmount" }
    })
  ]
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
          yield* opening(yield* log())
          assert.strictEqual((yield* opening(yield* log()))._tag, "Conflict")
        }).pipe(Effect.provide(client())))

      it.scoped("may be made by many at once", () =>
        Effect.gen(function*() {
          const logs = yield* Effect.all(Arr.makeBy(8, () => log({ adopt: merchant })), { concurrency: "unbounded" })
          const results = yield* Effect.forEach(logs, (log) => opening(log), { concurrency: "unbounded" })
          assert.lengthOf(results.filter(({ _tag }) => _tag === "Appended"), 1)
        }).pipe(Effect.provide(client())))

      it.scoped("of two prefixes make two logs", () =>
        Effect.gen(function*() {
          for (const service of [yield* log({ prefix: "shop" }), yield* log({ prefix: "kiosk" })]) {
            const first = yield* service.append({
              events: [A.opened({ key: "1" }), A.closed()],
              evidence: "refund",
              tell: false
            })
            assert.strictEqual(first._tag, "Appended")
            yield* service.told([["1", 1]])
            assert.lengthOf(yield* found(service, {}), 1)
          }
        }).pipe(Effect.provide(client())))

      it.scoped("may be made among an application's own", () =>
        Effect.gen(function*() {
          const sql = yield* SqlClient.SqlClient
          const linePay = SqlAttemptLog.migrations()
          const ran = yield* Migrator.make({})({
            loader: Migrator.fromRecord({
              "0007_orders": Effect.asVoid(sql`CREATE TABLE orders (id TEXT NOT NULL PRIMARY KEY)`),
              "0008_line_pay": linePay["0001_create_tables"],
              "0009_line_pay": linePay["0002_history"]
            })
          })
          assert.deepStrictEqual(ran, [[7, "orders"], [8, "line_pay"], [9, "line_pay"]])
          assert.strictEqual((yield* opening(yield* log({ migrate: false })))._tag, "Appended")
        }).pipe(Effect.provide(client())))

      it.scoped("are asked for when they are missing, or old", () =>
        Effect.gen(function*() {
          for (const make of [Effect.void, First.migrate]) {
            yield* make
            const error = yield* Effect.flip(log({ migrate: false }))
            assert.match(error.message, /line_pay_attempts.*run SqlAttemptLog\.migrate first/)
          }
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
          const service = yield* log()
          yield* opening(service, "1")
          for (const verb of Object.values(verbs)) yield* verb(service)
          assert.strictEqual((yield* service.get("1", { group: "payment" })).own._tag, "Some")
          assert.lengthOf(yield* found(service, { merchant, transactionId: A.transactionId, state: "Open" }), 1)
        }).pipe(
          Effect.provide(client({ transformQueryNames: Str.camelToSnake, transformResultNames: Str.toUpperCase }))
        ))
    })

    it.scoped("writes each verb in one statement, and reads in one", () =>
      Effect.gen(function*() {
        const service = yield* log()
        const events = [A.opened({ key: "1", group: "payment" }), A.sent("a")] as const
        const first = yield* counted(service.append({ events, number: 0, tell: true }))
        assert.deepStrictEqual(first.statements, ["write"])
        const closing = {
          attempt: A.written(first.value),
          events: [A.closed()],
          evidence: "refund",
          tell: true
        } as const
        assert.deepStrictEqual((yield* counted(service.append(closing))).statements, ["write"])
        for (const verb of ["get", "find", "events"] as const) {
          assert.deepStrictEqual((yield* counted(verbs[verb](service))).statements, ["read"])
        }
        for (const verb of ["lease", "told"] as const) {
          assert.deepStrictEqual((yield* counted(verbs[verb](service))).statements, ["write"])
        }
      }).pipe(Effect.provide(client())))

    describe("what changes between a statement that is refused and the one that looks why", () => {
      const two = { events: [A.opened({ key: "2", group: "payment" })], tell: false } as const

      it.scoped("gives a place in a group that is free by then to the one that opens", () =>
        Effect.gen(function*() {
          const service = yield* log()
          const first = A.written(yield* opening(service, "1"))
          const closing = service.append({ attempt: first, events: [A.closed()], tell: false })
          assert.strictEqual((yield* meanwhile(service.append(two), closing))._tag, "Appended")
        }).pipe(Effect.provide(client())))

      it.scoped("gives it to the one that reopens", () =>
        Effect.gen(function*() {
          const service = yield* log()
          const first = A.written(yield* opening(service, "1"))
          const closed = A.written(yield* service.append({ attempt: first, events: [A.closed()], tell: false }))
          const second = A.written(yield* service.append(two))
          const reopening = service.append({ attempt: closed, events: [A.reopened()], tell: false })
          const closing = service.append({ attempt: second, events: [A.closed()], tell: false })
          assert.strictEqual((yield* meanwhile(reopening, closing))._tag, "Appended")
        }).pipe(Effect.provide(client())))

      it.scoped("shows the record that is there by then", () =>
        Effect.gen(function*() {
          const service = yield* log()
          const first = A.written(yield* opening(service, "1"))
          const second = A.written(yield* service.append({ attempt: first, events: [A.sent("a")], tell: false }))
          const late = service.append({ attempt: first, events: [A.sent("b")], tell: false })
          const result = yield* meanwhile(
            late,
            service.append({ attempt: second, events: [A.closed()], tell: false })
          )
          assert.strictEqual(result._tag, "Conflict")
          assert.include(inspect(result), "Applied")
        }).pipe(Effect.provide(client())))
    })

    it.scoped("fails for a record that is gone, a history without a beginning, and a text that is too long", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        const attempt = A.written(yield* opening(service))
        const closing = {
          _tag: "Closed",
          at: 0,
          verdict: A.applied,
          hand: { by: "anna", why: "a".repeat(501) }
        } as const
        const tooLong = yield* Effect.flip(service.append({ attempt, events: [closing], tell: false }))
        assert.include(tooLong.message, "hand.why")
        yield* sql`DELETE FROM line_pay_attempts`
        const gone = yield* Effect.flip(service.append({ attempt, events: [A.closed()], tell: false }))
        assert.include(gone.message, "there is no attempt with the key")
        const unopened = yield* Effect.flip(service.append({ events: [A.closed()], tell: false }))
        assert.include(unopened.message, "must be `Opened`")
      }).pipe(Effect.provide(client())))

    it.scoped("refuses every verb inside a transaction, and writes nothing", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        for (const [verb, run] of Object.entries(verbs)) {
          const error = yield* Effect.flip(sql.withTransaction(run(service)))
          assert.propertyVal(error, "verb", verb)
          assert.include(error.message, "it was called inside a transaction")
        }
        assert.strictEqual((yield* opening(service))._tag, "Appended")
      }).pipe(Effect.provide(client())))

    const tellsNothing = (error: AttemptLogError, verb: string) => {
      assert.strictEqual(error.verb, verb)
      for (const text of [error.reason, JSON.stringify(error), inspect(error), Cause.pretty(Cause.fail(error))]) {
        assert.notInclude(text.replaceAll(`record of ${secret}`, ""), secret)
      }
    }

    it.scoped("says what the database said, and nothing of what it holds", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        yield* sql`DROP TABLE line_pay_attempts`
        for (const [verb, run] of Object.entries(verbs)) {
          const error = yield* Effect.flip(run(service))
          tellsNothing(error, verb)
          assert.match(error.reason, /Failed to .* \((SQLITE_ERROR|42P01)\)/)
        }
      }).pipe(Effect.provide(client())))

    it.scoped("sets a record aside that it cannot read, and goes on with the others", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        const at = (yield* service.get("1")).at
        const newer = JSON.stringify({ form: 3, key: secret, what: secret })
        const broken = {
          [`{"key":"${secret}"`]: /it is not JSON/,
          [`{"key":"${secret}"}`]: /it does not fit the schema of an attempt \(\w/,
          [`{"form":2,"key":"${secret}"}`]: /it does not fit the schema of an attempt \(\w/,
          [newer]: /a newer version wrote it \(form 3\): update this process/
        }
        yield* service.append({ events: [A.opened({ key: "good" }, at - 9 * minute)], tell: false })
        yield* service.append({ events: [A.opened({ key: secret, group: "payment" }, at - 9 * minute)], tell: false })
        for (const [record, reason] of Object.entries(broken)) {
          yield* sql`UPDATE line_pay_attempts SET record = ${record} WHERE key = ${secret}`
          yield* sql`UPDATE line_pay_attempts SET lease_ends = 0, due_at = 0`
          const reads: ReadonlyArray<Effect.Effect<unknown, AttemptLogError>> = [
            service.get(secret),
            service.get("2", { group: "payment" }),
            opening(service, "2")
          ]
          for (const read of reads) {
            const error = yield* Effect.flip(read)
            tellsNothing(error, error.verb)
            assert.match(error.reason, reason)
          }
          for (const read of [service.lease({ what: "Due", ...lease }), found(service, { merchant })]) {
            const rows = yield* read
            assert.sameMembers(keys(rows), ["good", secret])
            const [unreadable] = Arr.getLefts(rows)
            assert.match(unreadable?.reason ?? "", reason)
            assert.notInclude(unreadable?.reason, secret)
          }
        }
      }).pipe(Effect.provide(client())))

    it.scoped("keeps what it does not know: reasons, fields of records and fields of events", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        yield* service.append({
          events: [A.opened({ key: "a" }), A.sent("n"), A.closed(0, { _tag: "NotApplied", because: "NeverSent" })],
          tell: false
        })
        yield* sql`UPDATE line_pay_attempts SET
          record = replace(replace(record, 'NeverSent', 'OfAnotherVersion'), '"round"', '"new":[1],"round"'),
          history = replace(history, '"quietUntil"', '"new":[2],"quietUntil"')`
        const { own } = yield* service.get("a")
        const attempt = Option.getOrThrow(own)
        assert.deepInclude(attempt.verdict, { because: "Unrecognised", recordedAs: "OfAnotherVersion" })
        yield* service.append({ attempt, events: [A.reopened(), A.sent("m"), A.closed()], tell: false })
        const [row] = yield* sql<{ readonly record: string }>`SELECT record FROM line_pay_attempts`
        assert.deepInclude(JSON.parse(row?.record ?? "null"), { new: [1] })
        const [, sent] = yield* history(service, "a")
        assert.deepInclude(sent?._tag === "Sent" ? sent.send : {}, { new: [2] })
      }).pipe(Effect.provide(client())))

    it.scoped("goes by the database's clock, not by the process's", () =>
      Effect.gen(function*() {
        // The test's clock stands at 1970.
        const service = yield* log()
        const { at } = yield* service.get("1")
        assert.isBelow(Math.abs(at - Date.now()), 10 * minute)
        yield* service.append({ events: [A.opened({ key: "due" }, at - 6 * minute)], tell: false })
        yield* service.append({ events: [A.opened({ key: "early" }, at)], tell: false })
        assert.deepStrictEqual(keys(yield* service.lease({ what: "Due", ...lease })), ["due"])
        const sql = yield* SqlClient.SqlClient
        const [row] = yield* sql<{ readonly ends: number }>`SELECT lease_ends AS ends FROM line_pay_attempts
          WHERE key = 'due'`
        assert.isAtMost(Math.abs((row?.ends ?? 0) - at - minute), minute)
      }).pipe(Effect.provide(client())))

    describe("records of the version before", () => {
      const takenOver = (adopt?: string) =>
        Effect.gen(function*() {
          yield* Migrator.make({})({
            loader: Migrator.fromRecord({ "0001_create_tables": First.migrate }),
            table: "line_pay_migrations"
          })
          const at = Date.now()
          yield* Effect.forEach(old(at), (attempt) => First.write(attempt))
          yield* First.claim("77", "applied")
          yield* First.claim("78", "applied")
          return { at, service: yield* log({ adopt }) }
        })

      it.scoped("are read as records of this version", () =>
        Effect.gen(function*() {
          const { at, service } = yield* takenOver(merchant)
          const read = Object.fromEntries(
            (yield* found(service, {})).map((one) => [Either.getOrThrow(one).key, Either.getOrThrow(one)])
          )
          assert.lengthOf(Object.keys(read), 7)
          for (const attempt of Object.values(read)) {
            assert.deepInclude(attempt, { form: 2, merchant, round: 0, earlier: [], revision: attempt.version })
            assert.notProperty(attempt, "sweeps")
            assert.notProperty(attempt, "needsHuman")
          }
          const send = { at: at - 3 * day, quietUntil: at - 3 * day + minute, id: String(at - 3 * day) }
          assert.deepInclude(read["looked"], { looks: 3, version: 4, sends: [send], orderId: "order" })
          assert.deepInclude(read["human"], { alarm: "NoEvidence", looks: 4, version: 6 })
          assert.deepInclude(read["applied"], { closedAt: at - 3 * day, amount: 30, snapshot: { refunds: [] } })
          assert.deepInclude(read["by hand"], { verdict: { _tag: "NotApplied", because: "ClosedByHand" } })
          assert.strictEqual(read["by hand"]?.hand?.by, "unknown")
          assert.notProperty(read["by hand"], "alarm")
          assert.deepStrictEqual(read["by hand"]?.sends.map(({ id }) => id), [send.id, `${send.at}-1`])
        }).pipe(Effect.provide(client())))

      it.scoped("begin a history with the first event that is appended", () =>
        Effect.gen(function*() {
          const { at, service } = yield* takenOver(merchant)
          for (const { key } of old(at)) {
            const attempt = Option.getOrThrow((yield* service.get(key)).own)
            assert.deepStrictEqual(fold(yield* history(service, key)), Option.some(attempt))
            const appended = yield* service.append({ attempt, events: [A.saw("nothing", true, at)], tell: false })
            const again = yield* service.append({ attempt, events: [A.saw("nothing", true, at)], tell: false })
            assert.strictEqual(again._tag, "Conflict")
            const { own } = yield* service.get(key)
            assert.deepStrictEqual(own, Option.some(A.written(appended)))
            const events = yield* history(service, key)
            assert.deepStrictEqual(events.map(({ _tag }) => _tag), ["Carried", "Saw"])
            assert.deepStrictEqual(fold(events), own)
          }
        }).pipe(Effect.provide(client())))

      it.scoped("are refused until a merchant adopts them", () =>
        Effect.gen(function*() {
          const { service } = yield* takenOver()
          const error = yield* Effect.flip(service.get("applied"))
          assert.include(error.message, "name the one that adopts old records")
          assert.lengthOf(Arr.getLefts(yield* found(service, {})), 7)
          assert.deepStrictEqual(yield* service.lease({ what: "Due", ...lease }), [])
          const adopted = yield* log({ adopt: merchant, migrate: false })
          assert.lengthOf(Arr.getRights(yield* found(adopted, { merchant })), 7)
          // Whoever comes second adopts nothing.
          yield* log({ adopt: "another" })
          assert.deepStrictEqual(yield* found(adopted, { merchant: "another" }), [])
        }).pipe(Effect.provide(client())))

      it.scoped("are adopted with a name in which SQL could stumble", () =>
        Effect.gen(function*() {
          const { service } = yield* takenOver("O'Reilly's; \"1\" \\")
          yield* First.open(First.attempt({ key: "later" }))
          assert.lengthOf(Arr.getRights(yield* found(service, { merchant: "O'Reilly's; \"1\" \\" })), 8)
        }).pipe(Effect.provide(client())))

      it.scoped("are leased when they are due, found by every field, and pruned", () =>
        Effect.gen(function*() {
          const { at, service } = yield* takenOver(merchant)
          const due = yield* service.lease({ what: "Due", ...lease, limit: 3 })
          assert.sameMembers(keys(due), ["unsent", "looked", "human"])
          assert.deepStrictEqual(yield* service.lease({ what: "Due", ...lease }), [])
          const cases: ReadonlyArray<readonly [Query, string]> = [
            [{ orderId: "order" }, "mismatch looked"],
            [{ orderId: "order", transactionId: A.transactionId, merchant }, "mismatch looked"],
            [{ orderId: "orde" }, ""],
            [{ state: "Open", openedBetween: [at - 4 * day, at - day] }, "looked"],
            [{ state: "Open" }, "looked unsent early"],
            [{ state: "NeedsHuman" }, "human"],
            [{ state: "Applied" }, "applied"],
            [{ state: "NotApplied" }, "by hand"],
            [{ state: "Mismatch", merchant }, "mismatch"]
          ]
          for (const [query, expected] of cases) {
            assert.strictEqual(keys(yield* found(service, query)).join(" "), expected, JSON.stringify(query))
          }
          assert.strictEqual(yield* service.prune({ closedBefore: at - 39 * day, step: 1 }), 1)
          assert.strictEqual(yield* service.prune({ closedBefore: at, step: 1 }), 0)
          assert.strictEqual(yield* service.prune({ closedBefore: at, step: 1, refundableFor: "1 day" }), 2)
          assert.lengthOf(yield* found(service, {}), 4)
        }).pipe(Effect.provide(client())))

      it.scoped("keep their evidence, and new evidence is kept from processes of the version before", () =>
        Effect.gen(function*() {
          const { at, service } = yield* takenOver(merchant)
          yield* service.append({ events: [A.opened({ key: "new" })], tell: false })
          const close = (evidence: string) =>
            Effect.flatMap(
              service.get("new"),
              ({ own }) =>
                service.append({ attempt: Option.getOrThrow(own), events: [A.closed(at)], evidence, tell: false })
            )
          for (const evidence of ["77", "78"]) {
            assert.deepStrictEqual(yield* close(evidence), { _tag: "TakenBy", key: "applied" })
          }
          yield* close("79")
          assert.strictEqual(yield* First.claim("79", "unsent"), "new")
        }).pipe(Effect.provide(client())))
    })

    describe("a process of the version before, beside this one", () => {
      const both = Effect.zipRight(log({ adopt: merchant }), log({ adopt: merchant }))

      it.scoped("cannot read what this one has written, and sends nothing", () =>
        Effect.gen(function*() {
          const service = yield* both
          const { at } = yield* service.get("1")
          yield* service.append({
            events: [A.opened({ key: "1", group: "payment" }, at - day)],
            number: 0,
            tell: false
          })
          // The same key, another key of the group, and a record that it has read before.
          for (const key of ["1", "2"]) {
            const error = yield* Effect.flip(First.open(First.attempt({ key, group: "payment" })))
            assert.strictEqual(error._tag, "ParseError")
          }
          yield* First.open(First.attempt({ key: "3" }))
          const attempt = Option.getOrThrow((yield* service.get("3")).own)
          yield* service.append({ attempt, events: [A.sent("a", at)], tell: false })
          assert.strictEqual((yield* Effect.flip(First.advance(0, First.attempt({ key: "3" }))))._tag, "ParseError")
          // Its sweeper leaves those records alone, and goes on with its own.
          yield* First.open(First.attempt({ key: "4" }))
          assert.deepStrictEqual(keys((yield* First.lease(1, at)).map(Either.right)), ["4"])
          assert.sameMembers(keys(yield* service.lease({ what: "Due", ...lease })), ["1", "4"])
        }).pipe(Effect.provide(client())))

      it.scoped("moves the group's number whenever it may have sent", () =>
        Effect.gen(function*() {
          const service = yield* both
          const number = Effect.map(service.get("1", { group: "payment" }), ({ number }) => number)
          const attempt = First.attempt({ key: "1", group: "payment" })
          const numbers = [yield* number]
          yield* First.open(attempt)
          numbers.push(yield* number)
          yield* First.advance(0, { ...attempt, verdict: { _tag: "NotApplied", because: "NeverSent" } })
          const before = yield* number
          numbers.push(before)
          yield* First.advance(1, attempt)
          yield* First.advance(2, { ...attempt, verdict: A.applied })
          numbers.push(yield* number)
          const second = { events: [A.opened({ key: "2", group: "payment" })], tell: false } as const
          assert.strictEqual((yield* service.append({ ...second, number: before }))._tag, "GroupMoved")
          assert.strictEqual((yield* service.append({ ...second, number: yield* number }))._tag, "Appended")
          numbers.push(yield* number)
          assert.deepStrictEqual(numbers, Arr.dedupe(numbers).toSorted((left, right) => left - right))
        }).pipe(Effect.provide(client())))

      it.scoped("wins or loses a refund's key and group, and one refund is made", () =>
        Effect.gen(function*() {
          const service = yield* both
          for (const round of Arr.range(1, 10)) {
            const group = `payment ${round}`
            const ours = (key: string) =>
              Effect.gen(function*() {
                const { group: members, number, own } = yield* service.get(key, { group })
                if (own._tag === "Some" || members.length > 0) return 0
                const result = yield* service.append({
                  events: [A.opened({ key, group }), A.sent("n")],
                  number,
                  tell: false
                })
                return result._tag === "Appended" ? 1 : 0
              })
            const theirs = (key: string) =>
              Effect.map(First.open(First.attempt({ key, group })), (opened) => opened ? 1 : 0)
            const one = (effect: Effect.Effect<number, unknown, SqlClient.SqlClient>) =>
              Effect.catchAll(effect, () => Effect.succeed(0))
            const sent = yield* Effect.all(
              Arr.flatMap(["a", "b"], (name) => {
                const key = `${name} ${round}`
                return round % 2 === 0 ? [one(ours(key)), one(theirs(key))] : [one(theirs(key)), one(ours(key))]
              }),
              { concurrency: "unbounded" }
            )
            assert.strictEqual(sent.reduce((sum, one) => sum + one, 0), 1)
          }
        }).pipe(Effect.provide(client())))
    })

    it.scoped("leases fairly among 500 merchants", () =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const service = yield* log()
        const { at } = yield* service.get("1")
        const template = A.written(yield* service.append({ events: [A.opened({ key: "0" }, at)], tell: false }))
        const merchants = Arr.makeBy(500, (n) => `merchant ${n}`)
        const row = (key: string, merchant: string, due: number) => ({
          key,
          state: "InProgress",
          version: 1,
          opened_at: at,
          leased_until: 0,
          merchant,
          due_at: due,
          history: "\n",
          record: JSON.stringify({ ...template, key, merchant })
        })
        // The first has 2,000 that are older than those of the others, which have one or none.
        const many = Arr.makeBy(2_000, (n) => row(`many ${n}`, "merchant 0", n))
        const few = merchants.slice(1, 400).map((merchant) => row(`one of ${merchant}`, merchant, 1_000_000))
        for (const rows of Arr.chunksOf([...many, ...few], 500)) {
          yield* sql`INSERT INTO line_pay_attempts ${sql.insert(rows)}`
        }
        const leased: Array<string> = []
        while (leased.length < 450) {
          leased.push(...keys(yield* service.lease({ what: "Due", merchants, limit: 50, lease: Duration.minutes(5) })))
        }
        assert.lengthOf(Arr.dedupe(leased), 450)
        // The others had their turn when the first had had one in each page, and the rest of the last page.
        assert.strictEqual(leased.filter((key) => key.startsWith("one")).length, 399)
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
