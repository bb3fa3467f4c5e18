/**
 * A JSON document in which a `bigint` of any size is a bare number, and a
 * property that is `undefined` is left out.
 *
 * @internal
 */
export type Json =
  | null
  | boolean
  | number
  | string
  | bigint
  | Verbatim
  | ReadonlyArray<Json>
  | { readonly [name: string]: Json | undefined }

/** A text that is JSON already: every digit and every blank of it is sent. */
class Verbatim {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** @internal */
export const verbatim = (text: string): Json => new Verbatim(text)

/** @internal */
export const write = (value: Json): string => {
  if (typeof value === "bigint") return String(value)
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  if (value instanceof Verbatim) return value.text
  if (isArray(value)) return `[${value.map(write).join(",")}]`
  const members = Object.entries(value).flatMap(([name, member]) =>
    member === undefined ? [] : [`${JSON.stringify(name)}:${write(member)}`]
  )
  return `{${members.join(",")}}`
}

// `Array.isArray` does not narrow a readonly array away.
const isArray = (value: object): value is ReadonlyArray<Json> => Array.isArray(value)

/**
 * A moment as LINE Pay writes it: ISO 8601 in UTC, to the second.
 *
 * @internal
 */
export const date = (millis: number): string => `${new Date(Math.min(millis, lastDate)).toISOString().slice(0, 19)}Z`

// A time without an end is written as the last date of four-digit years.
const lastDate = Date.UTC(9999, 11, 31, 23, 59, 59)
