import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
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
   * runs after it. If one of the secrets is not known, the run is joined, but a
   * failure that comes from its secret is not shared. An effect that runs after
   * another one is `afterwards`.
   */
  readonly join: <R>(
    key: string,
    effect: Effect.Effect<A, E, R>,
    sameness?: Sameness<A, E>,
    afterwards?: Effect.Effect<A, E, R>
  ) => Effect.Effect<A, E, R>
  readonly isRunning: (key: string) => boolean
}

interface Secret {
  /** The text of the secret, once it is known. */
  readonly secret: () => string | undefined
}

/** What two calls must have in common to be one. */
export interface Sameness<A, E> extends Secret {
  readonly request: string
  /** Whether a failure may come from the secret. */
  readonly isOfSecret: (error: E) => boolean
  readonly otherwise: Effect.Effect<A, E>
}

/** Whether two runs have the same secret. */
const secrets = (
  left: Secret | undefined,
  right: Secret | undefined
): "Same" | "Different" | "Unknown" => {
  const [one, other] = [left?.secret(), right?.secret()]
  if (left === undefined && right === undefined) return "Same"
  if (one === undefined || other === undefined) return "Unknown"
  return one === other ? "Same" : "Different"
}

export const make = <A, E>(scope: Scope.Scope): Joiner<A, E> => {
  const running = new Map<string, {
    readonly sameness: Pick<Sameness<A, E>, "request" | "secret"> | undefined
    readonly result: Deferred.Deferred<A, E>
  }>()
  const join: Joiner<A, E>["join"] = (key, effect, sameness, afterwards = effect) =>
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        const joined = running.get(key)
        if (joined !== undefined) {
          if (sameness !== undefined && joined.sameness?.request !== sameness.request) return sameness.otherwise
          const joins = secrets(joined.sameness, sameness)
          if (joins === "Same") return restore(Deferred.await(joined.result))
          const after = Effect.suspend(() => join(key, afterwards, sameness, afterwards))
          return restore(Effect.flatMap(Effect.exit(Deferred.await(joined.result)), (exit) => {
            if (joins === "Different") return after
            // The run has got its secret meanwhile, and may have failed because of it.
            const failed = Exit.isFailure(exit) ? Option.getOrUndefined(Cause.failureOption(exit.cause)) : undefined
            const isShared = failed === undefined || sameness?.isOfSecret(failed) !== true ||
              secrets(joined.sameness, sameness) === "Same"
            return isShared ? exit : after
          }))
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
