import type { Json } from "./wire.ts"
import { verbatim } from "./wire.ts"

/** `[0].payInfo[1].amount` as `[0, "payInfo", 1, "amount"]`; `undefined` for what is no path. */
const stepsOf = (path: string): ReadonlyArray<string | number> | undefined => {
  if (!/^(?:[A-Za-z_]\w*|\[\d{1,3}\])(?:\.[A-Za-z_]\w*|\[\d{1,3}\])*$/.test(path)) return undefined
  return Array.from(
    path.matchAll(/\[(\d+)\]|(\w+)/g),
    ([, index, name]) => index === undefined ? name ?? "" : Number(index)
  )
}

/** @internal */
export const isPath = (path: string): boolean => stepsOf(path) !== undefined

/**
 * Replaces the field at a path by a JSON text, digit by digit. Without a text, the field is left out. A path that leads
 * nowhere changes nothing.
 *
 * @internal
 */
export const replace = (value: Json, path: string, json: string | undefined): Json =>
  at(value, stepsOf(path) ?? [], json === undefined ? undefined : verbatim(json)) ?? null

const at = (
  value: Json | undefined,
  [step, ...below]: ReadonlyArray<string | number>,
  replacement: Json | undefined
): Json | undefined => {
  if (step === undefined) return replacement
  if (typeof value !== "object" || value === null) return value
  if (typeof step === "number") {
    if (!Array.isArray(value) || step >= value.length) return value
    return value.flatMap((each: Json, index) => {
      const next = index === step ? at(each, below, replacement) : each
      return next === undefined ? [] : [next]
    })
  }
  if (Array.isArray(value)) return value
  const members = Object.entries(value)
  const known = members.some(([name]) => name === step)
  // A field that a success leaves out may be odd, too, such as a regKey where there is none.
  const all = known || below.length > 0 ? members : [...members, [step, undefined] as const]
  return Object.fromEntries(
    all.map(([name, member]) => [name, name === step ? at(member, below, replacement) : member])
  )
}
