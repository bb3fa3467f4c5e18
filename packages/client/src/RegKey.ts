/**
 * Holds the key of a pre-approved payment.
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
 * Charges a customer without asking the customer. It is redacted, so it stays
 * out of logs, spans, `inspect` and JSON.
 *
 * LINE Pay's examples look like `RK2AE3519XTFXHM` (15 characters, like the live
 * ones that we saw). A regKey is opaque and case-sensitive. Any text of 1 to
 * 256 characters without control characters is one, and paths encode it.
 *
 * @since 0.1.0
 * @category models
 */
export type RegKey = Redacted.Redacted & Brand.Brand<"RegKey">

const expected = "a regKey: 1 to 256 characters, none of them a control character, and not `.` or `..`"

// It is the end of a path. A lone surrogate has no encoding, and a URL drops `.` and `..`, encoded or not.
const isKey = (text: unknown): text is string =>
  typeof text === "string" && text.length >= 1 && text.length <= 256 && !/[\p{Cc}\p{Surrogate}]/u.test(text) &&
  text !== "." && text !== ".."

const is = (u: unknown): u is RegKey => Redacted.isRedacted(u) && isKey(textOf(u))

/** `Redacted.value` throws for a key that was wiped. */
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
 * Decodes a {@link RegKey} from its text, and has its constructors. The schema
 * is for storage and RPC; encoding reveals the key.
 *
 * - `make(text)` throws an `InvalidRequest` that does not show the text,
 * - `either(text)` returns that error as a value,
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
