/**
 * Every error of `effect-line-pay`, and what can be asked of one.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { takesRegKey } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Refined } from "./internal/refinement.ts"
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
 * The table's errors that one operation can answer.
 *
 * @since 0.1.0
 * @category models
 */
export type ResultCodeErrorOf<O extends Operation> = ByTag[ResultCode.TagOf<O>]

/**
 * The errors that any call can end in.
 *
 * @since 0.1.0
 * @category models
 */
export type CallError = UnexpectedResultCode | InvalidRequest | TransportError

/**
 * The errors, besides the table's, of a call that only asks.
 *
 * @since 0.1.0
 * @category models
 */
export type ReadError = CallError | ResponseError

/**
 * The errors, besides the table's, of a call that changes something.
 *
 * @since 0.1.0
 * @category models
 */
export type WriteError = CallError | OutcomeUnknown

/**
 * Any error of any call.
 *
 * @since 0.1.0
 * @category models
 */
export type LinePayError = ByTag[keyof ByTag] | ReadError | WriteError

/**
 * Refines an error to those that a call of `LinePay` can end in.
 * `Effect.catchIf` then takes them out of the error channel and leaves the
 * others. Takes a value of any type, `unknown` too.
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
 * The members of a union of errors that are of one category.
 *
 * @since 0.1.0
 * @category refinements
 */
export type OfCategory<E, K extends ResultCode.Category> = Extract<E, { readonly category: K }>

/**
 * Refines an error to one category of the table: `Card`, `Customer`,
 * `Configuration`, `InvalidRequest`, `NotFound`, `State`, `Duplicate`,
 * `Expired`, `Limit`, `Temporary` or `Internal`. What became of the money is
 * another question, which {@link outcomeIs} answers.
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
 * The members of a union of errors that can mean this for the money. A member
 * that can mean something else, too, is narrowed, so that catching it leaves
 * the rest of it in the error channel.
 *
 * @since 0.1.0
 * @category refinements
 */
export type WithOutcome<E, X extends ResultCode.Outcome> = E extends { readonly outcome: infer O }
  ? X extends O ? E & { readonly outcome: X } : never
  : never

/**
 * Refines an error to what it means for the money: `outcomeIs("Unknown")`
 * covers `OutcomeUnknown`, 9000, 1198, 190X and their like.
 *
 * @since 0.1.0
 * @category refinements
 */
export const outcomeIs = <X extends ResultCode.Outcome>(outcome: X) => <E>(error: E): error is WithOutcome<E, X> =>
  isLinePayError(error) && error.outcome === outcome

/**
 * What an error says about the money.
 *
 * - `NotApplied`: the call did not do what it asked for.
 * - `AlreadyApplied`: it had been done before.
 * - `Unknown`: it may have been done; ask before anything is sent again.
 *
 * @since 0.1.0
 * @category refinements
 */
export const outcome = (error: LinePayError): ResultCode.Outcome => error.outcome

/**
 * Whether the same request may be sent again at once without any risk: it
 * certainly never left, or it only asked, or LINE Pay's table says to repeat
 * exactly it. `false` does not mean that trying later is wrong: a declined
 * card may work tomorrow, under a new request.
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
 * Whether the regKey of the call is dead after this error. Always `false` on a
 * call without a key: the same card error on a confirm says nothing of one.
 *
 * Union of the list in the pre-approved payment document (1281 to 1287, where
 * it prints "1281~287", and 1290 to 1294) and the current documentation's
 * (1141, 1282 to 1287, 1290 to 1295), with 1190 and 1193, whose key is gone
 * already. When many customers get 1141 or 1190 at once, it is the merchant's
 * configuration, and no key is dead.
 *
 * @since 0.1.0
 * @category refinements
 */
export const expiresRegKey = (error: LinePayError): boolean =>
  ResultCodeError.isResultCodeError(error) &&
  takesRegKey(error.operation) &&
  ResultCode.table[ResultCode.codeOf(error._tag)].regKey === "Dies"

/**
 * An error of the table for a tag that is known only when the program runs.
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

const tableError = Schema.transform(
  tableErrorFields,
  Schema.declare(isTableError, { identifier: "ResultCodeError" }),
  {
    strict: true,
    decode: ({ _tag, ...fields }) => fromTable(_tag, fields),
    encode: (error) => error
  }
)

/**
 * Every error as a Schema, for RPC, HttpApi and workflows. What the table
 * knows of an error is not encoded but looked up again.
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
