import { type Attempt } from "effect-line-pay/Attempt"
import { AttemptLog, type AttemptLogError } from "effect-line-pay/AttemptLog"
import * as Chunk from "effect/Chunk"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Process } from "../../Command.ts"
import { DeskError } from "../../DeskError.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as History from "../history.ts"
import * as Screen from "../screen.ts"

/** Reads an attempt, or says how to find its key. */
export const read = (
  key: string
): Effect.Effect<{ readonly attempt: Attempt; readonly now: number }, AttemptLogError | DeskError, AttemptLog> =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const { at, own } = yield* log.get(key)
    if (Option.isNone(own)) {
      return yield* new DeskError({
        kind: "Failed",
        message: `The log has no attempt with the key "${Screen.plain(key)}". Nothing was changed. Find the key with ` +
          "line-pay-cli payment ORDER, or line-pay-cli attempts --all"
      })
    }
    return { attempt: own.value, now: at }
  })

export const run = ({ desk, json, key }: InvocationOf<"Attempt">, process: Process) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const { attempt, now } = yield* read(key)
    const events = Chunk.toReadonlyArray(yield* Stream.runCollect(log.events(attempt.key)))
    if (json) return yield* Effect.as(Console.log(Screen.json({ attempt, events })), 0)
    yield* Console.log([
      History.record(attempt, process),
      "",
      "History",
      History.lines(events, attempt, process),
      "",
      History.closing(attempt, now, process)
    ].join("\n"))
    return 0
  }).pipe(Effect.provide(Desk.logOnly(desk, process.environment)))
