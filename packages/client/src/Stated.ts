/**
 * Models a field that LINE Pay states: a value, nothing, or something that this
 * version cannot read.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Replaces a field that LINE Pay sent and this version cannot read: another
 * type, an empty text, or a list with one unreadable entry.
 *
 * It is neither a value nor an absence. An unreadable `refundList` does not
 * mean that there are no refunds.
 *
 * @since 0.1.0
 * @category models
 */
export const Unreadable = Schema.TaggedStruct("Unreadable", {}).annotations({ identifier: "Unreadable" })

/**
 * @since 0.1.0
 * @category models
 */
export interface Unreadable extends Schema.Schema.Type<typeof Unreadable> {}

/**
 * Holds a field on which conclusions about money depend. It is the value,
 * `undefined` if LINE Pay sent none (or `null`), or {@link Unreadable}.
 *
 * The type makes you decide what an unreadable field means. Use {@link match},
 * or narrow with {@link isUnreadable}.
 *
 * @example
 * ```ts
 * import { type PaymentDetails, Stated, TransactionId } from "effect-line-pay"
 *
 * const refunds = (payment: PaymentDetails): string =>
 *   Stated.match(payment.refundList, {
 *     onAbsent: () => "no refunds",
 *     onUnreadable: () => "there may be refunds: look again, or ask LINE Pay",
 *     onValue: (refunds) => `${refunds.length} refunds`
 *   })
 *
 * assert.strictEqual(refunds({ transactionId: TransactionId.make("2023042201206549310"), unread: [] }), "no refunds")
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export type Stated<A> = A | Unreadable | undefined

/**
 * Marks a field as unreadable. It is the only {@link Unreadable} that this
 * library makes.
 *
 * @since 0.1.0
 * @category constructors
 */
export const unreadable: Unreadable = { _tag: "Unreadable" }

/**
 * Tells whether a field was sent and could not be read.
 *
 * @since 0.1.0
 * @category guards
 */
export const isUnreadable = (field: unknown): field is Unreadable =>
  typeof field === "object" && field !== null && "_tag" in field && field._tag === "Unreadable"

/**
 * Handles each of the three cases of a field.
 *
 * @since 0.1.0
 * @category pattern matching
 */
export const match = <A, OnAbsent, OnUnreadable, OnValue>(
  field: Stated<A>,
  options: {
    readonly onAbsent: () => OnAbsent
    readonly onUnreadable: () => OnUnreadable
    readonly onValue: (value: Exclude<A, Unreadable | undefined>) => OnValue
  }
): OnAbsent | OnUnreadable | OnValue => {
  if (field === undefined) return options.onAbsent()
  if (isUnreadable(field)) return options.onUnreadable()
  // Neither `undefined` nor `Unreadable`: both were returned for above.
  return options.onValue(field as Exclude<A, Unreadable | undefined>)
}

/**
 * Returns the value, or `undefined` if the field is absent or unreadable. Use
 * it to show a field to people, never to conclude that something has not
 * happened.
 *
 * @since 0.1.0
 * @category getters
 */
export const getOrUndefined = <A>(field: Stated<A>): A | undefined => isUnreadable(field) ? undefined : field
