/** The shop's currency, for LINE Pay and on every page. */
export const currency = "TWD" as const

/** Returns an amount as both languages write it, such as `NT$1,240`. */
export const money = (amount: number): string => `NT$${amount.toLocaleString("en")}`
