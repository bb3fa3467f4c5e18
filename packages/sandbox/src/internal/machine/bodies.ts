import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Schema from "effect/Schema"
import * as ExactJson from "line-pay-protocol/ExactJson"
import * as FieldLimit from "line-pay-protocol/FieldLimit"
import { shallow } from "../shallow.ts"
import type { Reply } from "./reply.ts"
import { parameterError, reply } from "./reply.ts"

// A merchant plugin that sends amounts as strings works in production, so the server converts them.
const Amount = Schema.Union(Schema.JsonNumber, Schema.compose(Schema.NonEmptyString, Schema.NumberFromString))

const Currency = Schema.String.pipe(Schema.pattern(/^[A-Z]{3}$/))

const text = ({ maximum, unit }: FieldLimit.FieldLimit) =>
  Schema.NonEmptyString.pipe(
    Schema.filter((value) => FieldLimit.length(value, unit) <= maximum || `at most ${maximum} ${unit}`)
  )

const nullable = <A, I>(schema: Schema.Schema<A, I>) => Schema.optional(Schema.NullOr(schema))

const Product = Schema.Struct({
  id: nullable(text(FieldLimit.request.productId)),
  name: text(FieldLimit.request.productName),
  imageUrl: nullable(text(FieldLimit.request.imageUrl)),
  quantity: Amount,
  price: Amount,
  originalPrice: nullable(Amount)
})

const Package = Schema.Struct({
  id: text(FieldLimit.request.packageId),
  amount: Amount,
  userFee: nullable(Amount),
  name: nullable(text(FieldLimit.request.packageName)),
  products: Schema.NonEmptyArray(Product)
})

const Url = text(FieldLimit.request.redirectUrl)

/** @internal */
export const RequestBody = Schema.Struct({
  amount: Amount,
  currency: Currency,
  orderId: text(FieldLimit.request.orderId),
  packages: Schema.NonEmptyArray(Package),
  redirectUrls: Schema.Struct({
    confirmUrl: nullable(Url),
    cancelUrl: nullable(Url),
    confirmUrlType: nullable(Schema.Literal("CLIENT", "SERVER", "NONE"))
  }).pipe(
    Schema.filter(({ cancelUrl, confirmUrl, confirmUrlType }) =>
      confirmUrlType === "NONE" || (typeof confirmUrl === "string" && typeof cancelUrl === "string") ||
      "confirmUrl and cancelUrl are required unless confirmUrlType is NONE"
    )
  ),
  options: nullable(Schema.Struct({
    payment: nullable(Schema.Struct({
      capture: nullable(Schema.Boolean),
      payType: nullable(Schema.Literal("NORMAL", "PREAPPROVED"))
    })),
    display: nullable(Schema.Struct({ locale: nullable(Schema.String) })),
    shipping: nullable(Schema.Struct({ feeAmount: nullable(Amount) }))
  }))
})

/**
 * The body of confirm and of capture.
 *
 * @internal
 */
export const AmountBody = Schema.Struct({ amount: Amount, currency: Currency })

/** @internal */
export const RefundBody = Schema.Struct({ refundAmount: nullable(Amount) })

/** @internal */
export const PreapprovedBody = Schema.Struct({
  productName: nullable(text(FieldLimit.preapproved.productName)),
  amount: Amount,
  currency: Currency,
  orderId: text(FieldLimit.preapproved.orderId),
  capture: nullable(Schema.Boolean)
})

/**
 * Reads a body: 2102 for what is not JSON, 2101 with the paths of the fields
 * for what is not what the documentation asks for. Unknown fields are ignored.
 *
 * @internal
 */
export const decoder = <A, I>(schema: Schema.Schema<A, I>): (body: string) => Either.Either<A, Reply> => {
  const decode = Schema.decodeUnknownEither(schema, { errors: "all" })
  return (body) =>
    Either.flatMap(
      Either.try({ try: () => ExactJson.parse(shallow(body)), catch: () => reply("2102") }),
      (json) => Either.mapLeft(decode(json), (error) => parameterError(problems(error)))
    )
}

const problems = (error: ParseResult.ParseError): { readonly [path: string]: string } =>
  Object.fromEntries(
    ParseResult.ArrayFormatter.formatErrorSync(error).map(({ message, path }) => [
      path.map((key) => typeof key === "number" ? `[${key}]` : `.${String(key)}`).join("").replace(/^\./, "") || "body",
      message
    ])
  )
