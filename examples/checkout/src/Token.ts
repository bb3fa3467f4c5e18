/**
 * Makes tokens that nobody can guess: 128 random bits, as 22 URL-safe characters.
 */
import { Effect } from "effect"
import { randomBytes, randomInt } from "node:crypto"

export const make: Effect.Effect<string> = Effect.sync(() => randomBytes(16).toString("base64url"))

export const is = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text)

/** An id to read out, without 0, O, 1 and I. It gives no access. */
export const orderNumber: Effect.Effect<string> = Effect.sync(() =>
  `TEA-${Array.from({ length: 8 }, () => letters[randomInt(letters.length)]).join("")}`
)

const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
