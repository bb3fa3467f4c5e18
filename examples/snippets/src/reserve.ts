import { Effect } from "effect"
import { authorized, type ConfirmIntent } from "effect-line-pay"

/** Holds the customer's money, and takes it once the goods are there. Without goods the money is released at once. */
export const sell = <E, R>(intent: ConfirmIntent, reserveStock: Effect.Effect<void, E, R>) =>
  Effect.scoped(Effect.gen(function*() {
    const authorization = yield* authorized(intent)
    yield* reserveStock
    return yield* authorization.capture()
  }))
