import type * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"

/** The result of an effect that takes no step, such as `Effect.succeed`; `undefined` for any other. */
export const atOnce = <A, E>(effect: Effect.Effect<A, E>): Exit.Exit<A, E> | undefined =>
  // An `Effect<A, E>` that is an Exit has succeeded with an A or failed with an E.
  Exit.isExit(effect) ? effect as Exit.Exit<A, E> : undefined
