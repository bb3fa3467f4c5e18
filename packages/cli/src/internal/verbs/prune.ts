import { isOpen } from "effect-line-pay/Attempt"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Process } from "../../Command.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Screen from "../screen.ts"
import { allowed } from "../writing.ts"

export const run = ({ desk, olderThan, yes }: InvocationOf<"Prune">, process: Process) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const { at: now } = yield* log.get("")
    const closedBefore = now - Duration.toMillis(olderThan)
    if (!yes) {
      // Nothing is closed before it is opened, so no other attempt can be old enough.
      const old = yield* Stream.runFold(
        log.find({ openedBetween: [0, closedBefore] }),
        0,
        (sum, one) =>
          Either.isRight(one) && !isOpen(one.right) && (one.right.closedAt ?? now) < closedBefore ? sum + 1 : sum
      )
      yield* Console.log(
        `${old} attempt${old === 1 ? " was" : "s were"} closed before ${
          Screen.time(closedBefore, process)
        }. The log keeps ` +
          "those that are untold, need a human, or are refunds younger than a year.\nNothing was deleted. To delete the others, add --yes."
      )
      return 0
    }
    yield* allowed(desk, process.environment, "prune")
    const pruned = yield* log.prune({ closedBefore })
    yield* Console.log(
      `Deleted ${pruned} attempt${pruned === 1 ? "" : "s"} closed before ${Screen.time(closedBefore, process)}.`
    )
    return 0
  }).pipe(Effect.provide(Desk.logOnly(desk, process.environment)))
