/**
 * Groups every error of a `LinePay` call, with refinements, the money's outcome
 * and a schema.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { takesRegKey } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Refined } from "./internal/error/refinement.ts"
import { Operation } from "./internal/request/operation.ts"
import { subjectFields } from "./internal/request/subject.ts"
import { InvalidRequest } from "./InvalidRequest.ts"
import { OutcomeUnknown } from "./OutcomeUnknown.ts"
import { ResponseError } from "./ResponseError.ts"
import * as ResultCodeError from "./ResultCodeError.ts"
import { type ByTag, byTag } from "./ResultCodeErrors.ts"
import { TransportError } from "./TransportError.ts"
import { UnexpectedResultCode } from "./UnexpectedResultCode.ts"

/**
 * Lists the result-code errors that one operation can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type ResultCodeErrorOf<O extends Operation> = ByTag[ResultCode.TagOf<O>]

/**
 * Lists the errors that any call can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type CallError = UnexpectedResultCode | InvalidRequest | TransportError

/**
 * Lists the errors of a read, besides those of the result-code table.
 *
 * @since 0.1.0
 * @category models
 */
export type ReadError = CallError | ResponseError

/**
 * Lists the errors of a write, besides those of the result-code table.
 *
 * @since 0.1.0
 * @category models
 */
export type WriteError = CallError | OutcomeUnknown

/**
 * Lists every error of every call.
 *
 * @since 0.1.0
 * @category models
 */
export type LinePayError = ByTag[keyof ByTag] | ReadError | WriteError

/**
 * Refines an error to those that a call of `LinePay` can fail with.
 * `Effect.catchIf` then takes them out of the error channel and leaves the
 * others. It takes a value of any type, including `unknown`.
 *
 * @example
 * ```ts
 * import { Data, Effect } from "effect"
 * import { InsufficientBalance, LinePayError } from "effect-line-pay"
 *
 * class OutOfStock extends Data.TaggedError("OutOfStock") {}
 *
 * const order: Effect.Effect<string, InsufficientBalance | OutOfStock> = Effect.fail(
 *   new InsufficientBalance({ operation: "confirmPayment" })
 * )
 *
 * const handled: Effect.Effect<string, OutOfStock> = order.pipe(
 *   Effect.catchIf(LinePayError.isLinePayError, (error) => Effect.succeed(error._tag))
 * )
 *
 * assert.strictEqual(Effect.runSync(handled), "InsufficientBalance")
 * ```
 *
 * @since 0.1.0
 * @category refinements
 */
export const isLinePayError = <E>(error: E): error is Refined<E, LinePayError> =>
  ResultCodeError.isResultCodeError(error) || shared.some((shared) => error instanceof shared)

const shared = [UnexpectedResultCode, InvalidRequest, TransportError, ResponseError, OutcomeUnknown]

/**
 * Selects the members of a union of errors that are of one category.
 *
 * @since 0.1.0
 * @category refinements
 */
export type OfCategory<E, K extends ResultCode.Category> = Extract<E, { readonly category: K }>

/**
 * Refines an error to one category of the table: `Card`, `Customer`,
 * `Configuration`, `InvalidRequest`, `NotFound`, `State`, `Duplicate`,
 * `Expired`, `Limit`, `Temporary` or `Internal`. A category says nothing about
 * the money; use {@link outcomeIs} for that.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { CardExpired, LinePayError, type InsufficientBalance } from "effect-line-pay"
 *
 * const charge: Effect.Effect<string, CardExpired | InsufficientBalance> = Effect.fail(
 *   new CardExpired({ operation: "confirmPayment" })
 * )
 *
 * // The card errors are gone from the error channel, InsufficientBalance is not.
 * const handled: Effect.Effect<string, InsufficientBalance> = charge.pipe(
 *   Effect.catchIf(LinePayError.isCategory("Card"), (error) => Effect.succeed(error.hint))
 * )
 *
 * assert.match(Effect.runSync(handled), /enrol again/)
 * ```
 *
 * @since 0.1.0
 * @category refinements
 */
export const isCategory =
  <K extends Exclude<ResultCode.Category, "Status">>(category: K) => <E>(error: E): error is OfCategory<E, K> =>
    ResultCodeError.isResultCodeError(error) && error.category === category

/**
 * Selects the members of a union of errors that can mean this for the money. A
 * member that can also mean something else is narrowed, so that catching it
 * leaves the rest of it in the error channel.
 *
 * @since 0.1.0
 * @category refinements
 */
export type WithOutcome<E, X extends ResultCode.Outcome> = E extends { readonly outcome: infer O }
  ? X extends O ? E & { readonly outcome: X } : never
  : never

/**
 * Refines an error by what it means for the money. `outcomeIs("Unknown")`
 * covers `OutcomeUnknown`, 9000, 1198, 190X and the like.
 *
 * @since 0.1.0
 * @category refinements
 */
export const outcomeIs = <X extends ResultCode.Outcome>(outcome: X) => <E>(error: E): error is WithOutcome<E, X> =>
  isLinePayError(error) && error.outcome === outcome

/**
 * Returns what an error means for the money.
 *
 * - `NotApplied`: LINE Pay did not apply the request.
 * - `AlreadyApplied`: LINE Pay had applied it before.
 * - `Unknown`: LINE Pay may have applied it. Look it up before you retry.
 *
 * @since 0.1.0
 * @category refinements
 */
export const outcome = (error: LinePayError): ResultCode.Outcome => error.outcome

/**
 * Checks whether you may retry the same request at once without any risk. That
 * holds if the request certainly never left, if it was a read, or if LINE Pay's
 * table says to retry it unchanged.
 *
 * `false` does not mean that trying later is wrong. A declined card may work
 * tomorrow, under a new request.
 *
 * @since 0.1.0
 * @category refinements
 */
export const isSafeToRetry = (error: LinePayError): boolean => {
  switch (error._tag) {
    case "TransportError":
    case "ResponseError":
      return true
    case "InvalidRequest":
    case "OutcomeUnknown":
    case "UnexpectedResultCode":
      return false
    default:
      return error.retry === "SameRequest"
  }
}

/**
 * Checks whether the regKey of the call is dead after this error. It is always
 * `false` for a call without a key, because a card error on a confirm says
 * nothing about a key.
 *
 * The pre-approved payment document lists 1281 to 1287, which it prints as
 * "1281~287", and 1290 to 1294. The current documentation lists 1141, 1282 to
 * 1287 and 1290 to 1295. To these we add 1190 and 1193, whose key is gone
 * already.
 *
 * When many customers get 1141 or 1190 at once, the merchant's configuration is
 * wrong, and no key is dead.
 *
 * @since 0.1.0
 * @category refinements
 */
export const expiresRegKey = (error: LinePayError): boolean =>
  ResultCodeError.isResultCodeError(error) &&
  takesRegKey(error.operation) &&
  ResultCode.table[ResultCode.codeOf(error._tag)].regKey === "Dies"

/**
 * Makes an error of the table for a tag that is known only at run time.
 *
 * @internal
 */
export const fromTable = (
  tag: ResultCode.Tag,
  fields: ResultCodeError.Fields & ResultCodeError.Resolved
): ByTag[keyof ByTag] => {
  const Constructor: new(fields: ResultCodeError.Fields & ResultCodeError.Resolved) => ByTag[keyof ByTag] = byTag[tag]
  return new Constructor(fields)
}

const isTag = (tag: string): tag is ResultCode.Tag => Object.hasOwn(byTag, tag)

const tableErrorFields = Schema.Struct({
  _tag: Schema.String.pipe(Schema.filter(isTag, { description: "the tag of an error of the result-code table" })),
  code: Schema.String,
  outcome: Schema.Literal("NotApplied", "AlreadyApplied", "Unknown"),
  retry: Schema.Literal("Never", "Later", "AfterLookup", "SameRequest"),
  operation: Operation,
  httpStatus: Schema.optionalWith(Schema.Number, { exact: true }),
  returnMessage: Schema.optionalWith(Schema.String, { exact: true }),
  errorDetailMap: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), { exact: true }),
  ...subjectFields
})

const isTableError = (u: unknown): u is ByTag[keyof ByTag] => ResultCodeError.isResultCodeError(u)

/**
 * Encodes and decodes every error of the result-code table.
 *
 * @internal
 */
export const tableError = Schema.transform(
  tableErrorFields,
  Schema.declare(isTableError, { identifier: "ResultCodeError" }),
  {
    strict: true,
    decode: ({ _tag, ...fields }) => fromTable(_tag, fields),
    encode: (error) => error
  }
)

/**
 * Encodes and decodes every error, for RPC, HttpApi and workflows. The fields
 * that come from the table are not encoded; decoding looks them up.
 *
 * @since 0.1.0
 * @category schemas
 */
export const schema = Schema.Union(
  tableError,
  UnexpectedResultCode,
  InvalidRequest,
  TransportError,
  ResponseError,
  OutcomeUnknown
)
