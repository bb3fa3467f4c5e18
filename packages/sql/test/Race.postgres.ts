import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Effect } from "effect"
import { type ChildProcess, fork } from "node:child_process"
import { createRequire } from "node:module"
import * as Postgres from "./support/postgres.ts"
import { prizes, type Start } from "./support/race.ts"

const tsx = createRequire(import.meta.url).resolve("tsx")
const program = new URL("support/racer.ts", import.meta.url)

/** What a process says next: what it has won. */
const said = (child: ChildProcess) =>
  Effect.async<ReadonlyArray<string>, Error>((resume) => {
    const onExit = (code: number | null) => resume(Effect.fail(new Error(`a process ended with ${code}`)))
    child.once("exit", onExit)
    child.once("message", (won: ReadonlyArray<string>) => {
      child.off("exit", onExit)
      resume(Effect.succeed(won))
    })
  })

const racer = (url: string, name: string) =>
  Effect.acquireRelease(
    Effect.sync(() => fork(program, [url, name], { execArgv: ["--import", tsx] })),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.tap(said))

const race = (child: ChildProcess, start: Start) => Effect.zipRight(Effect.sync(() => child.send(start)), said(child))

describe("8 processes on one PostgreSQL", () => {
  it.scopedLive("win each prize once", () =>
    Effect.gen(function*() {
      const url = yield* Postgres.url
      const names = Arr.makeBy(8, (n) => `process ${n}`)
      const racers = yield* Effect.forEach(names, (name) => racer(url, name), { concurrency: "unbounded" })
      for (const phase of ["tables", "open", "group", "advance", "claim", "lease"] as const) {
        const start = { phase, at: Date.now() + 200 }
        const won = yield* Effect.forEach(racers, (child) => race(child, start), { concurrency: "unbounded" })
        assert.deepStrictEqual(won.flat().toSorted(), prizes[phase].toSorted())
        // One that wins all has met nobody.
        if (phase !== "tables") assert.isAbove(won.filter(Arr.isNonEmptyReadonlyArray).length, 1)
      }
    }))
})
