/**
 * Eight processes on one database.
 */
import { SqlClient } from "@effect/sql"
import { PgClient } from "@effect/sql-pg"
import { assert } from "@effect/vitest"
import { Array as Arr, Data, Effect, Redacted } from "effect"
import { type ChildProcess, fork } from "node:child_process"
import { createRequire } from "node:module"
import * as Postgres from "./postgres.ts"
import { type Phase, prizes, type Start } from "./race.ts"

const tsx = createRequire(import.meta.url).resolve("tsx")
const program = new URL("racer.ts", import.meta.url)

class ProcessEnded extends Data.TaggedError("ProcessEnded")<{ readonly code: number | null }> {}

/** What a process says next: what it has won. */
const said = (child: ChildProcess) =>
  Effect.async<ReadonlyArray<string>, ProcessEnded>((resume) => {
    const onExit = (code: number | null) => resume(new ProcessEnded({ code }))
    child.once("exit", onExit)
    child.once("message", (won: ReadonlyArray<string>) => {
      child.off("exit", onExit)
      resume(Effect.succeed(won))
    })
  })

const racer = (environment: Record<string, string>, url: string, name: string) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      fork(program, [url, name], { execArgv: ["--import", tsx], env: { ...process.env, ...environment } })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.tap(said))

const race = (child: ChildProcess, start: Start) => Effect.zipRight(Effect.sync(() => child.send(start)), said(child))

/** Runs these phases in 8 processes on one database. */
export const run = (phases: ReadonlyArray<Phase>, environment: Record<string, string>, payments: Start["payments"]) =>
  Effect.gen(function*() {
    const url = yield* Postgres.url
    const names = Arr.makeBy(8, (n) => `process ${n}`)
    const racers = yield* Effect.forEach(names, (name) => racer(environment, url, name), { concurrency: "unbounded" })
    for (const phase of phases) {
      // A verdict is told a minute after it was written.
      if (phase === "tell") {
        yield* Effect.flatMap(SqlClient.SqlClient, (sql) => sql`UPDATE line_pay_attempts SET tell_after = 0`).pipe(
          Effect.provide(PgClient.layer({ url: Redacted.make(url) }))
        )
      }
      const start = { phase, at: Date.now() + 200, payments }
      const won = yield* Effect.forEach(racers, (child) => race(child, start), { concurrency: "unbounded" })
      assert.deepStrictEqual(won.flat().toSorted(), prizes[phase].toSorted(), phase)
      // One that wins all has met nobody.
      if (phase !== "tables") assert.isAbove(won.filter(Arr.isNonEmptyReadonlyArray).length, 1)
    }
  })
