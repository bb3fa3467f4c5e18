import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import type * as Scope from "effect/Scope"
import type { SettledOperation } from "../../Attempt.ts"
import type { AttemptLog } from "../../AttemptLog.ts"
import type { LinePay } from "../../LinePay.ts"
import * as Policy from "../../Policy.ts"
import type { LogClock } from "./clock.ts"
import type { Choices } from "./decision.ts"
import type { Delivery } from "./delivery.ts"

/** The parts that all drivers of a merchant share. */
export interface Environment {
  readonly merchant: string
  readonly linePay: LinePay.Service
  /** The layer's context. An attempt never runs in a caller's, which may hold a transaction. */
  readonly context: Context.Context<never>
  /** The log, with a limit on the time of each verb. */
  readonly log: AttemptLog.Service
  readonly clock: LogClock
  readonly delivery: Delivery
  /** The marks, by key, that could not be written and may be in the log all the same. Nothing was sent for them. */
  readonly doubtful: Map<string, Set<string>>
  /** Makes the nonce of the next request. */
  readonly nonce: Effect.Effect<string>
  /** The layer's scope. Attempts run in it; callers only join them. */
  readonly scope: Scope.Scope
  readonly choices: Choices
  /** How much longer than the read timeout LINE Pay may take to apply a request. */
  readonly margin: Duration.Duration
  /** How long details may lag behind a refund that the log knows. */
  readonly refundsShownWithin: Duration.Duration
  /** The policy for calls outside of any region with a policy. */
  readonly policy: Policy.Policy
}

const currentPolicy = ({ policy }: Environment): Effect.Effect<Policy.Policy> =>
  Effect.map(Policy.CurrentPolicy, (region) => Option.getOrElse(region, () => policy))

const withPolicy = <A, E>(self: Effect.Effect<A, E>, policy: Policy.Policy): Effect.Effect<A, E> =>
  Effect.provideService(self, Policy.CurrentPolicy, Option.some(policy))

/** Makes every call end, because closing the layer waits for it. */
export const bounded = <A, E>(environment: Environment, self: Effect.Effect<A, E>): Effect.Effect<A, E> =>
  Effect.flatMap(currentPolicy(environment), (policy) => withPolicy(self, finite(policy)))

/** Sends one request per mark, without the retries of the policy. */
export const once = <A, E>(
  environment: Environment,
  operation: SettledOperation,
  send: Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(
    readTimeout(environment, operation),
    (timeout) => withPolicy(send, Policy.unsafeWithReadTimeout(Policy.timeouts, operation, timeout))
  )

export const readTimeout = (
  environment: Environment,
  operation: SettledOperation
): Effect.Effect<Duration.Duration> =>
  Effect.map(currentPolicy(environment), (policy) => finite(policy).readTimeouts[operation])

/** The policy, with the default in place of an infinite read timeout. */
const finite = (policy: Policy.Policy): Policy.Policy => ({
  ...policy,
  readTimeouts: Record.map(
    policy.readTimeouts,
    (timeout, operation) => Duration.isFinite(timeout) ? timeout : Policy.timeouts.readTimeouts[operation]
  )
})
