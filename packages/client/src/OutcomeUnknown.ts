/**
 * Reports a write that may or may not have been applied.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"
import { bodyStart, subjectFields } from "./internal/request/subject.ts"
import * as ResponseError from "./ResponseError.ts"
import { TransactionId } from "./TransactionId.ts"

/**
 * Says why there is no readable answer.
 *
 * - `Timeout`: the read timeout ran out.
 * - `Disconnected`: the connection broke.
 * - `Unsettled`: settlement looked as often as its schedule says and found no
 *   evidence.
 * - `Interrupted`: the layer of settlement was closed before there was a verdict.
 * - The rest: the response is not an answer of LINE Pay; see `ResponseError`.
 *
 * @since 0.1.0
 * @category models
 */
export const Reason = Schema.Literal(
  "Timeout",
  "Disconnected",
  "Unsettled",
  "Interrupted",
  ...ResponseError.Reason.literals
)

/**
 * @since 0.1.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * Says how to find out what happened.
 *
 * - `ByTransaction`: `checkPaymentStatus` and `getPaymentDetails` with this id.
 * - `ByOrder`: `getPaymentDetails` with this order id.
 * - `ByRegKey`: `checkRegKey` with the key of the call.
 * - `NotObservable`: LINE Pay shows no trace of it. It was a payment request
 *   whose URL the customer never got, so nobody can have paid through it.
 *
 * @since 0.1.0
 * @category models
 */
export const Lookup = Schema.Union(
  Schema.TaggedStruct("ByTransaction", { transactionId: TransactionId }),
  Schema.TaggedStruct("ByOrder", { orderId: Schema.String }),
  Schema.TaggedStruct("ByRegKey", {}),
  Schema.TaggedStruct("NotObservable", {})
)

/**
 * @since 0.1.0
 * @category models
 */
export type Lookup = typeof Lookup.Type

/**
 * Reports that a write was sent, or may have been, and has no readable answer.
 * The customer may have been charged. Find out as {@link Lookup} says before
 * you retry, and do not tell the customer that the payment failed.
 *
 * The client is deliberately cautious. It counts a write as sent, unless the
 * failure is one of the few that prove the opposite.
 *
 * @since 0.1.0
 * @category errors
 */
export class OutcomeUnknown extends Schema.TaggedError<OutcomeUnknown>("effect-line-pay/OutcomeUnknown")(
  "OutcomeUnknown",
  {
    operation: Operation,
    reason: Reason,
    /** How to find out. */
    lookup: Lookup,
    /** `CannotHaveMoved`: a payment request or the expiry of a key moves no money. */
    money: Schema.Literal("MayHaveMoved", "CannotHaveMoved"),
    /** The HTTP status of the answer, if there was one. */
    httpStatus: Schema.optionalWith(Schema.Number, { exact: true }),
    /** The transport's error code, such as `ECONNRESET`. */
    detail: Schema.optionalWith(Schema.String, { exact: true }),
    /** The paths in the answer that could not be decoded, without their values. */
    paths: Schema.optionalWith(Schema.Array(Schema.String), { exact: true }),
    /** The first 1,000 characters of the body, redacted; lost when the error is encoded. */
    body: bodyStart,
    ...subjectFields
  }
) {
  /**
   * Says that the request may or may not have been applied.
   *
   * @since 0.1.0
   */
  readonly outcome = "Unknown"

  override get message(): string {
    const { detail, httpStatus, lookup, operation, reason } = this
    const stakes = this.money === "MayHaveMoved" ? "money may have moved" : "no money can have moved"
    if (reason === "Unsettled" || reason === "Interrupted") {
      const ended = reason === "Interrupted" ? " because its process is closing" : ""
      return `${operation} has no verdict yet${ended}: ${stakes}. The attempt${about(lookup)} stays open in the log, ` +
        "and the sweeper continues. Calling again with the same intent is safe. Do not charge under a new order id"
    }
    const how = [
      reason,
      ...(httpStatus === undefined ? [] : [`HTTP ${httpStatus}`]),
      ...(detail === undefined ? [] : [detail])
    ]
    const what = reason === "OtherPayment" ? "got an answer about another payment" : "has no readable answer"
    return `${operation} ${what} (${how.join(", ")}): ${stakes}. ${advice(lookup)}`
  }
}

const about = (lookup: Lookup): string => {
  switch (lookup._tag) {
    case "ByTransaction":
      return ` for transaction ${lookup.transactionId}`
    case "ByOrder":
      return ` for order ${lookup.orderId}`
    default:
      return ""
  }
}

const advice = (lookup: Lookup): string => {
  switch (lookup._tag) {
    case "ByTransaction":
      return `Look up transaction ${lookup.transactionId} before you retry`
    case "ByOrder":
      return `Look up order ${lookup.orderId} before you retry`
    case "ByRegKey":
      return "Check the regKey before you retry"
    case "NotObservable":
      return "The customer never got its URL, so make a new payment request"
  }
}
