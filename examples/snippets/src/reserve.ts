import { Effect } from "effect"
import { authorized, type ConfirmIntent } from "effect-line-pay"

/** Authorises the payment, and captures it once the stock is reserved. Without stock, it is voided at once. */
export const sell = <E, R>(intent: ConfirmIntent, reserveStock: Effect.Effect<void, E, R>) =>
  Effect.scoped(Effect.gen(function*() {
    const authorization = yield* authorized(intent)
    yield* reserveStock
    return yield* authorization.capture()
  }))
