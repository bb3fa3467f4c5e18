import * as Money from "line-pay-protocol/Money"
import type { Problem } from "../../InvalidRequest.ts"
import { describe } from "./problem.ts"

/** Checks one amount of a request. */
export const amountProblems = (
  path: string,
  amount: number | undefined,
  currency: Money.Currency,
  decimals: Money.CurrencyDecimals,
  options: { readonly allowZero?: boolean } = {}
): ReadonlyArray<Problem> => {
  if (amount === undefined) return []
  const expected = Money.problem(amount, currency, { decimals, ...options })
  return expected === undefined ? [] : [{ path, expected, actual: describe(amount) }]
}
