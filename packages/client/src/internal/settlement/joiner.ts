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
   * A run for another request is not joined; the caller gets `otherwise`. A run
   * for the same request with another secret is not joined either. The effect
   * runs after it.
   */
  readonly join: <R>(key: string, effect: Effect.Effect<A, E, R>, sameness?: Sameness<A, E>) => Effect.Effect<A, E, R>
  readonly isRunning: (key: string) => boolean
}

/** Two calls are one if they have this in common. */
export interface Sameness<A, E> {
  readonly request: string
  /** The request and its secrets. */
  readonly all: string
  readonly otherwise: Effect.Effect<A, E>
}

export const make = <A, E>(scope: Scope.Scope): Joiner<A, E> => {
  const running = new Map<string, {
    readonly sameness: Sameness<A, E> | undefined
    readonly result: Deferred.Deferred<A, E>
  }>()
  const join: Joiner<A, E>["join"] = (key, effect, sameness) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        const joined = running.get(key)
        if (joined !== undefined) {
          if (sameness !== undefined && joined.sameness?.request !== sameness.request) return sameness.otherwise
          return joined.sameness?.all === sameness?.all
            ? restore(Deferred.await(joined.result))
            : restore(Effect.zipRight(Effect.exit(Deferred.await(joined.result)), join(key, effect, sameness)))
        }
        const result = Deferred.unsafeMake<A, E>(FiberId.none)
        running.set(key, { sameness, result })
        const run = Effect.flatMap(Effect.exit(effect), (exit) => {
          running.delete(key)
          return Deferred.done(result, exit)
        })
        return Effect.zipRight(Effect.forkIn(run, scope), restore(Deferred.await(result)))
      })
    )
  return { isRunning: (key) => running.has(key), join }
}
