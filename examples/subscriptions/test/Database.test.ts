import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { Charges } from "../src/Charges.ts"
import { file, shopAt } from "./support/shop.ts"

describe("the database", () => {
  it.scopedLive("comes up behind another process that writes, and is not stuck", () =>
    Effect.gen(function*() {
      const path = yield* file
      const begun = yield* Deferred.make<void>()
      const other = yield* Effect.flatMap(SqlClient.SqlClient, (sql) =>
        sql.withTransaction(Effect.zipRight(Deferred.succeed(begun, undefined), Effect.sleep("500 millis")))).pipe(
          Effect.provide(LibsqlClient.layer({ url: `file:${path}` })),
          Effect.fork
        )
      yield* Deferred.await(begun)
      const due = yield* Effect.flatMap(Charges, (charges) =>
        charges.count("Due", Date.now())).pipe(
          Effect.provide(shopAt(path))
        )
      assert.strictEqual(due, 0)
      yield* Fiber.join(other)
    }))
})
