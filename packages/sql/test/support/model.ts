/**
 * What an attempt log is, in its simplest form: one command after the other on
 * plain values. Results of commands that ran at the same time are right if
 * there is an order in which the model gives them.
 */
import { Array as Arr, Effect } from "effect"
import { type Attempt, isOpen } from "effect-line-pay/Attempt"
import { AttemptLog, type AttemptLogError } from "effect-line-pay/AttemptLog"
import { isDeepStrictEqual } from "node:util"

export type Command =
  | { readonly verb: "open"; readonly attempt: Attempt }
  | { readonly verb: "advance"; readonly expectedVersion: number; readonly attempt: Attempt }
  | { readonly verb: "claim"; readonly evidenceId: string; readonly key: string }

export interface State {
  readonly attempts: ReadonlyArray<Attempt>
  readonly claims: ReadonlyArray<readonly [evidenceId: string, key: string]>
  /** Per key, until when it is leased. */
  readonly leases: { readonly [key: string]: number }
}

export const empty: State = { attempts: [], claims: [], leases: {} }

/** A result as a plain object. */
export type Result = { readonly _tag: string; readonly attempt?: Attempt; readonly key?: string }

export const run = (command: Command): Effect.Effect<Result, never, AttemptLog> =>
  Effect.flatMap(AttemptLog, (log): Effect.Effect<Result, AttemptLogError> => {
    switch (command.verb) {
      case "open":
        return log.open(command.attempt)
      case "advance":
        return log.advance(command.expectedVersion, command.attempt)
      case "claim":
        return log.claim(command.evidenceId, command.key)
    }
  }).pipe(
    Effect.map((result) => ({ ...result })),
    Effect.catchTag("AttemptLogError", ({ reason }) => Effect.succeed({ _tag: `Failed: ${reason}` }))
  )

const step = (state: State, command: Command): readonly [State, Result] => {
  const { attempts, claims } = state
  if (command.verb === "claim") {
    const holder = claims.find(([evidenceId]) => evidenceId === command.evidenceId)?.[1]
    if (holder === undefined) {
      return [{ ...state, claims: [...claims, [command.evidenceId, command.key]] }, { _tag: "Claimed" }]
    }
    return [state, holder === command.key ? { _tag: "Claimed" } : { _tag: "TakenBy", key: holder }]
  }
  const { attempt } = command
  const own = attempts.find(({ key }) => key === attempt.key)
  const other = attempts.find((one) =>
    isOpen(one) && one.key !== attempt.key && one.group !== undefined && one.group === attempt.group
  )
  if (command.verb === "open") {
    const existing = own ?? other
    if (existing !== undefined) return [state, { _tag: "Existing", attempt: existing }]
    return [{ ...state, attempts: [...attempts, attempt] }, { _tag: "Opened", attempt }]
  }
  if (own === undefined) return [state, { _tag: `Failed: there is no attempt with the key ${attempt.key}` }]
  if (isOpen(attempt) && other !== undefined) return [state, { _tag: "Conflict", attempt: other }]
  if (own.version !== command.expectedVersion) return [state, { _tag: "Conflict", attempt: own }]
  const advanced = { ...attempt, version: own.version + 1 }
  return [
    { ...state, attempts: attempts.map((one) => one === own ? advanced : one) },
    { _tag: "Advanced", attempt: advanced }
  ]
}

/** What a sweeper gets, in any order, and the state after it. */
export const sweep = (state: State, now: number, lease: number): readonly [State, ReadonlyArray<Attempt>] => {
  const due = state.attempts
    .filter((attempt) => isOpen(attempt) && attempt.needsHuman !== true && (state.leases[attempt.key] ?? 0) <= now)
  const leases = { ...state.leases }
  for (const { key } of due) leases[key] = now + lease
  return [{ ...state, leases }, due]
}

/** Whether a sweeper got these, oldest first. Those of one age may stand in any order. */
export const isSweepOf = (due: ReadonlyArray<Attempt>, swept: ReadonlyArray<Attempt>): boolean =>
  isDeepStrictEqual(byKey(due), byKey(swept)) &&
  swept.every(({ openedAt }, index) => openedAt >= (swept[index - 1]?.openedAt ?? openedAt))

const byKey = (attempts: ReadonlyArray<Attempt>) =>
  Object.fromEntries(attempts.map((attempt) => [attempt.key, attempt]))

/**
 * The states in which commands that ran at the same time can have left the log,
 * given their results; none, if no order of them explains those.
 */
export const explain = (
  states: ReadonlyArray<State>,
  pending: ReadonlyArray<readonly [Command, Result]>
): ReadonlyArray<State> => {
  if (pending.length === 0) return states
  const explained = pending.flatMap(([command, result], index) => {
    const next = states.flatMap((state) => {
      const [after, expected] = step(state, command)
      return isDeepStrictEqual(expected, result) ? [after] : []
    })
    return next.length === 0 ? [] : explain(next, pending.toSpliced(index, 1))
  })
  return Arr.dedupeWith(explained, isDeepStrictEqual)
}
