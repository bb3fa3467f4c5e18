/**
 * Looks payments and refunds up.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { Currency } from "../Currency.ts"
import { fromInfo } from "../internal/answer/decode.ts"
import * as AnswerFields from "../internal/answer/fields.ts"
import type { Definition } from "../internal/call/definition.ts"
import * as RequestFields from "../internal/request/fields.ts"
import { describe } from "../internal/request/problem.ts"
import type { ReadError, ResultCodeErrorOf } from "../LinePayError.ts"
import { TransactionId } from "../TransactionId.ts"

/**
 * At least one id, at most 100 together. With both lists given, LINE Pay looks
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

/**
 * One refund of a payment. `refundAmount` is negative on the wire. The official
 * examples repeat an id and hold an impossible time: trust neither to be unique
 * or readable.
 *
 * @since 0.1.0
 * @category successes
 */
export const RefundEntry = Schema.Struct({
  refundTransactionId: AnswerFields.transactionId,
  transactionType: AnswerFields.maybe(AnswerFields.open("PAYMENT_REFUND", "PARTIAL_REFUND")),
  /** In major units, below 0. */
  refundAmount: Schema.Finite,
  refundTransactionDate: AnswerFields.maybe(Schema.String)
})

/**
 * @since 0.1.0
 * @category successes
 */
export interface RefundEntry extends Schema.Schema.Type<typeof RefundEntry> {}

/**
 * A payment, or a refund (`transactionType` other than `PAYMENT`, with
 * `originalTransactionId`). Almost everything may be missing: the documented
 * examples leave out fields that the table beside them calls required.
 *
 * @since 0.1.0
 * @category successes
 */
export const PaymentDetails = Schema.Struct({
  transactionId: AnswerFields.transactionId,
  /** The payment that was refunded, when this is a refund. */
  originalTransactionId: AnswerFields.maybe(AnswerFields.transactionId),
  orderId: AnswerFields.maybe(Schema.String),
  productName: AnswerFields.maybe(Schema.String),
  merchantName: AnswerFields.maybe(Schema.String),
  currency: AnswerFields.maybe(AnswerFields.open(...Currency.literals)),
  /** ISO 8601. */
  transactionDate: AnswerFields.maybe(Schema.String),
  authorizationExpireDate: AnswerFields.maybe(Schema.String),
  transactionType: AnswerFields.maybe(AnswerFields.open("PAYMENT", "PAYMENT_REFUND", "PARTIAL_REFUND")),
  payStatus: AnswerFields.maybe(
    AnswerFields.open("AUTHORIZATION", "CAPTURE", "EXPIRED_AUTHORIZATION", "VOIDED_AUTHORIZATION")
  ),
  /** The parts that the payment was paid in: their sum is what was paid, before refunds. */
  payInfo: AnswerFields.maybe(Schema.Array(AnswerFields.payInfo)),
  refundList: AnswerFields.maybe(Schema.Array(RefundEntry)),
  packages: AnswerFields.maybe(Schema.Array(AnswerFields.answeredPackage)),
  events: AnswerFields.maybe(Schema.Array(Schema.Struct({
    code: Schema.String,
    totalAmount: AnswerFields.maybe(Schema.Finite),
    productQuantity: AnswerFields.maybe(Schema.Finite)
  }))),
  /** Legacy: the shipping of Checkout. */
  shipping: AnswerFields.maybe(AnswerFields.chosenShipping),
  ...AnswerFields.paymentProvider
}).annotations({ identifier: "PaymentDetails" })

/**
 * @since 0.1.0
 * @category successes
 */
export interface PaymentDetails extends Schema.Schema.Type<typeof PaymentDetails> {}

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

// LINE Pay takes repeated plain keys (documented curl example, tried live), not `transactionId[]` or commas.
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
 * The requests that a request is sent as: one, unless its query would be too
 * long. With both lists given, every pair of parts is asked for, because LINE
 * Pay answers what is in both.
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
 * Asks in as many calls as the length of a URL demands. LINE Pay answers 1150
 * when it finds nothing, so a part without a payment is no failure as long as
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
    const expected = `1 to ${maximumIds} ids, transactionIds and orderIds together: split the list`
    return [{ path, expected, actual: count === 0 ? "none" : describe([...transactionIds, ...orderIds]) }]
  },
  path: () => ({}),
  query,
  inParts,
  decode: fromInfo(GetPaymentDetailsSuccess),
  subject: ({ orderIds = [], transactionIds = [] }) => ({
    transactionId: only(transactionIds),
    orderId: only(orderIds)
  }),
  lookup: () => ({ _tag: "NotObservable" })
}
