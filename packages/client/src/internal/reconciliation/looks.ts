import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { Difference, type ShopOrder } from "../../Difference.ts"
import type { LinePay } from "../../LinePay.ts"
import * as Ask from "./ask.ts"
import { compare } from "./compare.ts"

/** The differences of each order, in the order of the orders; none where they agree. */
type Found = ReadonlyMap<ShopOrder, ReadonlyArray<Difference>>

/** Looks at up to 100 orders. */
export interface Looks {
  /** One call. */
  readonly first: (orders: ReadonlyArray<ShopOrder>) => Effect.Effect<Found>
  /** A second call for the transactions that their orders do not show. They may belong to another order. */
  readonly again: (orders: ReadonlyArray<ShopOrder>) => Effect.Effect<Found>
}

export const make = (linePay: LinePay.Service): Looks => {
  const ask = Ask.make(linePay)

  const first = (orders: ReadonlyArray<ShopOrder>) =>
    Effect.map(ask(orders, "Order"), (answers) => foundIn(orders, answers))

  const again = (orders: ReadonlyArray<ShopOrder>) =>
    Effect.gen(function*() {
      const byOrder = yield* ask(orders, "Order")
      const missing = orders.filter((order) => isMissing(order, byOrder.get(order)))
      const byTransaction = yield* ask(missing, "Transaction")
      return foundIn(orders, new Map([...byOrder, ...missing.map((order) => together(order, byOrder, byTransaction))]))
    })

  return { first, again }
}

const isMissing = ({ transactionId }: ShopOrder, answer: Ask.Answer | undefined): boolean =>
  transactionId !== undefined && answer !== undefined && Either.isRight(answer) &&
  answer.right.every((record) => record.transactionId !== transactionId)

const none: Ask.Answer = Either.right([])

const together = (
  order: ShopOrder,
  byOrder: Ask.Answers,
  byTransaction: Ask.Answers
): readonly [ShopOrder, Ask.Answer] => [
  order,
  Either.zipWith(
    byOrder.get(order) ?? none,
    byTransaction.get(order) ?? none,
    (records, more) => [...records, ...more]
  )
]

const foundIn = (orders: ReadonlyArray<ShopOrder>, answers: Ask.Answers): Found =>
  new Map(orders.map((order) => [
    order,
    Either.match(answers.get(order) ?? none, {
      onLeft: (failure): ReadonlyArray<Difference> => [
        failure._tag === "Unread"
          ? Difference.Unread({ order, paths: failure.paths })
          : Difference.NotAnswered({ order, error: failure.error })
      ],
      onRight: (records) => compare(order, records)
    })
  ]))
