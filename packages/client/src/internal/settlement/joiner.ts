import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import type * as Scope from "effect/Scope"

/** Runs one effect per key at a time. */
export interface Joiner<A, E> {
  /**
   * Runs an effect in the scope of the joiner, or joins the run under the same
   * key. Interrupting the caller ends its wait, not the run. Closing the scope
   * waits for the run, except for its `Effect.interruptible` parts.
   *
   * Only the same fingerprint joins a run with a fingerprint; others get
   * `otherwise`.
   */
  readonly join: <R>(
    key: string,
    effect: Effect.Effect<A, E, R>,
    sameness?: { readonly fingerprint: string; readonly otherwise: Effect.Effect<A, E> }
  ) => Effect.Effect<A, E, R>
  readonly isRunning: (key: string) => boolean
}

export const make = <A, E>(scope: Scope.Scope): Joiner<A, E> => {
  const running = new Map<string, {
    readonly fingerprint: string | undefined
    readonly result: Deferred.Deferred<A, E>
  }>()
  return {
    isRunning: (key) => running.has(key),
    join: (key, effect, sameness) =>
      Effect.uninterruptibleMask((restore) =>
        Effect.suspend(() => {
          const joined = running.get(key)
          if (joined !== undefined) {
            return sameness === undefined || joined.fingerprint === sameness.fingerprint
              ? restore(Deferred.await(joined.result))
              : sameness.otherwise
          }
          const result = Deferred.unsafeMake<A, E>(FiberId.none)
          running.set(key, { fingerprint: sameness?.fingerprint, result })
          const run = Effect.flatMap(Effect.exit(effect), (exit) => {
            running.delete(key)
            return Deferred.done(result, exit)
          })
          return Effect.zipRight(Effect.forkIn(run, scope), restore(Deferred.await(result)))
        })
      )
  }
}
