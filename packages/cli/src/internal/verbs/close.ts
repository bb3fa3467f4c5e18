import { Settlement } from "effect-line-pay/Settlement"
import type { HandVerdict } from "effect-line-pay/Settlement"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Process } from "../../Command.ts"
import { DeskError } from "../../DeskError.ts"
import type { Finding, InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Screen from "../screen.ts"
import * as Words from "../words.ts"
import { read } from "./attempt.ts"

const transactionId = (text: string) =>
  TransactionId.is(text)
    ? Effect.succeed(text)
    : new DeskError({
      kind: "Usage",
      message: `${Screen.plain(text)}: expected the digits of a transaction id. Nothing was changed`
    })

const verdictOf = (finding: Finding): Effect.Effect<HandVerdict, DeskError> =>
  finding._tag !== "Applied" ? Effect.succeed(finding) : Effect.gen(function*() {
    const entries = yield* Effect.forEach(
      finding.refunds,
      ({ amount, id }) => Effect.map(transactionId(id), (id) => ({ id, amount }))
    )
    return {
      _tag: "Applied",
      ...(entries.length === 0 ? {} : { entries }),
      ...(finding.transaction === undefined ? {} : { transactionId: yield* transactionId(finding.transaction) })
    }
  })

export const run = ({ desk, finding, key, signature }: InvocationOf<"Close">, process: Process) =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    const { attempt: before } = yield* read(key)
    const attempt = yield* settlement.closeByHand({
      key: before.key,
      version: signature.seen ?? before.version,
      by: signature.by,
      why: signature.why,
      verdict: yield* verdictOf(finding)
    })
    yield* Console.log([
      `${Screen.plain(attempt.key)}: was ${Words.state(before)}, now ${
        Words.state(attempt)
      } (version ${attempt.version})`,
      Words.consequence(attempt),
      attempt.verdict?._tag === "Applied"
        ? "The shop's sweeper tells the shop. The history has your name and reason."
        : `The shop's sweeper tells the shop. The key sends nothing any more; to free it: line-pay-cli reopen ${
          Screen.argument(attempt.key)
        } --by NAME --why TEXT`
    ].join("\n"))
    return 0
  }).pipe(Desk.writing("close", desk, process.environment))
