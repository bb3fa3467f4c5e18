import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as agenda from "./agenda.ts"
import * as moves from "./moves.ts"
import { handlers } from "./operations/index.ts"
import * as regKeys from "./regKeys.ts"
import type { Due, State } from "./state.ts"

/**
 * Lets everything happen that is due by `now`, in order and each at its own
 * time. Every other event is preceded by this one.
 *
 * @internal
 */
export const elapse = (state: State, now: number): State => {
  let current = state
  for (let next = agenda.take(state.agenda, now); next !== undefined; next = agenda.take(current.agenda, now)) {
    current = fallDue({ ...current, agenda: next.agenda }, next.entry, next.due)
  }
  return current
}

const fallDue = (state: State, entry: Due, at: number): State => {
  switch (entry._tag) {
    case "Window": {
      const payment = moves.find(state, entry.transactionId)
      return payment?.status === entry.status ? moves.put(state, moves.become(payment, "TimedOut", at)) : state
    }
    case "Authorization": {
      const payment = moves.find(state, entry.transactionId)
      return payment?.status === "Authorized"
        ? moves.release(state, payment, "Expired", at, { _tag: "Expiry" })
        : state
    }
    case "RegKey": {
      const regKey = Option.getOrUndefined(HashMap.get(state.regKeys, entry.regKey))
      const alive = regKey?.status === "Active" || regKey?.status === "Unavailable"
      return regKey !== undefined && alive && regKey.expiresAt <= at
        ? regKeys.put(state, { ...regKey, status: "Expired" })
        : state
    }
    case "LateCommit": {
      const { call, lock } = entry
      const unlocked = { ...state, locks: state.locks.filter((other) => other !== lock) }
      return handlers[call.operation](unlocked, { ...call, at })[1]
    }
  }
}
