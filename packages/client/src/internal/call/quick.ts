import type * as Effect from "effect/Effect"

const quickEffects = /*#__PURE__*/ new WeakSet<object>()

/** Marks an effect that never waits, so that nobody has to limit its time. */
export const quick = <A>(effect: Effect.Effect<A>): Effect.Effect<A> => {
  quickEffects.add(effect)
  return effect
}

export const isQuick = (effect: Effect.Effect<unknown>): boolean => quickEffects.has(effect)
