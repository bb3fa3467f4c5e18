import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as Option from "effect/Option"
import { readTimeouts } from "line-pay-protocol/ReadTimeout"
import type { Exchange } from "../../Exchange.ts"
import * as Lint from "../../Lint.ts"
import type { State } from "./state.ts"

/** @internal */
export const note = (state: State, finding: Lint.Finding): State => ({
  ...state,
  findings: [...state.findings.slice(1 - Lint.maximumFindings), finding]
})

/**
 * The findings that a state has more than an earlier one.
 *
 * @internal
 */
export const since = (earlier: State, { findings }: State): ReadonlyArray<Lint.Finding> => {
  // The oldest are dropped, so their number says nothing.
  const last = earlier.findings.at(-1)
  return findings.slice(last === undefined ? 0 : findings.lastIndexOf(last) + 1)
}

// Two generations of this size: a nonce is remembered for at least as many requests.
const generation = 10_000

/**
 * Remembers a nonce, and tells whether it was there already.
 *
 * @internal
 */
export const useNonce = (state: State, nonce: string): readonly [reused: boolean, state: State] => {
  const { older, recent } = state.nonces
  if (HashSet.has(recent, nonce) || HashSet.has(older, nonce)) return [true, state]
  const nonces = HashSet.size(recent) < generation
    ? { recent: HashSet.add(recent, nonce), older }
    : { recent: HashSet.make(nonce), older: recent }
  return [false, { ...state, nonces }]
}

/**
 * Remembers when a payment was checked, and gives the time before that.
 *
 * @internal
 */
export const useCheck = (
  state: State,
  transactionId: string,
  at: number
): readonly [before: number | undefined, state: State] => {
  const { older, recent } = state.checks
  const before = Option.getOrUndefined(
    Option.orElse(HashMap.get(recent, transactionId), () => HashMap.get(older, transactionId))
  )
  const checks = HashMap.size(recent) < generation
    ? { recent: HashMap.set(recent, transactionId, at), older }
    : { recent: HashMap.make([transactionId, at]), older: recent }
  return [before, { ...state, checks }]
}

/**
 * The real id that an unknown one was probably made of: the one that
 * `JSON.parse` rounds to it, else the nearest that differs in the last digits
 * only.
 *
 * @internal
 */
export const realIdNear = (state: State, id: string): string | undefined => {
  if (!/^\d{16,19}$/.test(id)) return undefined
  const hundreds = BigInt(id) / 100n
  const candidates: Array<string> = []
  // Doubles of 19 digits are 256 apart, so the real id is within the neighbouring hundreds.
  for (const step of [0n, -1n, 1n, -2n, 2n, -3n, 3n]) {
    const candidate = String((hundreds + step) * 100n + 10n)
    if (HashMap.has(state.payments, candidate) || HashMap.has(state.refunds, candidate)) candidates.push(candidate)
  }
  return candidates.find((candidate) => String(Number(candidate)) === id) ?? candidates[0]
}

/**
 * Notes it when a client has gone away sooner than LINE Pay asks it to wait.
 *
 * @internal
 */
export const noteDisconnected = (state: State, { operation, receivedAt }: Exchange, now: number): State => {
  if (operation === undefined) return state
  const { minimum } = readTimeouts[operation]
  const waited = (now - receivedAt) / 1_000
  return waited >= minimum ? state : note(state, {
    rule: "ReadTimeoutBelowMinimum",
    message: `The client timed out on ${operation} after ${waited} s. LINE Pay asks for at least ${minimum} s.`,
    operation,
    transactionId: undefined,
    at: now
  })
}
