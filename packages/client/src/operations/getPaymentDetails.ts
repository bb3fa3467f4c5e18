/**
 * Looks up payments and refunds.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { Currency } from "../Currency.ts"
import { inInfo } from "../internal/answer/answered.ts"
import * as AnswerFields from "../internal/answer/fields.ts"
import * as Answer from "../internal/answer/shape.ts"
import type { Definition } from "../internal/call/definition.ts"
import * as RequestFields from "../internal/request/fields.ts"
import { describe } from "../internal/request/problem.ts"
import type { ReadError, ResultCodeErrorOf } from "../LinePayError.ts"
import * as Stated from "../Stated.ts"
import { TransactionId } from "../TransactionId.ts"

/**
 * Names 1 to 100 ids, over both lists. With both lists given, LINE Pay looks
 * for payments that are in both (seen in clients, not documented).
 *
 * @since 0.1.0
 * @category requests
 */
export const GetPaymentDetailsRequest = Schema.Struct({
  /** Ids of payments or of refunds. */
  transactionIds: Schema.optional(Schema.Array(Schema.typeSchema(TransactionId))),
  orderIds: Schema.optional(Schema.Array(RequestFields.text(FieldLimit.request.orderId))),
  /** Legacy: which half of the details to send. */
  fields: Schema.optional(Schema.Literal("ALL", "TRANSACTION", "ORDER")),
  ...RequestFields.device
}).annotations({ identifier: "GetPaymentDetailsRequest" })

/**
 * @since 0.1.0
 * @category requests
 */
export interface GetPaymentDetailsRequest extends Schema.Schema.Type<typeof GetPaymentDetailsRequest> {}

const refundEntry = Answer.object({
  refundTransactionId: Answer.identity(Answer.transactionId),
  transactionType: Answer.other(Answer.open("PAYMENT_REFUND", "PARTIAL_REFUND")),
  /** In major units, below 0. */
  refundAmount: Answer.identity(Answer.number),
  refundTransactionDate: Answer.evidence(Answer.text)
})

/**
 * Describes one refund of a payment. `refundAmount` is negative on the wire. The
 * official examples have the same id twice and an impossible time. Do not rely
 * on unique ids or readable times.
 *
 * @since 0.1.0
 * @category successes
 */
export const RefundEntry = refundEntry.schema

/**
 * @since 0.1.0
 * @category successes
 */
export interface RefundEntry extends Schema.Schema.Type<typeof RefundEntry> {}

const paymentDetails = Answer.success("PaymentDetails", {
  transactionId: Answer.identity(Answer.transactionId),
  /** The refunded payment, when this is a refund. */
  originalTransactionId: Answer.evidence(Answer.transactionId),
  orderId: Answer.evidence(Answer.text),
  productName: Answer.other(Answer.text),
  merchantName: Answer.other(Answer.text),
  currency: Answer.evidence(Answer.open(...Currency.literals)),
  /** ISO 8601. */
  transactionDate: Answer.evidence(Answer.text),
  authorizationExpireDate: Answer.evidence(Answer.text),
  transactionType: Answer.evidence(Answer.open("PAYMENT", "PAYMENT_REFUND", "PARTIAL_REFUND")),
  payStatus: Answer.evidence(
    Answer.open("AUTHORIZATION", "CAPTURE", "EXPIRED_AUTHORIZATION", "VOIDED_AUTHORIZATION")
  ),
  /** The parts of the payment. Their sum is the paid amount, before refunds. */
  payInfo: Answer.evidence(AnswerFields.payInfo),
  refundList: Answer.evidence(Answer.list(refundEntry)),
  packages: Answer.other(AnswerFields.packages),
  events: Answer.other(Answer.list(Answer.object({
    code: Answer.other(Answer.text),
    totalAmount: Answer.other(Answer.number),
    productQuantity: Answer.other(Answer.number)
  }))),
  /** Legacy: the shipping of Checkout. */
  shipping: Answer.other(AnswerFields.chosenShipping),
  ...AnswerFields.paymentProvider
})

/**
 * Describes a payment, or a refund (`transactionType` other than `PAYMENT`, with
 * `originalTransactionId`). Almost every field may be missing, because the
 * documented examples leave out fields that the table beside them requires.
 *
 * If this version cannot read a field on which conclusions about money depend,
 * the field is `Unreadable`. Any other such field is left out. `unread` names
 * both.
 *
 * @since 0.1.0
 * @category successes
 */
export const PaymentDetails = paymentDetails.schema

/**
 * @since 0.1.0
 * @category successes
 */
export interface PaymentDetails extends Schema.Schema.Type<typeof PaymentDetails> {}

const success = Answer.list(paymentDetails)

/**
 * @since 0.1.0
 * @category successes
 */
export const GetPaymentDetailsSuccess = Schema.Array(PaymentDetails)

/**
 * @since 0.1.0
 * @category successes
 */
export type GetPaymentDetailsSuccess = typeof GetPaymentDetailsSuccess.Type

/**
 * @since 0.1.0
 * @category errors
 */
export type GetPaymentDetailsError = ResultCodeErrorOf<"getPaymentDetails"> | ReadError

const maximumIds = 100

// LINE Pay takes the same plain key many times (documented curl example, tried live), not `transactionId[]` or commas.
const query = ({ fields, orderIds = [], transactionIds = [] }: GetPaymentDetailsRequest): string =>
  [
    ...transactionIds.map((id) => `transactionId=${id}`),
    ...orderIds.map((id) => `orderId=${encodeURIComponent(id)}`),
    ...(fields === undefined ? [] : [`fields=${fields}`])
  ].join("&")

const only = <A>(all: ReadonlyArray<A>): A | undefined => all.length === 1 ? all[0] : undefined

// Servers commonly stop at 8 KiB; an order id of 100 Chinese characters is 900 bytes in a query.
const maximumQueryLength = 4000

/**
 * Splits a request whose query would be too long. With both lists given, it
 * makes a request for every pair of parts, because LINE Pay answers with the
 * payments that are in both.
 */
const split = (request: GetPaymentDetailsRequest): Arr.NonEmptyReadonlyArray<GetPaymentDetailsRequest> => {
  const { orderIds = [], transactionIds = [] } = request
  if (query(request).length <= maximumQueryLength) return [request]
  if (orderIds.length > 1) return Arr.flatMap(halves(orderIds), (part) => split({ ...request, orderIds: part }))
  if (transactionIds.length > 1) {
    return Arr.flatMap(halves(transactionIds), (part) => split({ ...request, transactionIds: part }))
  }
  return [request]
}

const halves = <A>(all: ReadonlyArray<A>): Arr.NonEmptyReadonlyArray<ReadonlyArray<A>> => {
  const middle = Math.ceil(all.length / 2)
  return [all.slice(0, middle), all.slice(middle)]
}

/**
 * Makes as many requests as the length of a URL demands. LINE Pay answers 1150
 * when it finds nothing, so a part without a payment does not fail the call if
 * another part has one.
 */
const inParts = (
  request: GetPaymentDetailsRequest,
  send: (request: GetPaymentDetailsRequest) => Effect.Effect<GetPaymentDetailsSuccess, GetPaymentDetailsError>
): Effect.Effect<GetPaymentDetailsSuccess, GetPaymentDetailsError> => {
  const parts = split(request)
  if (parts.length === 1) return send(request)
  const found = Effect.forEach(parts, (part) =>
    send(part).pipe(
      Effect.map(Either.right),
      Effect.catchTag("TransactionNotFound", (error) => Effect.succeed(Either.left(error)))
    ))
  return Effect.flatMap(found, (answers) => {
    const [nothing] = Arr.getLefts(answers)
    const some = Arr.getRights(answers)
    return nothing !== undefined && some.length === 0 ? Effect.fail(nothing) : Effect.succeed(some.flat())
  })
}

/**
 * Checks whether each record names a requested id. A record that names only other ids answers another request. LINE Pay
 * may leave out the order id; such a record may be of any order. The original id of a refund may
 * be unreadable if another record says whose answer this is.
 */
const areAskedFor = (
  { orderIds = [], transactionIds = [] }: GetPaymentDetailsRequest,
  payments: GetPaymentDetailsSuccess
): boolean => {
  const transactions = new Set<string>(transactionIds)
  const orders = new Set(orderIds)
  const isAskedFor = ({ orderId, originalTransactionId, transactionId }: PaymentDetails) =>
    transactions.has(transactionId) ||
    (typeof originalTransactionId === "string" && transactions.has(originalTransactionId)) ||
    Stated.match(orderId, {
      onAbsent: () => orders.size > 0,
      onUnreadable: () => orders.size > 0,
      onValue: (id) => orders.has(id)
    })
  const asked = payments.filter(isAskedFor)
  if (asked.length === payments.length) return true
  return asked.length > 0 &&
    payments.every((payment) => isAskedFor(payment) || Stated.isUnreadable(payment.originalTransactionId))
}

/** @internal */
export const getPaymentDetails: Definition<
  "getPaymentDetails",
  GetPaymentDetailsRequest,
  GetPaymentDetailsSuccess
> = {
  operation: "getPaymentDetails",
  request: GetPaymentDetailsRequest,
  problems: ({ orderIds = [], transactionIds = [] }) => {
    const count = orderIds.length + transactionIds.length
    if (count > 0 && count <= maximumIds) return []
    const path = transactionIds.length > 0 || orderIds.length === 0 ? "transactionIds" : "orderIds"
    const expected = `1 to ${maximumIds} ids, transactionIds and orderIds together (split a longer list)`
    return [{ path, expected, actual: count === 0 ? "none" : describe([...transactionIds, ...orderIds]) }]
  },
  path: () => ({}),
  query,
  inParts,
  answer: inInfo(success),
  isAbout: areAskedFor,
  subject: ({ orderIds = [], transactionIds = [] }) => ({
    transactionId: only(transactionIds),
    orderId: only(orderIds)
  }),
  lookup: () => ({ _tag: "NotObservable" })
}
