import { Settlement } from "effect-line-pay/Settlement"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Process } from "../../Command.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as History from "../history.ts"
import * as Screen from "../screen.ts"
import * as Words from "../words.ts"
import { read } from "./attempt.ts"

export const run = ({ desk, key }: InvocationOf<"Look">, process: Process) =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    const before = yield* read(key)
    const attempt = yield* settlement.lookAgain(before.attempt.key)
    const changed = Words.state(before.attempt) === Words.state(attempt)
      ? `still ${Words.state(attempt)}`
      : `was ${Words.state(before.attempt)}, now ${Words.state(attempt)}`
    yield* Console.log([
      `${Screen.plain(attempt.key)}: ${changed}`,
      ...(attempt.saw === undefined ? [] : [`LINE Pay showed: ${Screen.plain(attempt.saw)}`]),
      ...(attempt.verdict === undefined ? [] : [`Verdict: ${Words.verdict(attempt.verdict, attempt.currency)}`]),
      History.closing(attempt, before.now, process)
    ].join("\n"))
    return attempt.verdict === undefined || attempt.alarm !== undefined ? 1 : 0
  }).pipe(Desk.writing("look", desk, process.environment))
