import { PgClient } from "@effect/sql-pg"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Redacted } from "effect"
import { SqlAttemptLog } from "effect-line-pay-sql"
import { killEverywhere } from "./support/killed.ts"
import * as Postgres from "./support/postgres.ts"

describe("a process that is killed, on PostgreSQL", () => {
  it.scopedLive("leaves nothing that is applied twice, wrong, stuck or untold, at any point", () =>
    Effect.gen(function*() {
      const url = yield* Postgres.url
      const log = Layer.provideMerge(SqlAttemptLog.layer, PgClient.layer({ url: Redacted.make(url) }))
      const { humans, points } = yield* Effect.provide(killEverywhere(["postgres", url]), log)
      console.log(`killed at ${points} points, ${humans} of them for a human`)
      assert.isAtLeast(points, 36)
    }))
})
