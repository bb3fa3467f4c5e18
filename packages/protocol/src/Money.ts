/**
 * Currencies and what an amount must look like. Amounts are numbers in major
 * units: `100` TWD is one hundred dollars, `0.25` THB is 25 satang.
 *
 * @since 0.1.0
 */
import * as Decimal from "./Decimal.ts"

/**
 * The currencies that LINE Pay has taken. JPY is legacy: LINE Pay ended in
 * Japan, and the current documentation names the other three.
 *
 * @since 0.1.0
 * @category models
 */
export type Currency = "USD" | "JPY" | "TWD" | "THB"

/**
 * How many decimals an amount of a currency may have.
 *
 * @since 0.1.0
 * @category models
 */
export type CurrencyDecimals = { readonly [C in Currency]: number }

/**
 * The decimals per currency. LINE Pay publishes no table. TWD has two in
 * ISO 4217, but every live merchant that we know of must use whole dollars.
 * LINE Pay answers 1124 to a scale that it rejects.
 *
 * @since 0.1.0
 * @category currencies
 */
export const currencyDecimals: CurrencyDecimals = { USD: 2, JPY: 0, TWD: 0, THB: 2 }

/**
 * Every currency code.
 *
 * @since 0.1.0
 * @category currencies
 */
export const currencies: readonly ["USD", "JPY", "TWD", "THB"] = ["USD", "JPY", "TWD", "THB"]

/**
 * Returns what was expected of an amount, or `undefined` when the number is a
 * valid one. An amount is finite, above zero (or zero, with `allowZero`), and
 * has no more decimals than its currency.
 *
 * @example
 * ```ts
 * import { Money } from "line-pay-protocol"
 *
 * Money.problem(99.5, "JPY") // "a whole number: JPY has no decimals"
 * Money.problem(99.5, "THB") // undefined
 * ```
 *
 * @since 0.1.0
 * @category amounts
 */
export const problem = (
  amount: number,
  currency: Currency,
  options: { readonly decimals?: CurrencyDecimals | undefined; readonly allowZero?: boolean | undefined } = {}
): string | undefined => {
  const decimal = Decimal.fromNumber(amount)
  if (decimal === undefined) return "a finite number"
  if (decimal.units < 0n || (decimal.units === 0n && options.allowZero !== true)) {
    return options.allowZero === true ? "a number of at least 0" : "a number above 0"
  }
  const allowed = (options.decimals ?? currencyDecimals)[currency]
  if (decimal.scale <= allowed) return undefined
  return allowed === 0
    ? `a whole number: ${currency} has no decimals`
    : `at most ${allowed} decimals: ${currency} has no more`
}

/**
 * Adds numbers exactly. Returns `undefined` when one of them is not finite.
 *
 * @example
 * ```ts
 * import { Money } from "line-pay-protocol"
 *
 * Money.sum([0.1, 0.2]) // 0.3
 * ```
 *
 * @since 0.1.0
 * @category amounts
 */
export const sum = (amounts: Iterable<number>): number | undefined => {
  let total = Decimal.zero
  for (const amount of amounts) {
    const decimal = Decimal.fromNumber(amount)
    if (decimal === undefined) return undefined
    total = Decimal.add(total, decimal)
  }
  return Decimal.toNumber(total)
}

/**
 * Multiplies a price by a quantity exactly. Returns `undefined` when one of
 * them is not finite.
 *
 * @since 0.1.0
 * @category amounts
 */
export const times = (price: number, quantity: number): number | undefined => {
  const left = Decimal.fromNumber(price)
  const right = Decimal.fromNumber(quantity)
  return left === undefined || right === undefined ? undefined : Decimal.toNumber(Decimal.multiply(left, right))
}
