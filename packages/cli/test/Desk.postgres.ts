import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SandboxServer } from "effect-line-pay-sandbox"
import { bundled } from "./support/bundled.ts"
import * as Desk from "./support/desk.ts"
import { play } from "./support/deskStory.ts"

const server = process.env["POSTGRES_URL"]
if (server === undefined) throw new Error("These tests need a PostgreSQL: npm run test:postgres")

describe("the operator's desk", () => {
  it.scopedLive("finds, explains, closes and reconciles a night's troubles, on PostgreSQL", () =>
    Effect.gen(function*() {
      const bin = yield* bundled
      const folder = yield* Desk.folder
      yield* play(yield* Desk.postgres(server), { bin, folder })
    }).pipe(Effect.provide(SandboxServer.layer())))
})
