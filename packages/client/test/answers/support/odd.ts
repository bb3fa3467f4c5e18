import type { Json, Kind, Shape } from "./shapes.ts"

// What an odd value means for each kind of field: written from the contract, and not from the code.

export type Path = ReadonlyArray<string | number>

/** What stands in the place of a value; `undefined` leaves it out. */
export interface Odd {
  readonly name: string
  readonly json: Json | undefined
}

const long = "x".repeat(100_000)

export const odds: ReadonlyArray<Odd> = [
  { name: "absent", json: undefined },
  { name: "null", json: null },
  { name: "an empty text", json: "" },
  { name: "a number", json: 7 },
  { name: "a number as a text", json: "12.5" },
  { name: "a number with a blank", json: " 12" },
  { name: "[]", json: [] },
  { name: "{}", json: {} },
  { name: "null inside an array", json: [null] },
  { name: "an unknown word", json: "SOMETHING_NEW" },
  { name: "100,000 characters", json: long },
  { name: "a nested surprise", json: { surprise: { inside: [1, { deep: null }] } } }
]

const absent = Symbol("absent")
const unreadable = Symbol("unreadable")

/** What becomes of it: what is read, nothing, or that it cannot be read. */
export type Fate = { readonly value: unknown } | typeof absent | typeof unreadable

export const isUnreadable = (fate: Fate): boolean => fate === unreadable

const isText = (json: Json): json is string => typeof json === "string"
const isList = (json: Json): json is ReadonlyArray<Json> => Array.isArray(json)

/** Without those, what an object says belongs to nothing. */
const needsMore = (shape: Shape): boolean =>
  shape._tag === "Object" && shape.fields.some(({ kind }) => kind === "Identity")

/** No scalar of an odd value is an object with known fields, so that what is read of one is empty. */
const empty = (shape: Shape): Fate => needsMore(shape) ? unreadable : { value: {} }

const judge = (shape: Shape, json: Json, isStrict: boolean): Fate => {
  switch (shape._tag) {
    case "Text":
      if (isText(json)) return isStrict && json === "" ? unreadable : { value: json }
      return json === 7 && !isStrict ? { value: "7" } : unreadable
    case "Number":
      return json === 7 ? { value: 7 } : json === "12.5" ? { value: 12.5 } : unreadable
    case "TransactionId":
      return json === 7 ? { value: "7" } : unreadable
    case "RegKey":
      if (json === 7) return { value: "7" }
      return isText(json) && json.length >= 1 && json.length <= 256 ? { value: json } : unreadable
    case "Secret":
      return isText(json) && json !== "" ? { value: json } : unreadable
    case "List": {
      if (json === null || typeof json !== "object") return unreadable
      if (isList(json)) return json.length === 0 ? { value: [] } : isStrict ? unreadable : { value: [] }
      const one = empty(shape.element)
      return typeof one === "object" ? { value: [one.value] } : isStrict ? unreadable : { value: [] }
    }
    case "Object":
      if (json === null || typeof json !== "object") return unreadable
      if (isList(json)) return json.length === 0 && !isStrict ? empty(shape) : unreadable
      return empty(shape)
  }
}

const judgeField = (kind: Kind, shape: Shape, json: Json | undefined): Fate => {
  if (kind !== "Identity" && (json === undefined || json === null)) return absent
  if (kind === "Other" && json === "") return absent
  return json === undefined ? unreadable : judge(shape, json, kind !== "Other")
}

/** What stands at a path of what is read of an unodd answer. */
const within = (read: unknown, step: string | number): unknown =>
  // `read` is plain data; what is not in it is undefined.
  typeof read === "object" && read !== null ? (read as { readonly [name: string]: unknown })[step] : undefined

/** What an unodd answer becomes with something odd at a path, and what becomes of the odd thing itself. */
export const expected = (
  shape: Shape,
  read: unknown,
  path: Path,
  odd: Odd
): { readonly whole: Fate; readonly own: Fate } => {
  let own: Fate = absent
  const at = (shape: Shape, read: unknown, [step, ...below]: Path, isStrict: boolean): Fate => {
    if (step === undefined) {
      own = odd.json === undefined ? unreadable : judge(shape, odd.json, isStrict)
      return own
    }
    if (shape._tag === "List" && Array.isArray(read)) {
      const entry = at(shape.element, within(read, step), below, isStrict)
      if (typeof entry !== "object" && isStrict) return unreadable
      return {
        value: read.flatMap((each: unknown, index) =>
          index !== step ? [each] : typeof entry === "object" ? [entry.value] : []
        )
      }
    }
    if (shape._tag !== "Object") throw new Error("nothing is below a scalar")
    const field = shape.fields.find(({ name }) => name === step)
    if (field === undefined) throw new Error(`there is no field ${step}`)
    const { kind } = field
    const fate = below.length === 0
      ? (own = judgeField(kind, field.shape, odd.json))
      : at(field.shape, within(read, step), below, kind !== "Other")
    if (fate === unreadable && kind === "Identity") return unreadable
    const others = Object.entries(read ?? {}).filter(([name]) => name !== step)
    const value = typeof fate === "object"
      ? fate.value
      : fate === unreadable && kind === "Evidence"
      ? { _tag: "Unreadable" }
      : undefined
    return { value: Object.fromEntries(value === undefined ? others : [...others, [step, value]]) }
  }
  const whole = at(shape, read, path, true)
  return { whole, own }
}

/** Every path to a field or to an entry of a list, at any depth. */
export const paths = (shape: Shape): ReadonlyArray<Path> => {
  switch (shape._tag) {
    case "List":
      return [[0], ...paths(shape.element).map((path) => [0, ...path])]
    case "Object":
      return shape.fields.flatMap(({ name, shape }) => [[name], ...paths(shape).map((path) => [name, ...path])])
    default:
      return []
  }
}

/** The answer with the odd thing at the path. */
export const place = (answer: Json, [step, ...below]: Path, odd: Odd): Json | undefined => {
  if (step === undefined) return odd.json
  if (isList(answer)) {
    return answer.flatMap((each, index) => {
      const next = index === step ? place(each, below, odd) : each
      return next === undefined ? [] : [next]
    })
  }
  if (typeof answer !== "object" || answer === null) throw new Error("nothing is below a scalar")
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, each]) => {
      const next = name === step ? place(each, below, odd) : each
      return next === undefined ? [] : [[name, next]]
    })
  )
}

export const show = (path: Path): string =>
  path.map((step, index) => typeof step === "number" ? `[${step}]` : index === 0 ? step : `.${step}`).join("")
