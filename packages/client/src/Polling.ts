/**
 * Waits until the customer has authenticated, by asking LINE Pay for the
 * status again and again. It is the way for a payment without a redirect
 * (`confirmUrlType: "NONE"`), and a safe one beside a redirect that may never
 * come.
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
 * What to wait for, and how.
 *
 * @since 0.1.0
 * @category models
 */
export interface PollingRequest extends CheckPaymentStatusRequest {
  /**
   * The pause after each answer: 1 second by default, and never less, because
   * LINE Pay asks for one second between two checks of a payment (endpoint
   * page of the Online API documentation).
   */
  readonly interval?: Duration.DurationInput | undefined
  /**
   * For how long: 20 minutes by default, the time that LINE Pay gives the
   * customer (the legacy text of code 0121; newer pages name no time). The
   * last check is at its end.
   */
  readonly window?: Duration.DurationInput | undefined
  /**
   * How many checks in a row may fail for a reason that passes (no connection,
   * no readable answer, 190X, 9000) before the poll fails with it: 10 by
   * default. What a policy repeats counts as one check.
   */
  readonly toleratedFailures?: number | undefined
}

/**
 * A status that ends the wait: confirm now, or a new request, or it is
 * confirmed already.
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
 * Waits until there is something to do. Of the final statuses only
 * `Authenticated` means that the payment can be confirmed.
 *
 * Fails with `PollingTimedOut` at the end of the window, with what a check
 * failed with when that does not pass by itself, or when too many failed in a
 * row. To interrupt it is safe: nothing is changed by asking.
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
 * Every status on the way, one per check, ending with the final one:
 * {@link untilAuthenticated} for a page that shows progress. A check is made
 * when the next status is asked for, and not before the interval is over.
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

/** Begins to wait; gives an effect that is each time the next status. */
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
        // Whoever was slow to ask again need not wait again. Whatever is done to the clock, no pause gets longer.
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
// Several who ask
// -----------------------------------------------------------------------------

/**
 * A `LinePay` for a program in which several ask for the status of one
 * payment: a page that is loaded again and again, a sweeper, settlement, which
 * checks before it confirms. Each check of a payment waits until a second
 * after the answer to the one before, whoever made it, as LINE Pay asks for;
 * checks of different payments wait for nobody. It knows of the checks of this
 * process, and nothing else of the client changes.
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

/** Those who ask for one payment, one after the other. */
interface Queue {
  readonly turn: Effect.Semaphore
  waiting: number
  /** When the next may ask. */
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
          // Whatever is done to the clock, nobody waits longer.
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
