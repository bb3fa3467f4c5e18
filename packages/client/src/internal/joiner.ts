import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"

/** Runs one effect per key at a time. */
export interface Joiner<A, E> {
  /**
   * Runs an effect in the scope of the joiner, or joins the run under the same
   * key. Interrupting the caller ends its waiting, not the run.
   */
  readonly join: <R>(key: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const make = <A, E>(scope: Scope.Scope): Joiner<A, E> => {
  const running = new Map<string, Deferred.Deferred<A, E>>()
  return {
    join: (key, effect) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          const joined = running.get(key)
          if (joined !== undefined) return restore(Deferred.await(joined))
          const result = Deferred.unsafeMake<A, E>(FiberId.none)
          running.set(key, result)
          const run = Effect.flatMap(Effect.exit(Effect.interruptible(effect)), (exit) => {
            running.delete(key)
            return Deferred.done(result, exit)
          })
          return Effect.zipRight(Effect.forkIn(run, scope), restore(Deferred.await(result)))
        })
      )
  }
}
