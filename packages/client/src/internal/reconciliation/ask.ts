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

// One record that spoils an answer never makes more than two calls fail in a row, because halves are asked level by
// level. So many in a row are an outage.
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
      const waiting = orders.length === 0 ? [] : [orders]
      let allowed = Math.max(outage - inARow, probes)
      let last: Failure | undefined
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        const answer = allowed <= 0 && last !== undefined ? Either.left(last) : yield* askOnce(linePay, part, by)
        if (Either.isRight(answer)) {
          inARow = 0
          allowed = outage
          for (const order of part) answers.set(order, Either.right(recordsOf(order, part, answer.right)))
          continue
        }
        last = answer.left
        if (allowed > 0 && wasSent(last)) {
          inARow++
          allowed--
        }
        if (allowed > 0 && part.length > 1 && mayBeOneOrder(last)) {
          const middle = Math.ceil(part.length / 2)
          waiting.push(part.slice(0, middle), part.slice(middle))
        } else {
          for (const order of part) answers.set(order, Either.left(last))
        }
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
