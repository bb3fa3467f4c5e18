/**
 * JSON as it is written: numbers by their characters, and every field of an object, also those of one name. It shares
 * no code with the library, which it helps to judge.
 */
export type Json =
  | { readonly kind: "literal"; readonly source: "null" | "true" | "false" }
  | { readonly kind: "number"; readonly source: string }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "list"; readonly items: Array<Json> }
  | { readonly kind: "object"; readonly fields: Array<Field> }

export interface Field {
  name: string
  value: Json
}

/** A plain value; a bigint is a number of all its digits. */
export const of = (value: unknown): Json => {
  switch (typeof value) {
    case "string":
      return { kind: "text", value }
    case "number":
    case "bigint":
      return { kind: "number", source: String(value) }
    case "boolean":
      return { kind: "literal", source: value ? "true" : "false" }
    case "object":
      if (Array.isArray(value)) return { kind: "list", items: value.map(of) }
      if (value !== null) {
        return { kind: "object", fields: Object.entries(value).map(([name, each]) => ({ name, value: of(each) })) }
      }
  }
  return { kind: "literal", source: "null" }
}

export const write = (json: Json): string => {
  switch (json.kind) {
    case "literal":
    case "number":
      return json.source
    case "text":
      return JSON.stringify(json.value)
    case "list":
      return `[${json.items.map(write).join(",")}]`
    case "object":
      return `{${json.fields.map(({ name, value }) => `${JSON.stringify(name)}:${write(value)}`).join(",")}}`
  }
}

const token = /[ \t\n\r]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(null|true|false))/y

/** `undefined` for what is not JSON, which `JSON.parse` decides. */
export const read = (text: string): Json | undefined => {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  token.lastIndex = 0
  const next = () => {
    const match = token.exec(text)
    if (match === null) throw new Error(`no token of JSON at ${token.lastIndex}: ${text}`)
    return match
  }
  const value = ([, mark, string, number, literal]: RegExpExecArray): Json => {
    if (string !== undefined) return { kind: "text", value: String(JSON.parse(string)) }
    if (number !== undefined) return { kind: "number", source: number }
    if (literal === "null" || literal === "true" || literal === "false") return { kind: "literal", source: literal }
    return mark === "{" ? { kind: "object", fields: [...fields()] } : { kind: "list", items: [...items()] }
  }
  function* items(): Generator<Json> {
    for (let start = next(); start[1] !== "]"; start = next()) {
      if (start[1] !== ",") yield value(start)
    }
  }
  function* fields(): Generator<Field> {
    for (let start = next(); start[1] !== "}"; start = next()) {
      if (start[2] === undefined) continue
      const name = String(JSON.parse(start[2]))
      next()
      yield { name, value: value(next()) }
    }
  }
  return value(next())
}

/** What `JSON.parse` gives for a name: the last of its fields. */
export const field = (json: Json | undefined, name: string): Json | undefined =>
  json?.kind === "object" ? json.fields.findLast((field) => field.name === name)?.value : undefined

export const isAbsent = (json: Json | undefined): boolean =>
  json === undefined || (json.kind === "literal" && json.source === "null")

/** The digits of a number that is an integer, computed from its characters. */
export const integer = (source: string): string | undefined => {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? []
  const shift = Number(exponent) - fraction.length
  if (Math.abs(shift) > 1_000) return undefined
  const digits = BigInt(whole + fraction)
  const divisor = 10n ** BigInt(Math.max(0, -shift))
  if (digits % divisor !== 0n) return undefined
  return sign + String(digits / divisor * 10n ** BigInt(Math.max(0, shift)))
}
