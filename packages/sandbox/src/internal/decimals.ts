import * as Money from "line-pay-protocol/Money"

/**
 * How many decimals an amount of a currency may have; `undefined` of a
 * currency that LINE Pay does not take.
 *
 * @internal
 */
export const decimals = (currency: string): number | undefined => {
  const known = Money.currencies.find((known) => known === currency)
  return known === undefined ? undefined : Money.currencyDecimals[known]
}
