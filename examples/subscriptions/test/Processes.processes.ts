import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Context, Effect, Fiber, Layer, Schedule } from "effect"
import type { TransactionId } from "effect-line-pay"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { enrolled, killed, month, run, sandboxServer, shop, start, twoAtOnce, variables } from "./support/processes.ts"
import { file, vaultKey } from "./support/shop.ts"

const onSqlite = <A, E, R>(test: (database: string) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(file, (path) => Effect.provide(test(`file:${path}`), shop(`file:${path}`))).pipe(
    Effect.provide(sandboxServer)
  )

describe("processes on one SQLite file", () => {
  it.scopedLive("two runs at once charge nobody twice", () => onSqlite(twoAtOnce))

  it.scopedLive("a run that is killed half-way, and started again, charges nobody twice", () => onSqlite(killed))
})

describe("the program", () => {
  it.scopedLive("stops with an exit code, and keeps every key, when its configuration is another's", () =>
    onSqlite((database) =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        yield* enrolled(20)
        const right = variables(database, (yield* SandboxServer).url)
        const elsewhere = Context.get(yield* Layer.build(SandboxServer.layer()), SandboxServer)
        const wrong = [
          [{ ...right, LINE_PAY_CHANNEL_SECRET: "0".repeat(32) }, /1106\. The signature or a header is wrong/],
          [{ ...right, LINE_PAY_ENVIRONMENT: elsewhere.url }, /regKeys were answered 1190/]
        ] as const
        yield* Effect.forEach(wrong, ([environment, because]) =>
          Effect.gen(function*() {
            const { code, output } = yield* run(environment)
            assert.strictEqual(code, 1, output)
            assert.match(output, because)
            assert.match(output, /Every key is kept/)
            const kept = yield* sql`SELECT id FROM subscribers WHERE status = 'Active' AND reg_key IS NOT NULL`
            assert.lengthOf(kept, 20)
            assert.lengthOf(yield* sql`SELECT 1 FROM charges WHERE period = ${month} AND state <> 'Due'`, 0)
            yield* sql`UPDATE charges SET due_at = 0`
          }))
      })
    ))

  it.scopedLive("enrols a subscriber, seals the regKey with another vault key, and charges with it", () =>
    onSqlite((database) =>
      Effect.gen(function*() {
        const sql = yield* SqlClient.SqlClient
        const sandbox = yield* Sandbox
        const environment = variables(database, (yield* SandboxServer).url)
        const newKey = `new:${Buffer.alloc(32, 8).toString("base64")}`
        const enrolling = yield* Effect.fork(start(environment, "enrol", "--name", "Mei", "--amount", "330"))
        const transactionId = yield* sql<{ id: TransactionId }>`SELECT transaction_id AS id FROM enrolments`.pipe(
          Effect.flatMap(Arr.head),
          Effect.map(({ id }) => id),
          Effect.retry(Schedule.spaced("50 millis"))
        )
        yield* sandbox.approve({ transactionId })
        assert.match((yield* Fiber.join(enrolling)).output, /Enrolled/)
        const rotated = yield* start({ ...environment, SUBSCRIPTIONS_VAULT_KEYS: `${newKey},${vaultKey}` }, "rotate")
        assert.match(rotated.output, /1 regKeys/)
        const { code, output } = yield* run({ ...environment, SUBSCRIPTIONS_VAULT_KEYS: newKey })
        assert.strictEqual(code, 0, output)
        assert.match(output, /paid +1 +TWD 330/)
      })
    ))
})
