import * as prng from "./prng.ts"
import type { State } from "./state.ts"

// The end of an id says what it is of. Three live captures; that 11 is a full and 12 a partial refund is inferred.
const endings = { Payment: "10", FullRefund: "11", PartialRefund: "12" }

/**
 * A transaction id: 19 digits that begin with the time, as live ones do
 * (`2026081402375151710` was made at 02:37:51.517 on that day).
 *
 * @internal
 */
export const transactionId = (
  state: State,
  at: number,
  of: keyof typeof endings
): readonly [id: string, state: State] => {
  const clock = state.settings.transactionIds === "clock" ? stamp(at) : 0n
  const lastStamp = clock > state.lastStamp ? clock : state.lastStamp + 1n
  return [`${lastStamp}${endings[of]}`, { ...state, lastStamp }]
}

const stamp = (at: number): bigint => BigInt(new Date(Math.min(at, lastDate)).toISOString().replace(/\D/g, ""))

// A later year would make ids beyond 64 bits.
const lastDate = Date.UTC(9221, 11, 31)

const draw = (state: State, length: number, alphabet: string): readonly [value: string, state: State] => {
  const [value, random] = prng.text(state.random, length, alphabet)
  return [value, { ...state, random }]
}

const digits = "0123456789"
const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/**
 * Twelve digits. One in ten begins with 0, as the documentation's example does.
 *
 * @internal
 */
export const paymentAccessToken = (state: State) => draw(state, 12, digits)

/**
 * `RK` and thirteen capitals and digits: 15 characters, as in the documentation and as seen live. Or, if the sandbox is
 * set up so, thirteen characters that a URL must encode, because LINE Pay promises no alphabet.
 *
 * @internal
 */
export const regKey = (state: State): readonly [regKey: string, state: State] => {
  const [value, drawn] = draw(state, 13, state.settings.regKeys === "any" ? encoded : digits + capitals)
  return [`RK${value}`, drawn]
}

const encoded = "/?#%&+=.:;@ \"'\\<>[]{}|^`~é訂鍵"

/**
 * The name of a payment in `paymentUrl.web`: holds the transaction id, and
 * enough that is drawn to make it unguessable.
 *
 * @internal
 */
export const reserveId = (state: State, id: string): readonly [reserveId: string, state: State] => {
  const [value, drawn] = draw(state, 40, digits + capitals + capitals.toLowerCase())
  return [BigInt(id).toString(36) + separator + value, drawn]
}

const separator = "_"

/**
 * The transaction id in a reserve id; `undefined` when there is none.
 *
 * @internal
 */
export const fromReserveId = (reserveId: string): string | undefined => {
  const [head = ""] = reserveId.split(separator)
  if (!/^[0-9a-z]{8,13}$/.test(head)) return undefined
  return String([...head].reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n))
}
