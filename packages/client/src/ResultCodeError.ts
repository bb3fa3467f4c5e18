/**
 * Makes the errors that LINE Pay's result-code table names.
 *
 * @since 0.1.0
 */
import * as Data from "effect/Data"
import * as Predicate from "effect/Predicate"
import type { Operation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Refined } from "./internal/error/refinement.ts"
import type { TransactionId } from "./TransactionId.ts"

/**
 * @since 0.1.0
 * @category type ids
 */
export const TypeId = "~effect-line-pay/ResultCodeError"

/**
 * @since 0.1.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/**
 * Holds the fields of every table error.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fields {
  /** The call that LINE Pay rejected. */
  readonly operation: Operation
  /**
   * The nonce of the rejected request. Quote it to LINE Pay's support, because
   * LINE Pay sends no request id. Absent where the error was made by hand.
   */
  readonly nonce?: string | undefined
  /** The HTTP status of the answer; 200, unless there is a proxy in between. */
  readonly httpStatus?: number | undefined
  /** LINE Pay's message; absent when it sent none, or `-`. */
  readonly returnMessage?: string | undefined
  /** The parameter that LINE Pay rejected, and why; some 2101 answers have it. */
  readonly errorDetailMap?: { readonly [name: string]: string } | undefined
  /** The transaction that the call was about. */
  readonly transactionId?: TransactionId | undefined
  /** The order that the call was about. */
  readonly orderId?: string | undefined
}

/**
 * Lists what a tag can mean for the money, over all calls that it can answer.
 *
 * @since 0.1.0
 * @category models
 */
export type OutcomeOf<T extends ResultCode.Tag> = Extract<
  { [O in Operation]: ResultCode.OutcomeOf<ResultCode.CodeOf<T>, O> }[Operation],
  ResultCode.Outcome
>

/**
 * Returns the code of a tag's error: the table's code. Only `TemporaryError`
 * keeps the real one of `1900` to `1909`.
 *
 * @since 0.1.0
 * @category models
 */
export type CodeOf<T extends ResultCode.Tag> = T extends "TemporaryError" ? `190${number}` : ResultCode.CodeOf<T>

/**
 * Reports a rejection by LINE Pay. Each tag has its class, made from one row of
 * the table.
 *
 * @since 0.1.0
 * @category models
 */
export interface ResultCodeError<T extends ResultCode.Tag> extends Instance {
  readonly _tag: T
  /** The four digits that LINE Pay answered. */
  readonly code: CodeOf<T>
  readonly category: ResultCode.RowOf<T>["category"]
  /** The meaning of the code for the money, in the call that was rejected. */
  readonly outcome: OutcomeOf<T>
}

/**
 * Makes one tag's error. It fills in everything that the table knows; you only
 * name the call.
 *
 * @since 0.1.0
 * @category models
 */
export interface Constructor<T extends ResultCode.Tag> {
  new(fields: T extends "TemporaryError" ? Fields & { readonly code?: string | undefined } : Fields): ResultCodeError<T>
}

/**
 * Replaces fields of the table's row for a particular request. Retrying a
 * partial refund or a card authorisation is not as safe as retrying a read.
 *
 * @since 0.1.0
 * @category models
 */
export interface Resolved {
  readonly code?: string | undefined
  readonly outcome?: ResultCode.Outcome | undefined
  readonly retry?: ResultCode.Retry | undefined
}

class Instance extends Data.Error<{ readonly [name: string]: unknown }> {
  /** On the prototype, so that it does not show in JSON or `inspect`. */
  get [TypeId](): TypeId {
    return TypeId
  }

  declare readonly _tag: ResultCode.Tag
  declare readonly code: string
  declare readonly category: ResultCode.Category
  declare readonly outcome: ResultCode.Outcome
  /** Whether you may retry this request. */
  declare readonly retry: ResultCode.Retry
  /** The meaning of the code, in LINE Pay's words. */
  declare readonly description: string
  /** The advice for this code. */
  declare readonly hint: string
  declare readonly operation: Operation
  declare readonly nonce?: string
  declare readonly httpStatus?: number
  declare readonly returnMessage?: string
  declare readonly errorDetailMap?: { readonly [name: string]: string }
  declare readonly transactionId?: TransactionId
  declare readonly orderId?: string

  constructor(tag: ResultCode.Tag, fields: Fields & Resolved) {
    const key = ResultCode.codeOf(tag)
    const row = ResultCode.row(key)
    const meaning = ResultCode.meaning(key, fields.operation)
    super({
      // A tag that the table does not list for the call can only be made by hand; its outcome is unknown.
      outcome: outcomeOf(meaning?.outcome),
      retry: meaning?.retry ?? "AfterLookup",
      code: key === "190X" ? "1900" : key,
      category: row.category,
      description: ResultCode.description(key),
      hint: row.hint,
      ...withoutUndefined(fields)
    })
    // `_tag` is an own, enumerable property: `Effect.catchTag` reads it, and loggers read `_tag` and `name`.
    Object.defineProperty(this, "_tag", { value: tag, enumerable: true })
    Object.defineProperty(this, "name", { value: tag, enumerable: false })
  }

  override get message(): string {
    const { certainty } = ResultCode.meaning(ResultCode.codeOf(this._tag), this.operation) ?? {}
    return [
      `${this.operation} was answered ${this.code}:`,
      this.returnMessage ?? this.description,
      // Where no document has words for the code, the description is the hint.
      ...(this.returnMessage === undefined && this.description === this.hint ? [] : [this.hint]),
      ...(certainty === "offline" && this.outcome === "Unknown" ? [unproved] : [])
    ].join(" ")
  }
}

const unproved =
  "Only LINE Pay's Offline API documents this code. The money may have moved: ask LINE Pay before you retry."

const outcomeOf = (outcome: ResultCode.Outcome | "Answer" | undefined): ResultCode.Outcome =>
  outcome === undefined || outcome === "Answer" ? "Unknown" : outcome

const withoutUndefined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

/**
 * Returns the constructor for a tag. The generated file calls this once per
 * row.
 *
 * @internal
 */
export const constructorOf = <T extends ResultCode.Tag>(tag: T): Constructor<T> => {
  const Constructor = class extends Instance {
    constructor(fields: Fields & Resolved) {
      super(tag, fields)
    }
  }
  // `Instance` fills `_tag`, `code`, `category` and `outcome` from the row of `tag`, which is what
  // `ResultCodeError<T>` reads off the same table in the types.
  return Constructor as unknown as Constructor<T>
}

/**
 * Refines an error to those of the result-code table. It takes a value of any
 * type, including `unknown`.
 *
 * @since 0.1.0
 * @category refinements
 */
export const isResultCodeError = <E>(error: E): error is Refined<E, OfAnyTag<ResultCode.Tag>> =>
  Predicate.hasProperty(error, TypeId)

/** A union of the tags' errors: `ResultCodeError` of a union of tags is no union. */
type OfAnyTag<T extends ResultCode.Tag> = T extends ResultCode.Tag ? ResultCodeError<T> : never
