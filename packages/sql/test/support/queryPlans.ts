import { SqlClient, Statement } from "@effect/sql"
import { assert, it } from "@effect/vitest"
import { Array as Arr, Data, Duration, Effect, Layer, Option, Stream } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { AttemptLog, type AttemptLogError, type Query } from "effect-line-pay/AttemptLog"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as A from "./attempts.ts"

const { day } = A

/** The time of everything in the table, long before the database's. */
const start = 1_700_000_000_000

const merchants = Arr.makeBy(500, (n) => `merchant ${n}`)

/** Fills the table by SQL with closed attempts of 500 merchants, three to a group, and few that are open or untold. */
const fill = (count: number) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const at = `(${start}.0 + n * 1000.0)`
    // Of 1,000 attempts, one each is open, for a human, a mismatch or untold, and one is of the version before.
    const verdict = `CASE WHEN n % 1000 = 3 THEN 'Mismatch' WHEN n % 10 = 7 THEN 'NotApplied' ELSE 'Applied' END`
    const isOpen = `n % 1000 IN (1, 8)`
    const record = (old: boolean) =>
      `'{${
        old ? `"sweeps":0` : `"form":2,"round":0,"earlier":[],"looks":0,"revision":3`
      },"key":"key ' || n || '","group":"group ' || (n / 3)
        || '","merchant":"merchant ' || (n % 500) || '","operation":"' || CASE WHEN n % 2 = 0 THEN 'refundPayment' ELSE 'confirmPayment' END
        || '","fingerprint":"{}","transactionId":"' || n || '","orderId":"order ' || n || '","openedAt":1,"sends":[],"version":3}'`
    const row = {
      key: `'key ' || n`,
      group_key: `'group ' || (n / 3)`,
      group_number: `n % 3 + 1`,
      state: `CASE n % 1000 WHEN 1 THEN 'InProgress' WHEN 8 THEN 'NeedsHuman' ELSE 'Settled' END`,
      version: `3`,
      opened_at: at,
      leased_until: `0`,
      record: record(false),
      merchant: `'merchant ' || (n % 500)`,
      operation: `CASE WHEN n % 2 = 0 THEN 'refundPayment' ELSE 'confirmPayment' END`,
      order_id: `'order ' || n`,
      transaction_id: `CAST(n AS TEXT)`,
      verdict: `CASE WHEN ${isOpen} THEN NULL ELSE ${verdict} END`,
      alarm: `CASE n % 1000 WHEN 8 THEN 'NoEvidence' ELSE NULL END`,
      history: `'{"_tag":"Opened"}'`,
      due_at: `CASE WHEN ${isOpen} THEN ${at} ELSE NULL END`,
      closed_at: `CASE WHEN ${isOpen} THEN NULL ELSE ${at} END`,
      tell_version: `CASE n % 1000 WHEN 4 THEN 3 ELSE 0 END`
    }
    const select = (columns: Record<string, string>, condition: string) =>
      sql.unsafe(`INSERT INTO line_pay_attempts (${Object.keys(columns).join()})
        SELECT ${Object.values(columns).join()} FROM (
          WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count}) SELECT n FROM numbers
        ) AS numbers WHERE ${condition}`)
    yield* select(row, "n % 1000 <> 5")
    const { group_key, key, leased_until, merchant, opened_at, state, version } = row
    const old = { key, group_key, state, version, opened_at, leased_until, merchant, record: record(true) }
    yield* select(old, "n % 1000 = 5")
    yield* sql`INSERT INTO line_pay_claims (evidence_id, key) SELECT key, key FROM line_pay_attempts`
    yield* sql`ANALYZE`
  })

/** What each use of the log has to find, among any number of closed attempts, and the index by which it does. */
const uses = (count: number) => {
  const n = count - (count % 1_000) - 1_000 + 6
  const find = (query: Query) => (log: AttemptLog.Service) => Stream.runDrain(Stream.take(log.find(query), 10))
  const lease = (what: "Due" | "Untold") => (log: AttemptLog.Service) =>
    log.lease({ what, merchants, limit: 32, lease: Duration.minutes(2) })
  const [merchant, orderId, transactionId] = [`merchant ${n % 500}`, `order ${n}`, TransactionId.make(String(n))]
  const range = [start + n * 1_000, start + n * 1_000 + day] as const
  const uses: Record<
    string,
    readonly [index: string, (log: AttemptLog.Service) => Effect.Effect<unknown, AttemptLogError>]
  > = {
    "get": ["pkey group", (log) => log.get(`key ${n}`, { group: `group ${Math.floor(n / 3)}`, formerKey: "former" })],
    "get what is new": ["pkey", (log) => log.get("new")],
    "append the first": ["group claims", (log) =>
      log.append({
        events: [A.opened({ key: "new", group: `group ${Math.floor(n / 3)}` })],
        number: 3,
        evidence: "new",
        tell: false
      })],
    "append another": ["pkey group claims", (log) =>
      Effect.flatMap(log.get(`key ${n}`), ({ own }) =>
        log.append({
          attempt: Option.getOrThrow(own),
          events: [A.closed()],
          number: 3,
          evidence: `key ${n + 1}`,
          tell: true
        }))],
    "lease what is due": ["look", lease("Due")],
    "lease what is untold": ["tell", lease("Untold")],
    "told": ["pkey", (log) => log.told(Arr.makeBy(100, (n) => [`key ${n}`, 3] as const))],
    "events": ["pkey", (log) => Stream.runDrain(log.events(`key ${n - 1}`))],
    "prune": ["closed old", (log) => log.prune({ closedBefore: start + 50_000, refundableFor: 0, step: 10 })],
    "prune nothing": ["closed old", (log) => log.prune({ closedBefore: 0 })]
  }
  const queries: ReadonlyArray<readonly [index: string, Query]> = [
    ["opened", {}],
    ["opened", { openedBetween: range }],
    ["merchant", { merchant }],
    ["merchant", { merchant, openedBetween: range }],
    ["merchant old", { merchant, state: "Applied" }],
    ["look", { merchant: "merchant 1", state: "Open" }],
    ["look", { merchant: "merchant 8", state: "NeedsHuman" }],
    ["mismatch old", { merchant: "merchant 3", state: "Mismatch" }],
    ["tell", { merchant: "merchant 4", untold: true }],
    ["order old", { orderId }],
    ["order old", { orderId, merchant, state: "Applied" }],
    ["transaction old", { transactionId }],
    ["transaction old", { transactionId, merchant, untold: false, openedBetween: range }]
  ]
  for (const [index, query] of queries) uses[`find ${JSON.stringify(query)}`] = [index, find(query)]
  return uses
}

class Undone extends Data.TaggedError("Undone")<{ readonly plan: ReadonlyArray<string> }> {}

/** The names of the indexes that a plan uses, and how often it reads a whole table. */
const indexesOf = (plan: string) =>
  Arr.dedupe(
    [...plan.matchAll(/line_pay_attempts_(\w+)|(line_pay_claims)_pkey|sqlite_autoindex_line_pay_(\w+)_1/g)].map(
      ([, index, claims, automatic]) =>
        index ?? (claims === undefined ? automatic === "attempts" ? "pkey" : "claims" : "claims")
    )
  )

/** The plan of a statement. PostgreSQL runs it, and tells how many rows it has read. */
const explain = (text: string, parameters: ReadonlyArray<unknown>) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    return yield* sql.onDialectOrElse({
      sqlite: () =>
        Effect.map(
          sql.unsafe<{ readonly detail: string }>(`EXPLAIN QUERY PLAN ${text}`, parameters),
          Arr.map(({ detail }) => detail)
        ),
      // It is undone: the next use finds the table as this one did.
      orElse: () =>
        sql.unsafe<{ readonly "QUERY PLAN": string }>(`EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF) ${text}`, parameters)
          .pipe(
            Effect.flatMap((rows) => new Undone({ plan: rows.map((row) => row["QUERY PLAN"]) })),
            sql.withTransaction,
            Effect.catchTag("Undone", ({ plan }) => Effect.succeed(plan))
          )
    })
  }).pipe(Effect.map((lines) => lines.join("\n")))

const rowsRead = (plan: string): number =>
  [...plan.matchAll(/actual rows=(\d+) loops=(\d+)|Rows Removed by \w+(?: \w+)?: (\d+)/g)].reduce(
    (sum, [, rows, loops, removed]) => sum + (removed === undefined ? Number(rows) * Number(loops) : Number(removed)),
    0
  )

/** Checks that each use of the log goes by an index, in a table of so many closed attempts. */
export const queryPlans = <E>(name: string, count: number, client: Layer.Layer<SqlClient.SqlClient, E>) =>
  it.scopedLive(`finds everything by an index among ${count} attempts, on ${name}`, () =>
    Effect.gen(function*() {
      const log = yield* AttemptLog
      yield* fill(count)
      for (const [use, [expected, run]] of Object.entries(uses(count))) {
        const statements: Array<readonly [string, ReadonlyArray<unknown>]> = []
        yield* Statement.withTransformer(run(log).pipe(Effect.ignore), (statement) => {
          statements.push(statement.compile())
          return Effect.succeed(statement)
        })
        const plans = yield* Effect.forEach(statements, ([text, parameters]) => explain(text, parameters))
        for (const plan of plans) {
          assert.notMatch(plan, /Seq Scan on line_pay|SCAN (a|line_pay_\w+|other)$/m, `${use}:\n${plan}`)
          // A walk through an index is right only if it is in order, and ends with the page.
          if (!use.startsWith("find")) assert.notMatch(plan, /SCAN (a|line_pay_\w+|other) USING/, `${use}:\n${plan}`)
          assert.isBelow(rowsRead(plan), 6_000, `${use}:\n${plan}`)
        }
        const used = indexesOf(plans.join("\n"))
        for (const index of expected.split(" ")) assert.include(used, index, `${use}:\n${plans.join("\n\n")}`)
      }
    }).pipe(Effect.provide(Layer.provideMerge(SqlAttemptLog.layer, client))))
