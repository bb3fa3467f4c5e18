/**
 * Counts the results of a run so far.
 */
import type { ResultCode } from "line-pay-protocol"
import type { Decision } from "./Dunning.ts"
import type { Recorded } from "./recordOutcome.ts"

export interface Tally {
  readonly due: number
  readonly paid: number
  /** New Taiwan dollars. */
  readonly amount: number
  readonly checking: number
  readonly needsHuman: number
  readonly refused: ReadonlyArray<{
    readonly code: ResultCode.Code
    readonly decision: Decision["_tag"]
    readonly count: number
  }>
  readonly notCharged: ReadonlyArray<{ readonly because: string; readonly count: number }>
}

export const empty = (due: number): Tally => ({
  due,
  paid: 0,
  amount: 0,
  checking: 0,
  needsHuman: 0,
  refused: [],
  notCharged: []
})

/** Counts a charge that has ended, or that the run no longer waits for. */
export const add = (tally: Tally, recorded: Recorded, amount: number): Tally => {
  switch (recorded._tag) {
    case "Paid":
      return { ...tally, paid: tally.paid + 1, amount: tally.amount + amount }
    case "Checking":
      return { ...tally, checking: tally.checking + 1 }
    case "NeedsHuman":
      return { ...tally, needsHuman: tally.needsHuman + 1 }
    case "NotCharged": {
      const { because } = recorded
      const same = tally.notCharged.find((other) => other.because === because)
      const others = tally.notCharged.filter((other) => other !== same)
      return { ...tally, notCharged: [...others, { because, count: (same?.count ?? 0) + 1 }] }
    }
    case "Refused": {
      const { code, decision } = recorded
      const same = tally.refused.find((other) => other.code === code && other.decision === decision._tag)
      const others = tally.refused.filter((other) => other !== same)
      return { ...tally, refused: [...others, { code, decision: decision._tag, count: (same?.count ?? 0) + 1 }] }
    }
  }
}

/** Counts the end of a charge that was counted as `Checking`. */
export const end = (tally: Tally, recorded: Recorded, amount: number): Tally =>
  recorded._tag === "Checking" ? tally : add({ ...tally, checking: tally.checking - 1 }, recorded, amount)

const sum = (entries: ReadonlyArray<{ readonly count: number }>) => entries.reduce((sum, { count }) => sum + count, 0)

export const refused = (tally: Tally): number => sum(tally.refused)

export const notCharged = (tally: Tally): number => sum(tally.notCharged)

export const done = (tally: Tally): number =>
  tally.paid + refused(tally) + tally.checking + tally.needsHuman + notCharged(tally)
