import * as Schema from "effect/Schema"
import { TransactionId } from "../../TransactionId.ts"

// The fields of answers. They are open: LINE Pay may add fields and values. A field that is `null` has been removed before
// (envelope.ts). Numbers are finite, because JSON can say `1e999` and cannot carry on what that parses to.

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
