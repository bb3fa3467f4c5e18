/**
 * Identifies a payment, an authorisation or a refund at LINE Pay.
 *
 * @since 0.1.0
 */
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import { describe } from "./internal/request/problem.ts"
import { InvalidRequest } from "./InvalidRequest.ts"

/**
 * Identifies a transaction by the decimal digits of a positive signed 64-bit
 * integer. Live ids have 19 digits, documented examples 17 and 18. It is text
 * and never a `number`, which would round it to somebody else's payment.
 *
 * @since 0.1.0
 * @category models
 */
export type TransactionId = typeof schema.Type

const expected =
  "the digits of a transaction id: 1 to 9223372036854775807, as a string or a bigint (a number has lost digits)"

const isDigits = (text: string): boolean =>
  /^[1-9]\d{0,18}$/.test(text) && (text.length < 19 || text <= "9223372036854775807")

const schema = Schema.String.pipe(
  Schema.filter(isDigits, { description: expected }),
  Schema.brand("TransactionId")
).annotations({
  identifier: "TransactionId",
  description: expected,
  arbitrary: () => (fc) => fc.bigInt(1n, 2n ** 63n - 1n).map((id) => make(id))
})

const is: (u: unknown) => u is TransactionId = Schema.is(schema)

const either = (value: string | bigint): Either.Either<TransactionId, InvalidRequest> => {
  const text = typeof value === "bigint" ? String(value) : value
  return is(text)
    ? Either.right(text)
    : Either.left(new InvalidRequest({ problems: [{ path: "transactionId", expected, actual: describe(value) }] }))
}

const make = (value: string | bigint): TransactionId => Either.getOrThrowWith(either(value), (error) => error)

/**
 * Decodes a {@link TransactionId}, and has its constructors.
 *
 * - `make(value)` throws an `InvalidRequest`,
 * - `either(value)` returns that error as a value,
 * - `is(u)` is the guard.
 *
 * @example
 * ```ts
 * import { TransactionId } from "effect-line-pay"
 *
 * TransactionId.make("2023042201206549310")
 * TransactionId.make(2023042201206549310n)
 * // @ts-expect-error: a number of this size has lost digits already
 * TransactionId.either(2023042201206549310)
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const TransactionId = Object.assign(schema, { make, either, is })
