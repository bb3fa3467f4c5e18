/**
 * Exact decimal arithmetic on the numbers a program writes.
 *
 * `0.1 + 0.2` is `0.30000000000000004` in a double. If you check the sum of a
 * payment request that way, you reject it for one satang. A {@link Decimal} is
 * an integer and a scale, so sums and products are exact.
 *
 * @since 0.1.0
 */

/**
 * `units / 10 ** scale`. Always in lowest terms: the last digit of `units` is
 * not zero unless `scale` is 0.
 *
 * @since 0.1.0
 * @category models
 */
export interface Decimal {
  readonly units: bigint
  readonly scale: number
}

/**
 * Returns the decimal that a number is written as: `0.1` is one tenth, not the
 * double nearest to it. Returns `undefined` for `NaN` and the infinities.
 *
 * @since 0.1.0
 * @category constructors
 */
export const fromNumber = (value: number): Decimal | undefined => {
  // Most amounts are. Their text needs no parsing.
  if (Number.isSafeInteger(value)) return { units: BigInt(value), scale: 0 }
  if (!Number.isFinite(value)) return undefined
  const [mantissa = "", exponent = "0"] = String(value).split("e")
  const [whole = "", fraction = ""] = mantissa.split(".")
  return normalize(BigInt(whole + fraction), fraction.length - Number(exponent))
}

const normalize = (units: bigint, scale: number): Decimal => {
  if (scale < 0) return { units: units * 10n ** BigInt(-scale), scale: 0 }
  while (scale > 0 && units % 10n === 0n) {
    units /= 10n
    scale--
  }
  return { units, scale }
}

/**
 * Zero.
 *
 * @since 0.1.0
 * @category constructors
 */
export const zero: Decimal = { units: 0n, scale: 0 }

/**
 * Adds two decimals.
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const add = (left: Decimal, right: Decimal): Decimal => {
  const scale = Math.max(left.scale, right.scale)
  return normalize(unitsAt(left, scale) + unitsAt(right, scale), scale)
}

/**
 * Multiplies two decimals.
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const multiply = (left: Decimal, right: Decimal): Decimal =>
  normalize(left.units * right.units, left.scale + right.scale)

/**
 * Returns the decimal with the opposite sign.
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const negate = (value: Decimal): Decimal => ({ units: -value.units, scale: value.scale })

/**
 * Returns the decimal without its sign.
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const absolute = (value: Decimal): Decimal => value.units < 0n ? negate(value) : value

/**
 * Compares two decimals. The result is below zero, zero or above zero when
 * `left` is smaller, equal or greater.
 *
 * @since 0.1.0
 * @category arithmetic
 */
export const compare = (left: Decimal, right: Decimal): number => {
  const scale = Math.max(left.scale, right.scale)
  const difference = unitsAt(left, scale) - unitsAt(right, scale)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

const unitsAt = (value: Decimal, scale: number): bigint => value.units * 10n ** BigInt(scale - value.scale)

/**
 * Returns the number that is written with these digits.
 *
 * @since 0.1.0
 * @category conversions
 */
export const toNumber = (value: Decimal): number => Number(format(value))

/**
 * Writes plain digits, without an exponent: `1000.5`.
 *
 * @since 0.1.0
 * @category conversions
 */
export const format = (value: Decimal): string => {
  const sign = value.units < 0n ? "-" : ""
  const digits = String(absolute(value).units).padStart(value.scale + 1, "0")
  const point = digits.length - value.scale
  return value.scale === 0 ? sign + digits : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}
