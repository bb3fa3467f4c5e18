import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import type { ShopOrder } from "../../Difference.ts"
import type { LinePay } from "../../LinePay.ts"
import * as LinePayError from "../../LinePayError.ts"
import type { GetPaymentDetailsError, PaymentDetails } from "../../operations/getPaymentDetails.ts"

/** Why nothing is known about an order. */
export type Failure =
  | { readonly _tag: "Unread"; readonly paths: ReadonlyArray<string> }
  | { readonly _tag: "NotAnswered"; readonly error: GetPaymentDetailsError }

/** The records of an order, or why there are none. An order that LINE Pay does not know has no record. */
export type Answer = Either.Either<ReadonlyArray<PaymentDetails>, Failure>

export type Answers = ReadonlyMap<ShopOrder, Answer>

export type Ask = (orders: ReadonlyArray<ShopOrder>, by: "Order" | "Transaction") => Effect.Effect<Answers>

// Both halves of a list are asked for before a quarter is. One record in two may spoil its answer, and there are still
// fewer failures in a row. So many are an outage.
const outage = 16

// In an outage, a list and its two halves. If one of them is answered, the outage is over.
const probes = 3

/**
 * Makes a function that asks for up to 100 orders. It halves a list whose answer fails, until it has the order that is
 * the cause. It stops during an outage, and the orders that it has not asked for one by one have the last failure.
 */
export const make = (linePay: LinePay.Service): Ask => {
  /** The failures since the last answer, over all lists. */
  let inARow = 0

  return (orders, by) =>
    Effect.gen(function*() {
      const answers = new Map<ShopOrder, Answer>()
      /** The lists to halve, the next one last. */
      const failed: Array<readonly [list: ReadonlyArray<ShopOrder>, failure: Failure]> = []
      let allowed = Math.max(outage - inARow, probes)

      const attempt = (list: ReadonlyArray<ShopOrder>) =>
        Effect.map(
          askOnce(linePay, list, by),
          Either.match({
            onRight: (records) => {
              inARow = 0
              allowed = outage
              for (const order of list) answers.set(order, Either.right(recordsOf(order, list, records)))
            },
            onLeft: (failure) => {
              failed.push([list, failure])
              if (!wasSent(failure)) return
              inARow++
              allowed--
            }
          })
        )

      if (orders.length > 0) yield* attempt(orders)
      for (let next = failed.pop(); next !== undefined; next = failed.pop()) {
        const [list, failure] = next
        if (allowed <= 0 || list.length === 1 || !mayBeOneOrder(failure)) {
          for (const order of list) answers.set(order, Either.left(failure))
          continue
        }
        const middle = Math.ceil(list.length / 2)
        yield* attempt(list.slice(middle))
        yield* attempt(list.slice(0, middle))
      }
      return answers
    })
}

const askOnce = (
  linePay: LinePay.Service,
  orders: ReadonlyArray<ShopOrder>,
  by: "Order" | "Transaction"
): Effect.Effect<Answer> =>
  linePay.getPaymentDetails(
    by === "Order"
      ? { orderIds: distinct(orders.map(({ orderId }) => orderId)) }
      : { transactionIds: distinct(orders.flatMap(({ transactionId }) => transactionId ?? [])) }
  ).pipe(
    Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
    Effect.match({
      onSuccess: (records): Answer => isAttributed(orders, records) ? Either.right(records) : unnamed,
      onFailure: (error): Answer => Either.left(failureOf(error))
    })
  )

const distinct = <A>(all: ReadonlyArray<A>): ReadonlyArray<A> => [...new Set(all)]

const failureOf = (error: GetPaymentDetailsError): Failure =>
  error._tag === "ResponseError" && error.reason === "Undecodable"
    ? { _tag: "Unread", paths: error.paths ?? [] }
    : { _tag: "NotAnswered", error }

/** LINE Pay has left out the order of a payment, so it may be any of those that were asked for. */
const unnamed: Answer = Either.left({ _tag: "Unread", paths: ["orderId"] })

/** Whether the order of every payment is known. An answer about one order needs no name. */
const isAttributed = (orders: ReadonlyArray<ShopOrder>, records: ReadonlyArray<PaymentDetails>): boolean => {
  if (orders.length === 1) return true
  const transactions = new Set<string>(orders.flatMap(({ transactionId }) => transactionId ?? []))
  return records.every(({ orderId, transactionId, transactionType }) =>
    typeof orderId === "string" || transactions.has(transactionId) ||
    transactionType === "PAYMENT_REFUND" || transactionType === "PARTIAL_REFUND"
  )
}

const recordsOf = (
  order: ShopOrder,
  asked: ReadonlyArray<ShopOrder>,
  records: ReadonlyArray<PaymentDetails>
): ReadonlyArray<PaymentDetails> =>
  asked.length === 1
    ? records
    : records.filter(({ orderId, transactionId }) => orderId === order.orderId || transactionId === order.transactionId)

/** An invalid request costs no call. */
const wasSent = (failure: Failure): boolean => failure._tag === "Unread" || failure.error._tag !== "InvalidRequest"

const isConfiguration = LinePayError.isCategory("Configuration")

/** Whether one order of the list may be the cause. A connection that cannot be made is about none. */
const mayBeOneOrder = (failure: Failure): boolean => {
  if (failure._tag === "Unread") return true
  const { error } = failure
  return error._tag === "TransportError" ? error.sent : !isConfiguration(error)
}
