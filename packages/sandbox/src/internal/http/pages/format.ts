import { decimals } from "../../decimals.ts"

/**
 * An amount with its currency, as it is written in a language.
 *
 * @internal
 */
export const money = (amount: number, currency: string, language: string): string => {
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: decimals(currency) ?? 2,
    // A price may have more decimals than what is paid.
    maximumFractionDigits: 4
  }).format(amount)
}

/**
 * UTC, to the second: `2026-01-31 23:59:59`.
 *
 * @internal
 */
export const time = (millis: number): string => new Date(millis).toISOString().slice(0, 19).replace("T", " ")
