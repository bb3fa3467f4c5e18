/**
 * Stops a run that fails because of us or LINE Pay, and not because of the customers: a wrong secret, an ended contract,
 * a LINE Pay that does not answer.
 */
import { Deferred, Effect, Option, Ref } from "effect"
import { ResultCode } from "line-pay-protocol"
import type { Recorded } from "./recordOutcome.ts"

export interface Fuse {
  readonly note: (recorded: Recorded) => Effect.Effect<void>
  readonly blow: (because: string) => Effect.Effect<void>
  /** The reason, if it is blown. */
  readonly because: Effect.Effect<Option.Option<string>>
  /** Waits until it is blown. */
  readonly blown: Effect.Effect<string>
}

/** A fuse that tolerates this many failures in a row that say nothing about a customer. */
export const make = (tolerated: number): Effect.Effect<Fuse> =>
  Effect.gen(function*() {
    const blown = yield* Deferred.make<string>()
    const inARow = yield* Ref.make(0)
    const blow = (because: string) => Effect.asVoid(Deferred.succeed(blown, because))
    return {
      blow,
      because: Effect.flatMap(Deferred.poll(blown), Effect.transposeOption),
      blown: Deferred.await(blown),
      note: (recorded) =>
        Option.match(trouble(recorded), {
          onNone: () => Ref.set(inARow, 0),
          onSome: (because) =>
            Effect.flatMap(
              Ref.updateAndGet(inARow, (n) => n + 1),
              (count) =>
                count > tolerated
                  ? blow(`${count} charges in a row came to nothing. The last: ${because}`)
                  : Effect.void
            )
        })
    }
  })

const trouble = (recorded: Recorded): Option.Option<string> => {
  switch (recorded._tag) {
    case "NotCharged":
      return Option.some(recorded.because)
    case "Checking":
      return Option.some("LINE Pay did not answer")
    case "Refused":
      return recorded.decision._tag === "NotTheCustomers"
        ? Option.some(`${recorded.code}. ${ResultCode.row(recorded.code).hint}`)
        : Option.none()
    case "Paid":
    case "NeedsHuman":
      return Option.none()
  }
}
