/**
 * Sets the timeouts and retries of calls. A policy is a value; give it to a
 * layer or to a region of your program.
 *
 * No policy can retry a request that is not safe to retry
 * (`LinePayError.isSafeToRetry`). Safe are reads, requests that certainly did
 * not leave, and the answers for which LINE Pay's table says to retry
 * unchanged. Each attempt has its own nonce, signature and read timeout.
 *
 * Effect's own `retry`, `timeout` and `race` compose with policies. But an
 * interruption throws the answer of a call away. `Effect.timeout` around a
 * confirm does that, and so does a lost race, or an HTTP server that stops its
 * handler when the browser leaves. LINE Pay may have applied the request, and
 * no `OutcomeUnknown` says so. Do one of these instead:
 *
 * - change the read timeout,
 * - run the call in `Effect.uninterruptible`,
 * - use `Settlement`, whose attempts continue when nobody waits for them.
 *
 * The guide "Errors and policies" has programs for a nightly job, a request
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
import type { Operation } from "line-pay-protocol/Operation"
import { readTimeouts } from "line-pay-protocol/ReadTimeout"
import type { LinePayError } from "./LinePayError.ts"

/**
 * Sets the read timeouts and the retries of calls.
 *
 * @since 0.1.0
 * @category models
 */
export interface Policy {
  /**
   * How long one attempt may take, from signing to the last byte of the
   * answer. It also applies in uninterruptible regions.
   */
  readonly readTimeouts: ReadTimeouts
  /** When to retry a request that is safe to retry; `undefined` for never. */
  readonly retry: Retry | undefined
}

/**
 * Holds a read timeout per operation.
 *
 * @since 0.1.0
 * @category models
 */
export type ReadTimeouts = { readonly [O in Operation]: Duration.Duration }

/**
 * Says when to retry. Only failures that are safe to retry
 * (`LinePayError.isSafeToRetry`) reach the schedule, so no schedule can retry a
 * charge whose outcome is unknown.
 *
 * @since 0.1.0
 * @category models
 */
export interface Retry {
  /** Gets the error of each failed attempt as input. */
  readonly schedule: Schedule.Schedule<unknown, LinePayError>
  readonly budget: RetryBudget
}

/**
 * Limits the retries of all calls of a layer together, so that retries do not
 * multiply the load when LINE Pay is in trouble. Each retry spends one token,
 * and each success earns a part of one back. Without a token, nothing is
 * retried.
 *
 * The tokens belong to the layer, not to the policy. All calls of a layer under
 * equal budgets share their tokens; different budgets have separate tokens.
 *
 * @since 0.1.0
 * @category models
 */
export interface RetryBudget {
  /** How many retries may happen in a row; at least 0, `Infinity` for no limit. */
  readonly tokens: number
  /** How many tokens a success earns back, at least 0. In the long run, 0.1 allows one retry per ten successes. */
  readonly earnedPerSuccess: number
}

/**
 * Sets read timeouts and never retries. It is the default.
 *
 * `requestPayment` waits 15 s, `confirmPayment` and `payPreapproved` 60 s,
 * `capturePayment` 90 s, the rest 30 s. LINE Pay documents minima (10, 40, 20,
 * 60 and 20 s). A client that waits exactly the minimum turns slow answers into
 * unknown outcomes. `ReadTimeout` of `line-pay-protocol` has both.
 *
 * @since 0.1.0
 * @category policies
 */
export const timeouts: Policy = {
  readTimeouts: Record.map(readTimeouts, ({ recommended }) => Duration.seconds(recommended)),
  retry: undefined
}

/**
 * Retries up to three times, with the read timeouts of {@link timeouts}. It
 * retries reads, writes that were certainly not sent, and the answers for which
 * LINE Pay's table says to retry unchanged.
 *
 * The backoff is 0.2 s, 0.4 s, 0.8 s, each varied by a fifth, and at least 1 s
 * between two status checks, as LINE Pay asks. The budget is ten tokens, and
 * each success refills a tenth of one.
 *
 * LINE Pay may say that it has perhaps applied a void, a full refund or the
 * expiry of a key. After a retry of such a call, the call never fails with an
 * error that denies it, because a later rejection is about the later attempt
 * only.
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
 * Sets no read timeout and never retries. The caller does both. A call that
 * LINE Pay never answers never ends.
 *
 * @since 0.1.0
 * @category policies
 */
export const none: Policy = {
  readTimeouts: Record.map(readTimeouts, () => Duration.infinity),
  retry: undefined
}

/**
 * Sets the read timeout of one operation. A timeout below the minimum that LINE
 * Pay documents is raised to the minimum.
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
      Duration.max(timeout, Duration.seconds(readTimeouts[operation].minimum))
    )
)

/**
 * Sets the read timeout of one operation, no matter how short. Below LINE Pay's
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
 * Sets when to retry requests that are safe to retry; `undefined` for never.
 *
 * @since 0.1.0
 * @category combinators
 */
export const withRetry: {
  (retry: Retry | undefined): (self: Policy) => Policy
  (self: Policy, retry: Retry | undefined): Policy
} = dual(2, (self: Policy, retry: Retry | undefined): Policy => ({ ...self, retry }))

/**
 * Holds the policy of a region, as `LinePay.withPolicy` sets it. `None` leaves
 * it to the layer. A layer takes the value that holds where it is built.
 *
 * @internal
 */
export class CurrentPolicy extends Context.Reference<CurrentPolicy>()("effect-line-pay/Policy/CurrentPolicy", {
  defaultValue: (): Option.Option<Policy> => Option.none()
}) {}

/**
 * Sets the policy of the layer that you provide this to.
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
