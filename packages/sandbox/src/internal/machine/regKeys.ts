import * as HashMap from "effect/HashMap"
import * as List from "effect/List"
import * as Option from "effect/Option"
import type { Cause } from "../../Ledger.ts"
import type { Payment } from "../../Payment.ts"
import type { RegKey } from "../../RegKey.ts"
import * as agenda from "./agenda.ts"
import * as ids from "./ids.ts"
import type { Reply } from "./reply.ts"
import { reply } from "./reply.ts"
import type { State } from "./state.ts"

/**
 * The key that a customer gives by paying a `PREAPPROVED` request.
 *
 * @internal
 */
export const create = (state: State, payment: Payment, at: number): readonly [regKey: string, state: State] => {
  const [regKey, drawn] = ids.regKey(state)
  return [
    regKey,
    renew(drawn, {
      regKey,
      orderId: payment.orderId,
      currency: payment.currency,
      method: payment.payInfo[0]?.method ?? "CREDIT_CARD",
      card: payment.card,
      createdAt: at,
      expiresAt: at,
      status: "Active"
    }, at)
  ]
}

/**
 * Lets a key live for another lifetime.
 *
 * @internal
 */
export const renew = (state: State, regKey: RegKey, at: number): State => {
  const expiresAt = at + state.settings.regKeyLifetime
  return {
    ...put(state, { ...regKey, expiresAt }),
    agenda: agenda.add(state.agenda, expiresAt, { _tag: "RegKey", regKey: regKey.regKey })
  }
}

/** @internal */
export const put = (state: State, regKey: RegKey): State => ({
  ...state,
  regKeys: HashMap.set(state.regKeys, regKey.regKey, regKey)
})

/** @internal */
export const discard = (state: State, regKey: RegKey): State => put(state, { ...regKey, status: "Discarded" })

/**
 * A key that can be used, or the reply that refuses it: 1190, 1193, 1154.
 *
 * @internal
 */
export const find = (
  state: State,
  text: string,
  options: { readonly orUnavailable?: boolean } = {}
): { readonly regKey: RegKey } | { readonly refused: Reply } => {
  const regKey = Option.getOrUndefined(HashMap.get(state.regKeys, text))
  if (regKey === undefined || regKey.status === "Discarded") return { refused: reply("1190") }
  if (regKey.status === "Expired") return { refused: reply("1193") }
  if (regKey.status === "Unavailable" && options.orUnavailable !== true) return { refused: reply("1154") }
  return { regKey }
}

/**
 * Authorises one unit on a key's card and releases it.
 *
 * @internal
 */
export const authorizeMinimum = (state: State, regKey: RegKey, at: number, cause: Cause): State => {
  const [transactionId, drawn] = ids.transactionId(state, at, "Payment")
  const movement = {
    at,
    transactionId,
    orderId: regKey.orderId,
    amount: 1,
    currency: regKey.currency,
    refundTransactionId: undefined,
    cause
  }
  return {
    ...drawn,
    movements: drawn.movements + 2,
    ledger: List.prepend(
      List.prepend(drawn.ledger, { ...movement, sequence: drawn.movements + 1, kind: "Authorize" as const }),
      { ...movement, sequence: drawn.movements + 2, kind: "Void" as const }
    )
  }
}
