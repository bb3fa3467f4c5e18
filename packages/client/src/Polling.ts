/**
 * Polls LINE Pay until the customer has authenticated. A payment without a
 * redirect (`confirmUrlType: "NONE"`) needs it. With a redirect, it covers the
 * customer whose redirect never arrives.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import { catalogue } from "line-pay-protocol/Operation"
import { LinePay } from "./LinePay.ts"
import * as LinePayError from "./LinePayError.ts"
import type {
  CheckPaymentStatusError,
  CheckPaymentStatusRequest,
  PaymentStatus
} from "./operations/checkPaymentStatus.ts"
import { PollingTimedOut } from "./PollingTimedOut.ts"

/**
 * Names the payment to wait for, and sets how to poll.
 *
 * @since 0.1.0
 * @category models
 */
export interface PollingRequest extends CheckPaymentStatusRequest {
  /**
   * The pause after each answer; 1 second by default, and never less. LINE Pay
   * asks for one second between two checks of a payment (endpoint page of the
   * Online API documentation).
   */
  readonly interval?: Duration.DurationInput | undefined
  /**
   * How long to poll; 20 minutes by default. LINE Pay gives the customer that
   * time (the legacy text of code 0121; newer pages name no time). The last
   * check is at the end of the window.
   */
  readonly window?: Duration.DurationInput | undefined
  /**
   * How many checks in a row may fail for a transient reason (no connection, no
   * readable answer, 190X, 9000) before the poll fails with it; 10 by default.
   * A check and its retries by a policy count as one.
   */
  readonly toleratedFailures?: number | undefined
}

/**
 * Lists the statuses that end the wait. Confirm now, make a new request, or do
 * nothing because the payment is already confirmed.
 *
 * @since 0.1.0
 * @category models
 */
export type FinalStatus = Exclude<PaymentStatus, "WaitingForCustomer">

/**
 * @since 0.1.0
 * @category errors
 */
export type PollingError = CheckPaymentStatusError | PollingTimedOut

/**
 * Waits for a final status and returns it. You can confirm the payment only if
 * it is `Authenticated`.
 *
 * Fails with `PollingTimedOut` at the end of the window. Fails with the error
 * of a check if that is not transient, or if too many checks failed in a row.
 * You can interrupt it safely, because a check changes nothing.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePay, Polling, type TransactionId } from "effect-line-pay"
 *
 * export const confirmWhenAuthenticated = Effect.fnUntraced(function*(transactionId: TransactionId) {
 *   const linePay = yield* LinePay
 *   const status = yield* Polling.untilAuthenticated({ transactionId, interval: "2 seconds" })
 *   return status === "Authenticated"
 *     ? yield* linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
 *     : yield* Effect.fail(status)
 * })
 * ```
 *
 * @since 0.1.0
 * @category polling
 */
export const untilAuthenticated = (request: PollingRequest): Effect.Effect<FinalStatus, PollingError, LinePay> =>
  Effect.flatMap(make(request), (check) => Effect.repeat(check, { until: isFinal }))

/**
 * Streams the status of each check, and ends with the final one. Use it instead
 * of {@link untilAuthenticated} for a page that shows progress. The stream
 * checks when you pull, but not before the interval is over.
 *
 * @example
 * ```ts
 * import { Console, Stream } from "effect"
 * import { Polling, type TransactionId } from "effect-line-pay"
 *
 * export const show = (transactionId: TransactionId) =>
 *   Polling.statuses({ transactionId }).pipe(Stream.changes, Stream.runForEach(Console.log))
 * ```
 *
 * @since 0.1.0
 * @category polling
 */
export const statuses = (request: PollingRequest): Stream.Stream<PaymentStatus, PollingError, LinePay> =>
  Stream.unwrap(Effect.map(make(request), (check) => Stream.takeUntil(Stream.repeatEffect(check), isFinal)))

const isFinal = (status: PaymentStatus): status is FinalStatus => status !== "WaitingForCustomer"

const minimumPause = catalogue.checkPaymentStatus.minimumInterval * 1_000

/** Starts the window; returns an effect that makes the next check. */
const make = (request: PollingRequest): Effect.Effect<Effect.Effect<PaymentStatus, PollingError>, never, LinePay> =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const { interval = "1 second", toleratedFailures = 10, window = "20 minutes", ...check } = request
    const usualPause = Math.max(minimumPause, Duration.toMillis(interval))
    const end = (yield* Clock.currentTimeMillis) + Duration.toMillis(window)
    let pause = 0
    let answeredAt = 0
    let failures = 0

    return Effect.gen(function*() {
      while (true) {
        // A slow consumer has waited already. A clock that is set back makes no pause longer.
        const passed = (yield* Clock.currentTimeMillis) - answeredAt
        yield* Effect.sleep(Math.min(pause, Math.max(0, pause - passed)))
        const answer = yield* Effect.either(linePay.checkPaymentStatus(check))
        answeredAt = yield* Clock.currentTimeMillis
        pause = Math.max(minimumPause, Math.min(usualPause, end - answeredAt))
        failures = Either.isLeft(answer) ? failures + 1 : 0
        if (Either.isLeft(answer)) {
          const passes = LinePayError.isSafeToRetry(answer.left) && failures <= toleratedFailures
          if (!passes) return yield* answer.left
        } else if (isFinal(answer.right)) {
          return answer.right
        }
        if (answeredAt >= end) {
          return yield* new PollingTimedOut({ transactionId: check.transactionId, window: Duration.decode(window) })
        }
        if (Either.isRight(answer)) return answer.right
      }
    })
  })

// -----------------------------------------------------------------------------
// Concurrent checks
// -----------------------------------------------------------------------------

/**
 * Spaces the status checks of each payment, for a program in which several
 * fibers check one payment: a page that reloads, a sweeper, or settlement,
 * which checks before it confirms.
 *
 * Each check of a payment waits until a second after the previous answer, as
 * LINE Pay asks. Checks of different payments do not wait for each other. The
 * layer covers the checks of this process, and changes nothing else of the
 * client.
 *
 * @example
 * ```ts
 * import { Layer } from "effect"
 * import { AttemptLog, LinePay, Polling, Settlement } from "effect-line-pay"
 *
 * const App = Settlement.layer.pipe(
 *   Layer.provideMerge(Polling.layerSpaced),
 *   Layer.provide([LinePay.layerConfig(), AttemptLog.layerMemory])
 * )
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerSpaced: Layer.Layer<LinePay, never, LinePay> = Layer.effect(
  LinePay,
  Effect.map(LinePay, (linePay) => ({ ...linePay, checkPaymentStatus: spaced(linePay.checkPaymentStatus) }))
)

/** The checks of one payment, one after the other. */
interface Queue {
  readonly turn: Effect.Semaphore
  waiting: number
  /** When the next check may start. */
  nextAt: number
}

const spaced = (check: LinePay.Service["checkPaymentStatus"]): LinePay.Service["checkPaymentStatus"] => {
  const queues = new Map<string, Queue>()

  const leave = (queue: Queue) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      queue.waiting--
      for (const [id, { nextAt, waiting }] of queues) if (waiting === 0 && nextAt <= now) queues.delete(id)
    })

  return (request) =>
    Effect.acquireUseRelease(
      Effect.sync(() => {
        const queue = queues.get(request.transactionId) ??
          { turn: Effect.unsafeMakeSemaphore(1), waiting: 0, nextAt: 0 }
        queue.waiting++
        queues.set(request.transactionId, queue)
        return queue
      }),
      (queue) =>
        queue.turn.withPermits(1)(Effect.gen(function*() {
          const pause = queue.nextAt - (yield* Clock.currentTimeMillis)
          // A clock that is set back makes no wait longer.
          yield* Effect.sleep(Math.min(minimumPause, Math.max(0, pause)))
          return yield* Effect.ensuring(
            check(request),
            Effect.map(Clock.currentTimeMillis, (now) => {
              queue.nextAt = now + minimumPause
            })
          )
        })),
      leave
    )
}
