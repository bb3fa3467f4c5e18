import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { readdirSync, readFileSync } from "node:fs"
import * as path from "node:path"
import { enrolled, killed, month, run, sandboxServer, shop, start, twoAtOnce, variables } from "./support/processes.ts"
import { file } from "./support/shop.ts"

const onSqlite = <A, E, R>(test: (database: string, path: string) => Effect.Effect<A, E, R>) =>
  Effect.flatMap(file, (path) => Effect.provide(test(`file:${path}`, path), shop(`file:${path}`))).pipe(
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
        const otherKey = `other:${Buffer.alloc(32, 1).toString("base64")}`
        const wrong = [
          [{ ...right, LINE_PAY_CHANNEL_SECRET: "0".repeat(32) }, /1106\. Signature or header wrong/],
          [{ ...right, LINE_PAY_ENVIRONMENT: elsewhere.url }, /regKeys were answered 1190/],
          [{ ...right, SUBSCRIPTIONS_VAULT_KEYS: otherKey }, /SUBSCRIPTIONS_VAULT_KEYS has no key "test"/]
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

  it.scopedLive("shows no regKey: not in the database's files, nor in what it prints", () =>
    onSqlite((database, file) =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const environment = variables(database, (yield* SandboxServer).url)
        yield* enrolled(6)
        yield* sandbox.faults.next("payPreapproved", Fault.commitThenLose)
        yield* sandbox.faults.next("payPreapproved", Fault.resultCode("1287"))
        yield* sandbox.faults.next("payPreapproved", Fault.badGateway())
        const printed = [
          yield* run({ ...environment, LOG_LEVEL: "All" }, { patience: 1, wait: 3 }),
          yield* start(environment, "sweep"),
          yield* start(environment, "list")
        ].map(({ code, output }) => {
          assert.strictEqual(code, 0, output)
          return output
        })
        const directory = path.dirname(file)
        const bytes = readdirSync(directory).map((name) => readFileSync(path.join(directory, name)))
        const regKeys = yield* sandbox.regKeys
        assert.lengthOf(regKeys, 6)
        assert.isTrue(bytes.some((bytes) => bytes.includes("sub-")))
        for (const { regKey } of regKeys) {
          assert.isFalse(bytes.some((bytes) => bytes.includes(regKey)))
          for (const output of printed) assert.notInclude(output, regKey)
        }
      })
    ))
})
