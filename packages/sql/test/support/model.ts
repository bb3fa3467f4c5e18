/**
 * What an attempt log is, in its simplest form: one append after the other on
 * plain values. Results of appends that ran at the same time are right if there
 * is an order in which the model gives them.
 */
import { Array as Arr, Option } from "effect"
import { type Attempt, isOpen } from "effect-line-pay/Attempt"
import { apply, type AttemptEvent, fold } from "effect-line-pay/AttemptEvent"
import type { Append } from "effect-line-pay/AttemptLog"
import { isDeepStrictEqual } from "node:util"

export interface Entry {
  readonly attempt: Attempt
  readonly history: ReadonlyArray<AttemptEvent>
}

export interface State {
  readonly entries: { readonly [key: string]: Entry }
  /** How many attempts of a group have begun. */
  readonly numbers: { readonly [group: string]: number }
  readonly evidences: { readonly [evidence: string]: string }
}

export const empty: State = { entries: {}, numbers: {}, evidences: {} }

/** A result as a plain object. */
export type Result = { readonly _tag: string; readonly attempt?: Attempt; readonly key?: string }

export const numberOf = (state: State, group: string | undefined): number =>
  group === undefined ? 0 : state.numbers[group] ?? 0

const step = (state: State, { attempt: read, events, evidence, number }: Append): readonly [State, Result] => {
  const history = read === undefined ? [...events] : [...state.entries[read.key]?.history ?? [], ...events]
  const attempt = read === undefined
    ? Option.getOrThrow(fold(events))
    : events.reduce((attempt, event) => apply(attempt, event), read)
  const { group, key } = attempt
  const own = state.entries[key]
  if (own?.attempt.revision !== read?.revision) {
    return [state, own === undefined ? { _tag: "Failed" } : { _tag: "Conflict", attempt: own.attempt }]
  }
  const other = Object.values(state.entries).find(({ attempt }) =>
    isOpen(attempt) && attempt.key !== key && attempt.group !== undefined && attempt.group === group
  )
  if (isOpen(attempt) && other !== undefined) return [state, { _tag: "Conflict", attempt: other.attempt }]
  if (number !== undefined && number !== numberOf(state, group)) return [state, { _tag: "GroupMoved" }]
  const holder = evidence === undefined ? undefined : state.evidences[evidence]
  if (holder !== undefined && holder !== key) return [state, { _tag: "TakenBy", key: holder }]
  return [
    {
      entries: { ...state.entries, [key]: { attempt, history } },
      numbers: number === undefined || group === undefined ? state.numbers : { ...state.numbers, [group]: number + 1 },
      evidences: evidence === undefined ? state.evidences : { ...state.evidences, [evidence]: key }
    },
    { _tag: "Appended", attempt }
  ]
}

/**
 * The states in which appends that ran at the same time can have left the log,
 * given their results; none, if no order of them explains those.
 */
export const explain = (
  states: ReadonlyArray<State>,
  pending: ReadonlyArray<readonly [Append, Result]>
): ReadonlyArray<State> => {
  if (pending.length === 0) return states
  const explained = pending.flatMap(([append, result], index) => {
    const next = states.flatMap((state) => {
      const [after, expected] = step(state, append)
      return isDeepStrictEqual(expected, result) ? [after] : []
    })
    return next.length === 0 ? [] : explain(next, pending.toSpliced(index, 1))
  })
  return Arr.dedupeWith(explained, isDeepStrictEqual)
}
