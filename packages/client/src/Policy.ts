/**
 * How long a call waits and what it repeats: a value, given to a layer or to a
 * region of a program.
 *
 * Nothing but a read, a request that certainly did not leave, and what LINE
 * Pay's table says to repeat as it is (`LinePayError.isSafeToRetry`) is ever
 * repeated, whatever a policy says. Each attempt has its own nonce, signature
 * and read timeout.
 *
 * Effect's own `retry`, `timeout` and `race` compose with all of it. But
 * whatever interrupts a call throws its answer away: `Effect.timeout` around a
 * confirm, a race that it loses, an HTTP server that stops its handler when
 * the browser leaves. The request may have been applied, and there is no
 * `OutcomeUnknown` to say so. Make the read timeout longer or shorter instead,
 * run the call in `Effect.uninterruptible`, or use `Settlement`, whose
 * attempts go on when nobody waits for them.
 *
 * "Errors and policies" of the guides has programs for a nightly job, a request
 * handler, a batch and a circuit breaker.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import { dual } from "effect/Function"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import * as Schedule from "effect/Schedule"
import { catalogue, type Operation } from "line-pay-protocol/Operation"
import type { LinePayError } from "./LinePayError.ts"

/**
 * What calls do about time and failure.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy {
  /**
   * How long one attempt may take, from signing to the last byte of the
   * answer. It holds in uninterruptible regions, too.
   */
  readonly readTimeouts: ReadTimeouts
  /** When an attempt that is safe to repeat is repeated; `undefined` for never. */
  readonly retry: Retry | undefined
}

/**
 * A read timeout per operation.
 *
 * @since 0.1.0
 * @category models
 */
export type ReadTimeouts = { readonly [O in Operation]: Duration.Duration }

/**
 * When to repeat. Only failures of which `LinePayError.isSafeToRetry` holds
 * reach the schedule: no schedule can repeat a charge whose outcome is open.
 *
 * @since 0.1.0
 * @category models
 */
export interface Retry {
  /** Fed with the error of each failed attempt. */
  readonly schedule: Schedule.Schedule<unknown, LinePayError>
  readonly budget: RetryBudget
}

/**
 * Bounds the repetitions of all calls of a layer together, so that a LINE Pay
 * in trouble is not sent many times its load. Each repetition spends one
 * token, each success earns a part of one back; without a token, nothing is
 * repeated. The tokens belong to the layer, not to the policy: all calls of a
 * layer under equal budgets share them, and budgets that differ are apart.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryBudget {
  /** How many repetitions may be spent in a row; at least 0, `Infinity` for no bound. */
  readonly tokens: number
  /** What a success earns back, in tokens, at least 0; 0.1 allows one repetition per ten successes in the long run. */
  readonly earnedPerSuccess: number
}

/**
 * The default: read timeouts and no repetition. `requestPayment` waits 15 s,
 * `confirmPayment` and `payPreapproved` 60 s, `capturePayment` 90 s, the rest
 * 30 s. LINE Pay documents minima (10, 40, 20, 60 and 20 s); a client that
 * waits exactly the minimum makes unknown outcomes out of slow answers. Both
 * stand in `Operation.catalogue` of `line-pay-protocol`.
 *
 * @since 0.1.0
 * @category policies
 */
export const timeouts: Policy = {
  readTimeouts: Record.map(catalogue, ({ defaultReadTimeout }) => Duration.seconds(defaultReadTimeout)),
  retry: undefined
}

/**
 * {@link timeouts}, and what is safe to repeat is repeated up to three times:
 * reads, writes that were certainly not sent, and what LINE Pay's table says
 * to repeat as it is. Waits 0.2 s, 0.4 s, 0.8 s, each varied by a fifth (and at
 * least 1 s between two status checks, as LINE Pay asks), under a budget of ten
 * tokens that a success refills by a tenth.
 *
 * A call that was repeated after LINE Pay said that it may have been applied
 * (a void, a full refund, the expiry of a key) does not end in an error that
 * denies it: a later refusal speaks of its own attempt only.
 *
 * @since 0.1.0
 * @category policies
 */
export const recommended: Policy = {
  ...timeouts,
  retry: {
    schedule: Schedule.exponential("200 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(3))),
    budget: { tokens: 10, earnedPerSuccess: 0.1 }
  }
}

/**
 * No read timeout and no repetition: the caller brings both. A call that LINE
 * Pay never answers never ends.
 *
 * @since 0.1.0
 * @category policies
 */
export const none: Policy = {
  readTimeouts: Record.map(catalogue, () => Duration.infinity),
  retry: undefined
}

/**
 * Sets the read timeout of one operation, but never below the minimum that
 * LINE Pay documents for it: a shorter one is raised to the minimum.
 *
 * @example
 * ```ts
 * import { Duration } from "effect"
 * import { Policy } from "effect-line-pay"
 *
 * const eager = Policy.withReadTimeout(Policy.timeouts, "confirmPayment", "5 seconds")
 * assert.equal(Duration.toSeconds(eager.readTimeouts.confirmPayment), 40)
 * ```
 *
 * @since 0.1.0
 * @category combinators
 */
export const withReadTimeout: {
  (operation: Operation, timeout: Duration.DurationInput): (self: Policy) => Policy
  (self: Policy, operation: Operation, timeout: Duration.DurationInput): Policy
} = dual(
  3,
  (self: Policy, operation: Operation, timeout: Duration.DurationInput): Policy =>
    unsafeWithReadTimeout(
      self,
      operation,
      Duration.max(timeout, Duration.seconds(catalogue[operation].minimumReadTimeout))
    )
)

/**
 * Sets the read timeout of one operation, however short. Below LINE Pay's
 * documented minimum, calls that succeed will be reported as unknown.
 *
 * @since 0.1.0
 * @category combinators
 */
export const unsafeWithReadTimeout: {
  (operation: Operation, timeout: Duration.DurationInput): (self: Policy) => Policy
  (self: Policy, operation: Operation, timeout: Duration.DurationInput): Policy
} = dual(
  3,
  (self: Policy, operation: Operation, timeout: Duration.DurationInput): Policy => ({
    ...self,
    readTimeouts: { ...self.readTimeouts, [operation]: Duration.decode(timeout) }
  })
)

/**
 * Sets when to repeat what is safe to repeat; `undefined` for never.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withRetry: {
  (retry: Retry | undefined): (self: Policy) => Policy
  (self: Policy, retry: Retry | undefined): Policy
} = dual(2, (self: Policy, retry: Retry | undefined): Policy => ({ ...self, retry }))

/**
 * The policy of a region, as `LinePay.withPolicy` sets it; `None` leaves it to
 * the layer. When a layer is built, its value there becomes the layer's.
 *
 * @internal
 */
export class CurrentPolicy extends Context.Reference<CurrentPolicy>()("effect-line-pay/Policy/CurrentPolicy", {
  defaultValue: (): Option.Option<Policy> => Option.none()
}) {}

/**
 * Gives a policy to the layer that this is provided to.
 *
 * @example
 * ```ts
 * import { Layer } from "effect"
 * import { LinePay, Policy } from "effect-line-pay"
 *
 * const Patient = LinePay.layer.pipe(Layer.provide(Policy.layer(Policy.recommended)))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (policy: Policy): Layer.Layer<never> =>
  Layer.succeedContext(Context.make(CurrentPolicy, Option.some(policy)))
