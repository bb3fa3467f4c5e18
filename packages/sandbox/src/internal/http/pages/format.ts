import * as Money from "line-pay-protocol/Money"

/**
 * An amount with its currency, as it is written in a language.
 *
 * @internal
 */
export const money = (amount: number, currency: string, language: string): string => {
  const decimals = Money.currencies.find((known) => known === currency)
  const digits = decimals === undefined ? 2 : Money.currencyDecimals[decimals]
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
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
