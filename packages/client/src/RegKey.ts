/**
 * The key of a pre-approved payment.
 *
 * @since 0.1.0
 */
import type * as Brand from "effect/Brand"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { describe } from "./internal/request/problem.ts"
import { InvalidRequest } from "./InvalidRequest.ts"

/**
 * A key that charges a customer without asking: redacted, so that it shows in
 * no log, span, `inspect` or JSON. LINE Pay's examples look like
 * `RK2AE3519XTFXHM` (15 characters, as the live ones that were seen). It is
 * opaque and case-sensitive: any text of 1 to 256 characters without control
 * characters is one, and paths encode it.
 *
 * @since 0.1.0
 * @category models
 */
export type RegKey = Redacted.Redacted & Brand.Brand<"RegKey">

const expected = "a regKey: 1 to 256 characters, none of them a control character, and not `.` or `..`"

// A path ends in it: half a surrogate pair has no encoding, and a URL takes `.` and `..` out, encoded or not.
const isKey = (text: unknown): text is string =>
  typeof text === "string" && text.length >= 1 && text.length <= 256 && !/[\p{Cc}\p{Surrogate}]/u.test(text) &&
  text !== "." && text !== ".."

const is = (u: unknown): u is RegKey => Redacted.isRedacted(u) && isKey(textOf(u))

/** A key that was wiped has no text any more, and `Redacted.value` throws. */
const textOf = (redacted: Redacted.Redacted<unknown>): unknown =>
  Either.getOrUndefined(Either.try(() => Redacted.value(redacted)))

const wrap = (text: string): RegKey => {
  const redacted = Redacted.make(text)
  // The brand exists in the types only, and `text` has passed `isKey`.
  return redacted as RegKey
}

const either = (value: string): Either.Either<RegKey, InvalidRequest> =>
  isKey(value)
    ? Either.right(wrap(value))
    : Either.left(new InvalidRequest({ problems: [{ path: "regKey", expected, actual: describe(value) }] }))

const make = (value: string): RegKey => Either.getOrThrowWith(either(value), (error) => error)

const fromSelf: Schema.Schema<RegKey> = Schema.declare(is, {
  identifier: "RegKey",
  description: "a RegKey, made by RegKey.make",
  pretty: () => () => "<redacted>",
  arbitrary: () => (fc) => fc.stringMatching(/^RK[A-Z0-9]{13}$/).map(wrap)
})

const schema: Schema.Schema<RegKey, string> = Schema.transformOrFail(Schema.String, fromSelf, {
  strict: true,
  // The failure names no value: this text is a secret even when it is malformed.
  decode: (text, _, ast) =>
    isKey(text) ? ParseResult.succeed(wrap(text)) : ParseResult.fail(new ParseResult.Type(ast, "")),
  encode: (key) => ParseResult.succeed(Redacted.value(key))
}).annotations({ identifier: "RegKeyFromString", description: expected })

/**
 * The schema of a {@link RegKey} (from its text, for storage and RPC: encoding
 * it reveals the key), and its constructors.
 *
 * - `make(text)` throws an `InvalidRequest` that does not show the text,
 * - `either(text)` gives it as a value,
 * - `is(u)` is the guard,
 * - `fromSelf` is the schema of the wrapped key itself.
 *
 * @example
 * ```ts
 * import { RegKey } from "effect-line-pay"
 *
 * console.log(RegKey.make("RK2AE3519XTFXHM")) // <redacted>
 * ```
 *
 * @since 0.1.0
 * @category schemas
 */
export const RegKey = Object.assign(schema, { make, either, is, fromSelf })
