/**
 * Says when things go wrong: while the shop is open, and while LINE Pay is
 * away for hours.
 */
import type { Dice } from "./Dice.ts"

export interface Weather {
  /** In some worlds, LINE Pay is away for three hours, while the shop is open. Infinite if it never is. */
  readonly outage: { readonly from: number; readonly to: number }
  readonly isAway: () => boolean
  /** Nothing goes wrong any more: the shop is closed, or LINE Pay is back. */
  readonly isCalm: () => boolean
  /** Closes the shop. */
  readonly close: () => void
  /** From when on nothing goes wrong any more. */
  readonly quietFrom: () => number
  /** Whether the processes still have much to do. */
  readonly isBusy: () => boolean
}

export const hour = 3_600_000

/** The share of worlds in which LINE Pay is away for hours. */
const outageShare = 0.1

export const make = (dice: Dice, now: () => number): Weather => {
  let open = true
  let closedAt = Number.POSITIVE_INFINITY
  const outage = { from: Number.POSITIVE_INFINITY, to: Number.POSITIVE_INFINITY }
  if (dice.chance(outageShare)) {
    outage.from = now() + dice.between(600, 3_600) * 1_000
    outage.to = outage.from + 3 * hour
  }
  const quietFrom = () => Number.isFinite(outage.to) ? Math.max(closedAt, outage.to) : closedAt
  return {
    outage,
    isAway: () => now() >= outage.from && now() < outage.to,
    isCalm: () => !open || now() >= outage.to,
    close: () => {
      open = false
      closedAt = now()
    },
    quietFrom,
    isBusy: () => open || now() < quietFrom() + 3 * hour
  }
}
