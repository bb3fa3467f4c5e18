import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { killEverywhere } from "./support/killed.ts"
import * as Sqlite from "./support/sqlite.ts"

describe("a process that is killed, on SQLite", () => {
  it.scopedLive("leaves nothing that is applied twice, wrong, stuck or untold, at any point", () =>
    Effect.gen(function*() {
      const path = yield* Sqlite.file
      // As a shop with several processes on one file sets it: readers and the writer do not wait for each other.
      const client = Layer.tap(
        Sqlite.client(path),
        (context) => Context.get(context, SqlClient.SqlClient)`PRAGMA journal_mode = WAL`
      )
      const log = Layer.provideMerge(SqlAttemptLog.layer, client)
      const { humans, points } = yield* Effect.provide(killEverywhere(["sqlite", path]), log)
      console.log(`killed at ${points} points, ${humans} of them for a human`)
      assert.isAtLeast(points, 36)
    }))
})
