/**
 * Compares a shop's orders with what LINE Pay shows, and reports the
 * differences. It concludes nothing, writes nothing and closes no attempt.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Chunk from "effect/Chunk"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Difference, ShopOrder, TransactionRow } from "./Difference.ts"
import * as File from "./internal/reconciliation/file.ts"
import * as Looks from "./internal/reconciliation/looks.ts"
import * as Suspects from "./internal/reconciliation/suspects.ts"
import * as Now from "./internal/settlement/now.ts"
import { LinePay } from "./LinePay.ts"

/**
 * Describes orders and differences.
 *
 * @since 0.1.0
 */
export * from "./Difference.ts"

/**
 * The number of orders in one call: 100, LINE Pay's limit.
 *
 * @since 0.1.0
 * @category constants
 */
export const ordersPerCall = 100

/**
 * The time between the two looks that must show a difference: 10 minutes.
 * Details may lag behind.
 *
 * @since 0.1.0
 * @category constants
 */
export const betweenLooks: Duration.Duration = Duration.minutes(10)

/**
 * The age below which an order is skipped: 1 hour. Until then its payment may
 * still be on its way.
 *
 * @since 0.1.0
 * @category constants
 */
export const minimumAge: Duration.Duration = Duration.hours(1)

/**
 * The number of orders that may wait for their second look: 10,000. When so
 * many wait, no more orders are read from your stream.
 *
 * @since 0.1.0
 * @category constants
 */
export const maximumSuspects = 10_000

/**
 * Adds inputs to a reconciliation.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<E1 = never, R1 = never, E2 = never, R2 = never> {
  /**
   * Reads orders from your shop again, before their second look. Give it if
   * orders change while the job runs. Otherwise a refund in those minutes is
   * reported as a difference. An order that you leave out is compared as it was.
   */
  readonly reread?: ((orderIds: ReadonlyArray<string>) => Effect.Effect<Iterable<ShopOrder>, E1, R1>) | undefined
  /**
   * The payments in the merchant centre's transaction file. A payment that no
   * paid, authorised or released order names is reported as `OnlyInFile`, at the
   * end, unless another difference has named it. An order without a transaction
   * id names every payment with its order id.
   *
   * The file is read first and kept in memory. Give the file of a day or a
   * month, and all orders of that time.
   */
  readonly file?: Stream.Stream<TransactionRow, E2, R2> | undefined
}

/** How long a list that is not full waits for more orders, before a first look and before a second one. */
const patience = Duration.minutes(1)

/**
 * Compares orders with LINE Pay, and returns a stream of the differences.
 *
 * It asks for 100 orders in one call, and reports a difference only if two
 * looks, 10 minutes apart, show it. Meanwhile it continues with the next orders.
 * After the last order, it waits for the second looks. A difference has the
 * numbers of the last look. An order that changed less than an hour ago is
 * skipped.
 *
 * If a call fails, the policy's retries come first. Then it halves the list
 * until it has found the order that is the cause. In an outage it stops halving,
 * and reports the orders as `NotAnswered` if the second look fails too. An order
 * whose second look gives no readable answer is reported as `Unread` or
 * `NotAnswered`, even if the first look has shown a difference.
 *
 * It fails only with the errors of your inputs. It cannot see:
 *
 * - a payment of an order that you do not ask for, because LINE Pay has no list
 *   by date; give `file` for those
 * - a payment request that the customer has not confirmed
 * - a payment that was refunded in full, where your shop says that the order is
 *   not paid
 *
 * @example
 * ```ts
 * import { Effect, Stream } from "effect"
 * import { LinePay, Policy, Reconciliation } from "effect-line-pay"
 *
 * const nightly = <E, R>(orders: Stream.Stream<Reconciliation.ShopOrder, E, R>) =>
 *   Reconciliation.differences(orders).pipe(
 *     Stream.runForEach((difference) => Effect.logWarning(Reconciliation.describe(difference))),
 *     LinePay.withPolicy(Policy.recommended)
 *   )
 * ```
 *
 * @since 0.1.0
 * @category reconciliation
 */
export const differences = <E, R, E1 = never, R1 = never, E2 = never, R2 = never>(
  orders: Stream.Stream<ShopOrder, E, R>,
  options: Options<E1, R1, E2, R2> = {}
): Stream.Stream<Difference, E | E1 | E2, LinePay | R | R1 | R2> =>
  Stream.unwrapScoped(Effect.gen(function*() {
    const looks = Looks.make(yield* LinePay)
    const scope = yield* Effect.scope
    const file = File.make()
    if (options.file !== undefined) yield* Stream.runForEach(options.file, (row) => Effect.sync(() => file.add(row)))
    const pull = yield* orders.pipe(
      Stream.mapChunksEffect((chunk) =>
        Effect.map(Now.atLeast, (now) =>
          Chunk.filter(chunk, (order) => {
            const isOld = isOldEnough(order, now)
            // The payment of an order that is not paid must show up as a difference, in details or here.
            if (!isOld || (order.payStatus !== "NOT_PAID" && order.payStatus !== "UNKNOWN")) file.strike(order)
            return isOld
          }))
      ),
      Stream.toPull
    )

    /** Orders that have not been asked for, and when the first of them came. */
    let incoming = Chunk.empty<ShopOrder>()
    let since = 0
    const suspects = Suspects.make({
      capacity: maximumSuspects,
      listSize: ordersPerCall,
      patience: Duration.toMillis(patience),
      wait: Duration.toMillis(betweenLooks)
    })
    let pulling: Fiber.Fiber<Chunk.Chunk<ShopOrder>, Option.Option<E>> | undefined
    let isEnded = false

    const lookFirst = (list: Iterable<ShopOrder>) =>
      Effect.gen(function*() {
        const found = yield* looks.first([...list])
        const now = yield* Now.steady
        for (const [order, differences] of found) {
          const seen = Suspects.kindsOf(differences)
          if (seen.size > 0) suspects.add({ order, seen, told: new Set() }, now)
        }
      })

    const lookAgain = (due: ReadonlyArray<Suspects.Suspect>) =>
      Effect.gen(function*() {
        const reread = options.reread === undefined
          ? []
          : yield* options.reread(due.map(({ order }) => order.orderId))
        const byId = new Map(Array.from(reread, (order) => [order.orderId, order]))
        const current = due.map((suspect) => ({ ...suspect, order: byId.get(suspect.order.orderId) ?? suspect.order }))
        const asked = yield* Now.atLeast
        const old = current.filter(({ order }) => isOldEnough(order, asked))
        // Orders that spoil their answers are asked for apart. Otherwise they would hide the differences of the others.
        const [shown, failed] = Arr.partition(old, Suspects.hasFailed)
        const found = new Map([...yield* looks.again(ordersOf(shown)), ...yield* looks.again(ordersOf(failed))])
        const now = yield* Now.steady
        return old.flatMap((suspect) => {
          const { again, confirmed } = Suspects.judge(suspect, found.get(suspect.order) ?? [])
          if (again !== undefined) suspects.add(again, now)
          for (const difference of confirmed) file.strikeReported(difference)
          return confirmed
        })
      })

    /** When a list is ready for its first look: it is full, or has waited long enough, or there are no more orders. */
    const listAt = () => {
      if (Chunk.isEmpty(incoming)) return undefined
      return isEnded || incoming.length >= ordersPerCall ? since : since + Duration.toMillis(patience)
    }

    /** Waits for more orders, but only until something else is due. Sets `isEnded` if there are none. */
    const pullUntil = (due: number | undefined, now: number) =>
      Effect.gen(function*() {
        // Interrupting a pull would lose its orders.
        pulling ??= yield* Effect.forkIn(pull, scope)
        const waiting = Fiber.await(pulling)
        const pulled = yield* (due === undefined ? Effect.asSome(waiting) : Effect.timeoutOption(waiting, due - now))
        if (Option.isNone(pulled)) return
        pulling = undefined
        if (Chunk.isEmpty(incoming)) since = yield* Now.steady
        yield* Effect.matchEffect(pulled.value, {
          onSuccess: (more) =>
            Effect.sync(() => {
              incoming = Chunk.appendAll(incoming, more)
            }),
          onFailure: Option.match({
            onNone: () =>
              Effect.sync(() => {
                isEnded = true
              }),
            onSome: Effect.fail
          })
        })
      })

    const next: Effect.Effect<ReadonlyArray<Difference>, Option.Option<E | E1>, R | R1> = Effect.gen(function*() {
      const now = yield* Now.steady
      const again = suspects.readyAt()
      if (again !== undefined && again <= now) return yield* Effect.asSomeError(lookAgain(suspects.takeDue(now)))
      const first = suspects.hasRoom() ? listAt() : undefined
      if (first !== undefined && first <= now) {
        const [list, rest] = Chunk.splitAt(incoming, ordersPerCall)
        incoming = rest
        since = now
        yield* lookFirst(list)
        return []
      }
      const due = again === undefined || first === undefined ? again ?? first : Math.min(again, first)
      if (!isEnded && suspects.hasRoom()) yield* Effect.asSomeError(pullUntil(due, now))
      else if (due !== undefined) yield* Effect.sleep(due - now)
      else return yield* Effect.fail(Option.none())
      return []
    })

    return Stream.repeatEffectOption(next).pipe(
      Stream.mapConcat((found) => found),
      Stream.concat(Stream.suspend(() => Stream.fromIterable(file.rest())))
    )
  }))

const ordersOf = (suspects: ReadonlyArray<Suspects.Suspect>) => suspects.map(({ order }) => order)

const isOldEnough = ({ changedAt }: ShopOrder, now: number): boolean =>
  !(changedAt !== undefined && now - changedAt.getTime() < Duration.toMillis(minimumAge))
