/**
 * Holds what a customer wants to buy: one number per product. It comes from a
 * form; the prices never do.
 */
import { UrlParams } from "@effect/platform"
import { Data, Either, Option } from "effect"
import { type Product, products } from "./Products.ts"

export interface Line {
  readonly product: Product
  readonly quantity: number
}

export interface Cart {
  /** At least one line, each with a quantity from 1 to {@link maximumQuantity}. */
  readonly lines: readonly [Line, ...ReadonlyArray<Line>]
  readonly amount: number
}

export const maximumQuantity = 9

export class CartRefused extends Data.TaggedError("CartRefused")<{
  readonly because: "Empty" | "WrongQuantity"
}> {}

export const fromForm = (form: UrlParams.UrlParams): Either.Either<Cart, CartRefused> =>
  Either.gen(function*() {
    const lines: Array<Line> = []
    for (const product of products) {
      const text = Option.getOrElse(UrlParams.getFirst(form, product.id), () => "0")
      if (!/^[0-9]$/.test(text)) return yield* Either.left(new CartRefused({ because: "WrongQuantity" }))
      if (text !== "0") lines.push({ product, quantity: Number(text) })
    }
    const [first, ...others] = lines
    if (first === undefined) return yield* Either.left(new CartRefused({ because: "Empty" }))
    return {
      lines: [first, ...others],
      amount: lines.reduce((sum, { product, quantity }) => sum + product.price * quantity, 0)
    }
  })

/** The same as hidden fields or a query. */
export const toForm = ({ lines }: Pick<Cart, "lines">): ReadonlyArray<readonly [name: string, value: string]> =>
  lines.map(({ product, quantity }) => [product.id, String(quantity)])
