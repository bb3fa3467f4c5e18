import { type Attempt, isOpen, type Unreadable } from "effect-line-pay/Attempt"
import { AttemptLog } from "effect-line-pay/AttemptLog"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import type { Process } from "../../Command.ts"
import type { InvocationOf, Selection } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Screen from "../screen.ts"
import * as Words from "../words.ts"

/** Which searches of the log find a selection. Each uses an index, except for the last. */
const queries: { readonly [S in Selection]: ReadonlyArray<Parameters<AttemptLog.Service["find"]>[0]> } = {
  Open: [{ state: "Open" }],
  // A closed attempt may have an alarm, too: the shop has not taken it, or a human decided wrongly.
  NeedsHuman: [{ state: "NeedsHuman" }, { untold: true }, { state: "NotApplied" }, { state: "Mismatch" }],
  Unfinished: [
    { state: "Open" },
    { state: "NeedsHuman" },
    { untold: true },
    { state: "NotApplied" },
    { state: "Mismatch" }
  ],
  Unread: [{}],
  All: [{}]
}

const isWanted = (selection: Selection, one: Either.Either<Attempt, Unreadable>): boolean => {
  if (Either.isLeft(one)) return selection !== "Open"
  const attempt = one.right
  switch (selection) {
    case "Open":
      return isOpen(attempt)
    case "NeedsHuman":
      return attempt.alarm !== undefined
    case "Unfinished":
      return isOpen(attempt) || attempt.alarm !== undefined
    case "Unread":
      return false
    case "All":
      return true
  }
}

/** Finds the attempts of a selection. */
export const list = (selection: Selection, merchant: string | undefined) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const attempts = new Map<string, Attempt>()
    const unread = new Map<string, Unreadable>()
    for (const query of queries[selection]) {
      yield* Stream.runForEach(log.find({ ...query, merchant }), (one) =>
        Effect.sync(() => {
          if (!isWanted(selection, one)) return
          if (Either.isRight(one)) attempts.set(one.right.key, one.right)
          else unread.set(one.left.key, one.left)
        }))
    }
    return {
      attempts: [...attempts.values()].sort((left, right) => left.openedAt - right.openedAt),
      unread: [...unread.values()]
    }
  })

const row = (attempt: Attempt, process: Process): ReadonlyArray<string> => {
  const due = Words.nextLook(attempt)
  return [
    Screen.plain(attempt.key),
    Screen.local(attempt.openedAt, process),
    Screen.plain(attempt.orderId ?? "-"),
    Words.amount(attempt),
    Words.state(attempt),
    due === undefined ? "-" : Screen.local(due, process)
  ]
}

const none: { readonly [S in Selection]: string } = {
  Unfinished: "Every attempt is settled, and none needs a human.",
  Open: "No attempt is open.",
  NeedsHuman: "No attempt needs a human.",
  Unread: "Every record can be read.",
  All: "The log is empty."
}

export const run = (
  { desk, json, merchant, selection }: InvocationOf<"Attempts">,
  process: Process
) =>
  Effect.gen(function*() {
    const found = yield* list(selection, merchant)
    if (json) return yield* Effect.as(Console.log(Screen.json(found)), 0)
    const { attempts, unread } = found
    if (attempts.length + unread.length === 0) return yield* Effect.as(Console.log(none[selection]), 0)
    if (attempts.length > 0) {
      yield* Console.log(Screen.table(
        ["KEY", "OPENED", "ORDER", "AMOUNT", "STATE", "NEXT LOOK"],
        attempts.map((attempt) => row(attempt, process))
      ))
    }
    for (const { key, reason } of unread) {
      yield* Console.log(`${Screen.plain(key)}  cannot be read: ${Screen.plain(reason)}. Nothing is sent for this key.`)
    }
    const humans = attempts.filter(({ alarm }) => alarm !== undefined).length
    yield* Console.log(
      `\n${attempts.length} attempt${attempts.length === 1 ? "" : "s"}, ${humans} need${
        humans === 1 ? "s" : ""
      } a human, ${unread.length} cannot be read. See one with: line-pay-cli attempt KEY`
    )
    return 0
  }).pipe(Effect.provide(Desk.logOnly(desk, process.environment)))
