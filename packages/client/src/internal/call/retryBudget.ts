import type { RetryBudget } from "../../Policy.ts"

/** The tokens that the calls of one layer have spent on retries. */
export interface Accounts {
  /** Spends a token, if the budget has one left. */
  readonly spend: (budget: RetryBudget) => boolean
  readonly earn: (budget: RetryBudget) => void
}

// Ten times a tenth of a token is a little less than a token.
const rounding = 1e-9

/**
 * Keeps one account per budget, compared by value. A batch with a large budget
 * does not drain that of the request handlers, and a policy that you make anew
 * for each call gets no new tokens.
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
