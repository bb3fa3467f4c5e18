import * as Schema from "effect/Schema"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { TransactionId } from "../TransactionId.ts"

// -----------------------------------------------------------------------------
// Requests: closed, checked in full before anything is sent
// -----------------------------------------------------------------------------

/** A text within a limit. A lone surrogate has no UTF-8, so it could not be signed as it is sent. */
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

/** A number that a double holds exactly; whether it is an amount of its currency is checked with the request as a whole. */
export const amount = Schema.Finite.pipe(
  Schema.between(-Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, {
    description: `a number of at most ${Number.MAX_SAFE_INTEGER}`
  })
)

export const wholeNumberOrNull = (minimum: number, maximum: number) =>
  Schema.NullOr(Schema.Int.pipe(Schema.between(minimum, maximum))).annotations({
    description: `a whole number from ${minimum} to ${maximum}, or null`
  })

/** The terminal that the call is made from, if it is not the configuration's. */
export const device = {
  /**
   * The device of this call, in place of the configuration's: a chain has many
   * terminals.
   */
  device: Schema.optional(Schema.Struct({ profileId: Schema.String, type: Schema.String }))
}

// -----------------------------------------------------------------------------
// Answers: open, tolerant of what LINE Pay adds; what is `null` is left out before. Numbers are finite: JSON can say `1e999`, but not
// carry what it parses to on to somebody else
// -----------------------------------------------------------------------------

/** A field that may be missing, as it also is where LINE Pay sends `null`: `nullable` would double the work of decoding. */
export const maybe = <A, I, R>(schema: Schema.Schema<A, I, R>) => Schema.optionalWith(schema, { exact: true })

/** Known values, and any other that LINE Pay adds later. */
export const open = <const L extends ReadonlyArray<string>>(
  ..._known: L
): Schema.Schema<L[number] | (string & {}), string> => Schema.String

/** A transaction id in an answer: a bare integer that exact JSON left as a number or made into digits. */
export const transactionId: Schema.Schema<TransactionId, string | number> = Schema.transform(
  Schema.Union(Schema.String, Schema.Int.pipe(Schema.filter(Number.isSafeInteger))),
  Schema.typeSchema(TransactionId),
  { strict: false, decode: String, encode: (id) => id }
)

export const payInfo = Schema.Struct({
  /** How this part was paid; an open list, because POINT may be folded into BALANCE and DISCOUNT is legacy. */
  method: open("CREDIT_CARD", "BALANCE", "POINT", "DISCOUNT"),
  /** In major units. */
  amount: Schema.Finite,
  /** The customer's name for the card; `""` when there is none. */
  creditCardNickname: maybe(Schema.String),
  creditCardBrand: maybe(open("VISA", "MASTER", "AMEX", "DINERS", "JCB")),
  /** `**** **** **** 1234`; in Taiwan, for merchants that applied for it. */
  maskedCreditCardNumber: maybe(Schema.String)
})

/** Always `TSP` in the Online API; v4 only. */
export const paymentProvider = { paymentProvider: maybe(open("TSP", "EPI")) }

/** Legacy, Taiwan. Both in points. */
export const promotionRestriction = Schema.Struct({
  useLimit: Schema.optional(amount),
  rewardLimit: Schema.optional(amount)
})

/** Legacy: where LINE Pay Checkout ships to. */
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

/** Legacy: the shipping that was chosen in LINE Pay Checkout. The fee came as a number and as a text. */
export const chosenShipping = Schema.Struct({
  methodId: maybe(Schema.String),
  feeAmount: maybe(Schema.Union(Schema.Finite, Schema.compose(Schema.NumberFromString, Schema.Finite))),
  address: maybe(Schema.Struct({
    country: maybe(Schema.String),
    postalCode: maybe(Schema.String),
    state: maybe(Schema.String),
    city: maybe(Schema.String),
    detail: maybe(Schema.String),
    optional: maybe(Schema.String),
    recipient: maybe(Schema.Struct({
      firstName: maybe(Schema.String),
      lastName: maybe(Schema.String),
      firstNameOptional: maybe(Schema.String),
      lastNameOptional: maybe(Schema.String),
      email: maybe(Schema.String),
      phoneNo: maybe(Schema.String)
    }))
  }))
})

const product = Schema.Struct({
  id: maybe(Schema.String),
  name: maybe(Schema.String),
  imageUrl: maybe(Schema.String),
  quantity: maybe(Schema.Finite),
  price: maybe(Schema.Finite),
  originalPrice: maybe(Schema.Finite)
})

/** A package in an answer: documented as required, left out of every documented example. */
export const answeredPackage = Schema.Struct({
  id: maybe(Schema.String),
  /** In major units. */
  amount: maybe(Schema.Finite),
  /** v3, in confirms. */
  userFeeAmount: maybe(Schema.Finite),
  /** v3, in details. */
  userFee: maybe(Schema.Finite),
  name: maybe(Schema.String),
  products: maybe(Schema.Array(product))
})
