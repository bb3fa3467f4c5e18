import type { Difference, ShopOrder } from "../../Difference.ts"

export type Kinds = ReadonlySet<Difference["_tag"]>

export const kindsOf = (differences: ReadonlyArray<Difference>): Kinds => new Set(differences.map(({ _tag }) => _tag))

/** An order whose last look has shown a difference. */
export interface Suspect {
  readonly order: ShopOrder
  /** The kinds of difference that its looks have shown. */
  readonly seen: Kinds
  /** The kinds that have been reported. */
  readonly told: Kinds
}

/** The orders that wait for another look. All wait equally long, so the first to come is the first to be due. */
export interface Suspects {
  readonly add: (suspect: Suspect, now: number) => void
  readonly hasRoom: () => boolean
  /** When the next list is ready: it is full, or all are due, or its first order has waited long enough for others. */
  readonly readyAt: () => number | undefined
  /** Takes the first list. */
  readonly takeDue: (now: number) => ReadonlyArray<Suspect>
}

export const make = ({ capacity, listSize, patience, wait }: {
  readonly capacity: number
  readonly listSize: number
  /** In milliseconds, as `wait`. */
  readonly patience: number
  readonly wait: number
}): Suspects => {
  const waiting: Array<Suspect & { readonly dueAt: number }> = []
  const list = () => waiting.slice(0, listSize)
  return {
    add: (suspect, now) => {
      waiting.push({ ...suspect, dueAt: now + wait })
    },
    hasRoom: () => waiting.length <= capacity - listSize,
    readyAt: () => {
      const all = list()
      const [first, last] = [all[0], all.at(-1)]
      return first === undefined || last === undefined ? undefined : Math.min(first.dueAt + patience, last.dueAt)
    },
    takeDue: (now) => waiting.splice(0, list().filter(({ dueAt }) => dueAt <= now).length)
  }
}

/** Whether it says that a look has shown nothing. */
const isFailure = (tag: Difference["_tag"]): boolean => tag === "Unread" || tag === "NotAnswered"

/** Whether a look at the order has shown nothing. */
export const hasFailed = ({ seen }: Suspect): boolean => [...seen].some(isFailure)

/** Judges another look at a suspect: the differences to report, and the suspect that waits for one more, if any. */
export const judge = (
  { order, seen, told }: Suspect,
  differences: ReadonlyArray<Difference>
): { readonly confirmed: ReadonlyArray<Difference>; readonly again: Suspect | undefined } => {
  // An order with a difference whose second look fails is not dropped.
  const confirmed = differences.filter(({ _tag }) => !told.has(_tag) && (seen.has(_tag) || isFailure(_tag)))
  // A difference of another kind was seen for the first time. There are few kinds, so the looks end.
  const isNew = differences.some(({ _tag }) => !seen.has(_tag) && !isFailure(_tag))
  return {
    confirmed,
    again: isNew
      ? {
        order,
        seen: new Set([...seen, ...kindsOf(differences)]),
        told: new Set([...told, ...kindsOf(confirmed)])
      }
      : undefined
  }
}
