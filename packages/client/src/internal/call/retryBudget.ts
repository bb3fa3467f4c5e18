import type { RetryBudget } from "../../Policy.ts"

/** The tokens that the calls of one layer have spent on repetitions. */
export interface Accounts {
  /** Spends a token, if the budget has one left. */
  readonly spend: (budget: RetryBudget) => boolean
  readonly earn: (budget: RetryBudget) => void
}

// A tenth of a token, earned ten times, is a little less than a token.
const rounding = 1e-9

/**
 * One account per budget, by value: a batch with a large budget of its own does
 * not drain that of the request handlers, and a policy that is made anew for
 * each call does not get new tokens each time.
 */
export const make = (): Accounts => {
  const spentOf = new Map<string, number>()
  const account = ({ earnedPerSuccess, tokens }: RetryBudget): string => `${tokens}/${earnedPerSuccess}`
  return {
    spend: (budget) => {
      const spent = (spentOf.get(account(budget)) ?? 0) + 1
      if (spent > budget.tokens + rounding) return false
      spentOf.set(account(budget), spent)
      return true
    },
    earn: (budget) => {
      const spent = spentOf.get(account(budget)) ?? 0
      if (spent > 0) spentOf.set(account(budget), Math.max(0, spent - budget.earnedPerSuccess))
    }
  }
}
