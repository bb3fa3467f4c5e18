import { AttemptLog } from "effect-line-pay/AttemptLog"
import * as Chunk from "effect/Chunk"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Process } from "../../Command.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"

/** One attempt a line, with its history. An unreadable record is a line too, so that none is missing unnoticed. */
export const run = ({ desk, merchant }: InvocationOf<"Export">, { environment }: Process) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    let unread = 0
    yield* Stream.runForEach(log.find({ merchant }), (one) =>
      Effect.gen(function*() {
        if (Either.isLeft(one)) {
          unread++
          return yield* Console.log(JSON.stringify({ unreadable: one.left }))
        }
        const events = Chunk.toReadonlyArray(yield* Stream.runCollect(log.events(one.right.key)))
        yield* Console.log(JSON.stringify({ attempt: one.right, events }))
      }))
    if (unread === 0) return 0
    yield* Console.error(`${unread} record${unread === 1 ? "" : "s"} cannot be read, and are exported as "unreadable".`)
    return 1
  }).pipe(Effect.provide(Desk.logOnly(desk, environment)))
