import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { RegKey } from "../../RegKey.ts"

// The fields of requests. They are closed, and the client checks all of them before it sends anything.

/** A text within a limit. A lone surrogate has no UTF-8, so the signature could not match the sent bytes. */
export const text = (limit: FieldLimit.FieldLimit, options: { readonly allowEmpty?: boolean } = {}) =>
  Schema.String.pipe(
    Schema.filter(
      (value) =>
        (options.allowEmpty === true || value !== "") &&
        !/\p{Surrogate}/u.test(value) &&
        FieldLimit.length(value, limit.unit) <= limit.maximum,
      {
        description: `${options.allowEmpty === true ? "a" : "a non-empty"} text of at most ${limit.maximum} ${
          limit.unit === "bytes" ? "UTF-8 bytes" : "characters"
        }`
      }
    )
  )

/** An absolute URL; a custom scheme opens an app. */
export const url = (limit: FieldLimit.FieldLimit) =>
  Schema.String.pipe(
    Schema.filter((value) => URL.canParse(value) && FieldLimit.length(value, limit.unit) <= limit.maximum, {
      description: `an absolute URL of at most ${limit.maximum} characters`
    })
  )

/** A number that a double holds exactly. The check of the whole request covers the decimals of its currency. */
export const amount = Schema.Number.pipe(
  Schema.filter((value) => Math.abs(value) <= Number.MAX_SAFE_INTEGER, {
    // A title and no description: the problem of a text is that it is no number, and not the limit.
    title: `a number of at most ${Number.MAX_SAFE_INTEGER}`
  })
)

export const wholeNumberOrNull = (minimum: number, maximum: number) =>
  Schema.NullOr(Schema.Int.pipe(Schema.between(minimum, maximum))).annotations({
    description: `a whole number from ${minimum} to ${maximum}, or null`
  })

/** A key. A request with one cannot be encoded, because that would write the key, or `<redacted>` in its place. */
export const regKey: Schema.Schema<RegKey> = Schema.transformOrFail(RegKey.fromSelf, RegKey.fromSelf, {
  strict: true,
  decode: ParseResult.succeed,
  encode: (key, _, ast) =>
    ParseResult.fail(
      new ParseResult.Forbidden(
        ast,
        key,
        "A request with a regKey is not encoded: store the key with the schema RegKey, and only its name elsewhere"
      )
    )
})

/** The terminal of the call, if it is not the configuration's. */
export const device = {
  /**
   * The device of this call, in place of the configuration's, for a chain with
   * many terminals.
   */
  device: Schema.optional(Schema.Struct({ profileId: Schema.String, type: Schema.String }))
}

/** Legacy, Taiwan. Both in points. */
export const promotionRestriction = Schema.Struct({
  useLimit: Schema.optional(amount),
  rewardLimit: Schema.optional(amount)
})

/** Legacy: the shipping address of LINE Pay Checkout. */
export const address = Schema.Struct({
  country: Schema.optional(Schema.String),
  postalCode: Schema.optional(Schema.String),
  state: Schema.optional(Schema.String),
  city: Schema.optional(Schema.String),
  detail: Schema.optional(Schema.String),
  optional: Schema.optional(Schema.String),
  recipient: Schema.optional(Schema.Struct({
    firstName: Schema.optional(Schema.String),
    lastName: Schema.optional(Schema.String),
    firstNameOptional: Schema.optional(Schema.String),
    lastNameOptional: Schema.optional(Schema.String),
    email: Schema.optional(Schema.String),
    phoneNo: Schema.optional(Schema.String)
  }))
})
