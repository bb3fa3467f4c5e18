import { Settlement } from "effect-line-pay/Settlement"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Process } from "../../Command.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Screen from "../screen.ts"
import * as Words from "../words.ts"
import { read } from "./attempt.ts"

export const run = ({ desk, key, signature }: InvocationOf<"Reopen">, process: Process) =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    const { attempt: before } = yield* read(key)
    const attempt = yield* settlement.reopen({
      key: before.key,
      version: signature.seen ?? before.version,
      by: signature.by,
      why: signature.why
    })
    yield* Console.log([
      `${Screen.plain(attempt.key)}: was ${Words.state(before)}, now ${Words.state(attempt)} (round ${
        attempt.round + 1
      })`,
      `Nothing is sent by this. The shop sends the ${Words.deed[attempt.operation]} of ${
        Words.amount(attempt)
      } when it ` +
      "calls again with the same key. The history stays."
    ].join("\n"))
    return 0
  }).pipe(Desk.writing("reopen", desk, process.environment))
