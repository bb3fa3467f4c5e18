import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { RegKey } from "../../RegKey.ts"
import { isUnreadable, Unreadable } from "../../Stated.ts"
import { TransactionId } from "../../TransactionId.ts"
import { Unread } from "../../Unread.ts"
import { Reading } from "./reading.ts"

// Defines how to read the fields of an answer. A field has a shape, and a kind that says what happens when the field is
// unreadable. Decoding, `unread`, the types that settlement's rules read, and the tests with odd answers all follow from
// these definitions.

/**
 * - `Identity`: it says which payment the answer is about, or what an entry of a list means. If it is unreadable, so is
 *   the whole.
 * - `Evidence`: conclusions about money depend on it. If it is unreadable, it is `Unreadable` in the success.
 * - `Other`: if it is unreadable, it is left out of the success.
 */
export type Kind = "Identity" | "Evidence" | "Other"

/** The shape of a field: how to read it as LINE Pay sends it, and its schema as this library returns it. */
export interface Shape<A, I = A> {
  readonly schema: Schema.Schema<A, I>
  /** Returns `Unreadable`, and notes it, for any other value. Evidence and identity are read strictly. */
  readonly read: (value: unknown, reading: Reading, strictly: boolean) => A | Unreadable
  /** The fields of an object. */
  readonly fields?: Fields
}

/** A shape of any type. */
export interface AnyShape {
  readonly read: (value: unknown, reading: Reading, strictly: boolean) => unknown
  readonly fields?: Fields
}

export interface Field<Property extends Schema.Struct.Field = Schema.Struct.Field> {
  readonly kind: Kind
  readonly shape: AnyShape
  /** The field in the schema of the success. */
  readonly property: Property
}

export interface Fields {
  readonly [name: string]: Field
}

/** The payment that the answer is about, or the essential field of an entry. */
export const identity = <A, I>(shape: Shape<A, I>): Field<Schema.Schema<A, I>> => ({
  kind: "Identity",
  shape,
  property: shape.schema
})

/** A field on which settlement's conclusions depend. */
export const evidence = <A, I>(
  shape: Shape<A, I>
): Field<Schema.optionalWith<Schema.Schema<A | Unreadable, I | Unreadable>, { exact: true }>> => ({
  kind: "Evidence",
  shape,
  property: Schema.optionalWith(Schema.Union(shape.schema, Unreadable), { exact: true })
})

/** A field on which no conclusion about money depends. */
export const other = <A, I>(
  shape: Shape<A, I>
): Field<Schema.optionalWith<Schema.Schema<A, I>, { exact: true }>> => ({
  kind: "Other",
  shape,
  property: Schema.optionalWith(shape.schema, { exact: true })
})

// -----------------------------------------------------------------------------
// Scalars
// -----------------------------------------------------------------------------

/** A text, or a number with the same digits, because some senders write ids as numbers. */
const readText = (value: unknown, strictly: boolean): string | undefined => {
  if (typeof value === "string") return strictly && value === "" ? undefined : value
  // Exact JSON has turned longer integers into text already. A fraction or an exponent has more than one spelling.
  return !strictly && typeof value === "number" && Number.isSafeInteger(value) ? String(value) : undefined
}

export const text: Shape<string> = {
  schema: Schema.String,
  read: (value, reading, strictly) => readText(value, strictly) ?? reading.note("a text")
}

/** Known texts, and any other that LINE Pay adds later. */
export const open = <const L extends ReadonlyArray<string>>(
  ..._known: L
): Shape<L[number] | (string & {}), string> => text

/** A secret text that would lose digits as a number, such as `056579816895`. */
export const secret: Shape<Redacted.Redacted, string> = {
  schema: Schema.Redacted(Schema.String),
  read: (value, reading) => typeof value === "string" && value !== "" ? Redacted.make(value) : reading.note("a text")
}

// A double keeps every decimal of 15 digits.
const maximumDigits = 15

const readNumber = (value: unknown): number | undefined => {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined
  // `Number("")` is 0, and a sum would be too small.
  if (typeof value !== "string" || !/^-?[0-9]+(?:\.[0-9]+)?$/.test(value)) return undefined
  return value.replace(/\D/g, "").length <= maximumDigits ? Number(value) : undefined
}

export const number: Shape<number> = {
  schema: Schema.Finite,
  read: (value, reading) => readNumber(value) ?? reading.note("a number")
}

/** An integer, which exact JSON left as a number or turned into digits. */
export const transactionId: Shape<TransactionId, string> = {
  schema: TransactionId,
  read: (value, reading) => {
    const digits = readText(value, false)
    return digits !== undefined && TransactionId.is(digits) ? digits : reading.note("a transaction id")
  }
}

export const regKey: Shape<RegKey, string> = {
  schema: RegKey,
  read: (value, reading) => {
    const key = Either.getRight(RegKey.either(readText(value, false) ?? ""))
    return key._tag === "Some" ? key.value : reading.note("a regKey")
  }
}

// -----------------------------------------------------------------------------
// Objects and lists
// -----------------------------------------------------------------------------

const isRecord = (u: unknown): u is { readonly [name: string]: unknown } =>
  typeof u === "object" && u !== null && !Array.isArray(u)

type Properties<F extends Fields> = { readonly [K in keyof F]: F[K]["property"] }

const propertiesOf = <F extends Fields>(fields: F): Properties<F> =>
  // `Properties` has one property for each field, under its name.
  Object.fromEntries(Object.entries(fields).map(([name, { property }]) => [name, property])) as Properties<F>

/** An object. Unknown fields are ignored. */
export interface ObjectShape<F extends Fields> {
  readonly schema: Schema.Struct<Properties<F>>
  readonly read: Shape<Schema.Simplify<Schema.Struct.Type<Properties<F>>>>["read"]
  readonly fields: F
}

export const object = <F extends Fields>(fields: F): ObjectShape<F> => ({
  schema: Schema.Struct(propertiesOf(fields)),
  // Each field is the value that its shape reads, or is left out where its property is optional, as the schema's type says.
  read: readFields(fields) as ObjectShape<F>["read"],
  fields
})

const readFields = (fields: Fields) => {
  const entries = Object.entries(fields)
  return (value: unknown, reading: Reading, strictly: boolean): { [name: string]: unknown } | Unreadable => {
    // PHP writes an empty object so.
    const source = !strictly && Array.isArray(value) && value.length === 0 ? {} : value
    if (!isRecord(source)) return reading.note("an object")
    const read: { [name: string]: unknown } = {}
    for (const [name, { kind, shape }] of entries) {
      // Own fields only, because a prototype may be polluted.
      const field = Object.hasOwn(source, name) ? source[name] : undefined
      const isAbsent = field === undefined || field === null || (kind === "Other" && field === "")
      if (isAbsent && kind !== "Identity") continue
      reading.enter(name)
      const result = shape.read(field, reading, kind !== "Other")
      reading.leave()
      if (!isUnreadable(result)) read[name] = result
      else if (kind === "Identity") return result
      else if (kind === "Evidence") read[name] = result
    }
    return read
  }
}

/**
 * A list, or one object in place of a list of one. In evidence, one unreadable entry makes the whole list unreadable.
 * Elsewhere, that entry is left out.
 */
export const list = <A, I>(element: Shape<A, I>): Shape<ReadonlyArray<A>, ReadonlyArray<I>> => ({
  schema: Schema.Array(element.schema),
  read: (value, reading, strictly) => {
    if (!Array.isArray(value)) {
      if (!isRecord(value) || element.fields === undefined) return reading.note("a list")
      const one = element.read(value, reading, strictly)
      return isUnreadable(one) ? strictly ? one : [] : [one]
    }
    const read: Array<A> = []
    for (let index = 0; index < value.length; index++) {
      reading.enter(index)
      const entry = element.read(value[index], reading, strictly)
      reading.leave()
      if (!isUnreadable(entry)) read.push(entry)
      else if (strictly) return entry
    }
    return read
  }
})

/** The success of a call: an object that lists its unreadable fields. */
export interface SuccessShape<F extends Fields> {
  readonly schema: Schema.Struct<Properties<F> & { readonly unread: Schema.Array$<typeof Unread> }>
  readonly read: Shape<
    Schema.Simplify<Schema.Struct.Type<Properties<F> & { readonly unread: Schema.Array$<typeof Unread> }>>
  >["read"]
  readonly fields: F
}

export const success = <F extends Fields>(identifier: string, fields: F): SuccessShape<F> => {
  const readAll = readFields(fields)
  return {
    schema: Schema.Struct({ ...propertiesOf(fields), unread: Schema.Array(Unread) }).annotations({ identifier }),
    read: ((value: unknown, reading: Reading, strictly: boolean) => {
      const own = new Reading()
      const read = readAll(value, own, strictly)
      reading.adopt(own)
      return isUnreadable(read) ? read : Object.assign(read, { unread: own.unread })
      // As for `object`, and `unread` is added here.
    }) as SuccessShape<F>["read"],
    fields
  }
}
