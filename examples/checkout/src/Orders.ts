/**
 * The orders in the database. A change of an order is one transaction: read,
 * decided by `OrderState.next`, written, and noted in its history.
 */
import { SqlClient, type SqlError, SqlSchema } from "@effect/sql"
import { Array as Arr, Cause, Clock, Effect, Either, Option, ParseResult, Schema } from "effect"
import { type Attempt, type ConfirmIntent, TransactionId } from "effect-line-pay"
import type { Cart } from "./Cart.ts"
import { makeTransaction } from "./Database.ts"
import type { Locale } from "./Language.ts"
import { currency } from "./Money.ts"
import { HistoryEntry, Order } from "./Order.ts"
import * as OrderState from "./OrderState.ts"
import * as Token from "./Token.ts"

/** One request of a payment: the customer was sent to LINE Pay with it. */
export interface Payment {
  readonly order: Order
  readonly intent: ConfirmIntent
}

/** An attempt in the log, at a version. */
type Seen = Pick<Attempt.Attempt, "key" | "version">

export class Orders extends Effect.Service<Orders>()("checkout/Orders", {
  effect: Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const transaction = yield* makeTransaction

    const byToken = SqlSchema.findOne({
      Request: Schema.String,
      Result: Order,
      execute: (token) => sql`SELECT * FROM orders WHERE token = ${token}`
    })
    const byId = SqlSchema.findOne({
      Request: Schema.String,
      Result: Order,
      execute: (id) => sql`SELECT * FROM orders WHERE id = ${id}`
    })
    const ordersThatAre = SqlSchema.findAll({
      Request: Schema.String,
      Result: Order,
      execute: (tag) => sql`SELECT * FROM orders WHERE state ->> '_tag' = ${tag} ORDER BY placed_at`
    })
    const latest = SqlSchema.findAll({
      Request: Schema.Number,
      Result: Order,
      execute: (limit) => sql`SELECT * FROM orders ORDER BY placed_at DESC LIMIT ${limit}`
    })
    const history = SqlSchema.findAll({
      Request: Schema.String,
      Result: HistoryEntry,
      execute: (id) => sql`SELECT at, event FROM order_events WHERE order_id = ${id} ORDER BY at, rowid`
    })
    const paymentOf = SqlSchema.findOne({
      Request: Schema.String,
      Result: Schema.Struct({ order_id: Schema.String }),
      execute: (id) => sql`SELECT order_id FROM payments WHERE transaction_id = ${id}`
    })
    const openPayments = SqlSchema.findAll({
      Request: Schema.Void,
      Result: Schema.Struct({ transaction_id: TransactionId, state: Schema.parseJson(OrderState.State) }),
      execute: () =>
        sql`SELECT transaction_id, state FROM payments JOIN orders ON orders.id = order_id
          WHERE open = 1 ORDER BY requested_at`
    })

    /** Stores an order. It is idempotent: the same token is the same order. */
    const place = (token: string, { amount, lines }: Cart, locale: Locale) =>
      Effect.gen(function*() {
        const stored = yield* Schema.encode(Order)({
          id: yield* Token.orderNumber,
          token,
          placedAt: yield* Clock.currentTimeMillis,
          locale,
          lines: [snapshot(lines[0]), ...lines.slice(1).map(snapshot)],
          amount,
          state: { _tag: "Created" }
        })
        yield* sql`INSERT INTO orders ${sql.insert(stored)} ON CONFLICT (token) DO NOTHING`
        return yield* Effect.flatten(byToken(token))
      }).pipe(ours)

    /** Whether the orders know nothing newer of the attempt. From then on, they know this version. */
    const isNew = ({ key, version }: Seen) =>
      Effect.map(
        sql`INSERT INTO attempts_seen ${sql.insert({ key, version })} ON CONFLICT (key)
          DO UPDATE SET version = excluded.version WHERE attempts_seen.version < excluded.version RETURNING key`,
        Arr.isNonEmptyReadonlyArray
      )

    const change = <E>(
      id: string,
      event: OrderState.Event,
      next: (state: OrderState.State) => Either.Either<OrderState.State, E>,
      seen?: Seen
    ) =>
      transaction(Effect.gen(function*() {
        const order = yield* Effect.flatten(byId(id))
        if (seen !== undefined && !(yield* isNew(seen))) return order
        const state = yield* next(order.state)
        const now = yield* Clock.currentTimeMillis
        switch (event._tag) {
          case "PaymentRequested":
            yield* sql`INSERT INTO payments ${
              sql.insert({ transaction_id: event.transactionId, order_id: id, requested_at: now, open: 1 })
            }`
            break
          case "PaymentApplied":
            yield* sql`UPDATE payments SET open = 0 WHERE order_id = ${id}`
            break
          case "PaymentNotApplied":
            yield* sql`UPDATE payments SET open = 0 WHERE transaction_id = ${event.transactionId}`
            break
        }
        const after = encodeState(state)
        yield* sql`UPDATE orders SET state = ${after} WHERE id = ${id}`
        const isNews = after !== encodeState(order.state) || event._tag === "PaymentRequested"
        // The sweeper checks every minute whether the customer has approved.
        const isRoutine = event._tag === "ConfirmBegun" || event._tag === "ConfirmTooEarly"
        if (isNews && !isRoutine) {
          yield* sql`INSERT INTO order_events ${sql.insert({ order_id: id, at: now, event: encodeEvent(event) })}`
        }
        return { ...order, state }
      })).pipe(ours)

    /** Takes a step with an order, and returns the new order. */
    const take = (id: string, step: OrderState.Step) => change(id, step, (state) => OrderState.take(state, step))

    /** Tells an order a fact, and returns the new order. A fact from an older version of an attempt changes nothing. */
    const learn = (id: string, fact: OrderState.Fact, seen?: Seen) =>
      change(id, fact, (state) => Either.right(OrderState.learn(state, fact)), seen)

    const payment = (transactionId: TransactionId): Effect.Effect<Option.Option<Payment>, SqlError.SqlError> =>
      Effect.gen(function*() {
        const found = yield* paymentOf(transactionId)
        if (Option.isNone(found)) return Option.none()
        const order = yield* Effect.flatten(byId(found.value.order_id))
        return Option.some({
          order,
          intent: { transactionId, orderId: order.id, amount: order.amount, currency }
        })
      }).pipe(ours)

    return {
      place,
      take,
      learn,
      payment,
      byToken: (token: string) => ours(byToken(token)),
      byId: (id: string) => ours(byId(id)),
      /** The newest first. */
      latest: ours(latest(100)),
      refunding: ours(ordersThatAre("Refunding")),
      history: (id: string) => ours(history(id)),
      /** The payments that can still take money, oldest first, and how far their orders are. */
      openPayments: Effect.map(
        ours(openPayments(undefined)),
        Arr.map(({ state, transaction_id }) => ({ transactionId: transaction_id, state }))
      )
    }
  })
}) {}

/** A row that does not decode, or is gone, was changed by another program. No page can handle that. */
const ours = <A, E, R>(
  self: Effect.Effect<A, E | ParseResult.ParseError | Cause.NoSuchElementException, R>
): Effect.Effect<A, Exclude<E, ParseResult.ParseError | Cause.NoSuchElementException>, R> =>
  Effect.catchIf(self, isOurs, Effect.die)

const isOurs = (error: unknown): error is ParseResult.ParseError | Cause.NoSuchElementException =>
  ParseResult.isParseError(error) || Cause.isNoSuchElementException(error)

const snapshot = ({ product: { id, name, price, size }, quantity }: Cart["lines"][number]) => ({
  productId: id,
  name,
  size,
  price,
  quantity
})

const encodeState = Schema.encodeSync(Schema.parseJson(OrderState.State))
const encodeEvent = Schema.encodeSync(Schema.parseJson(OrderState.Event))
