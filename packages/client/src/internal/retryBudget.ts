import type { RetryBudget } from "../Policy.ts"

/** The tokens that the calls of one layer have spent on repetitions. */
export interface Account {
  /** Spends a token, if the budget has one left. */
  readonly spend: (budget: RetryBudget) => boolean
  readonly earn: (budget: RetryBudget) => void
}

export const make = (): Account => {
  // What was spent, not what is left: a budget of another size in some region needs no account of its own.
  let spent = 0
  return {
    spend: ({ tokens }) => {
      if (spent + 1 > tokens) return false
      spent += 1
      return true
    },
    earn: ({ earnedPerSuccess }) => {
      spent = Math.max(0, spent - earnedPerSuccess)
    }
  }
}
