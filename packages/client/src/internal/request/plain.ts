import * as Redacted from "effect/Redacted"
import * as AST from "effect/SchemaAST"
import type { Problem } from "../../InvalidRequest.ts"
import { showPath } from "./problem.ts"

/** The problem that makes a request impossible to copy. */
export class Uncopyable {
  readonly problem: Problem
  constructor(problem: Problem) {
    this.problem = problem
  }
}

// More than any request has, and few enough to check at once.
const maximumElements = 10_000

// One wrong name is enough to reject a request, and a few help to find the bug.
const maximumUnknownNames = 20

/** Copies a value. The path says where in the request it is. */
type Copy = (value: unknown, path: ReadonlyArray<PropertyKey>) => unknown

/**
 * Copies the requests of a schema as plain data. It reads each field once, by its name, so the copy has the value of
 * `request.field`, no matter if that is own, inherited, not enumerable, or made by a proxy. To miss a `capture: false`
 * would charge.
 *
 * The copy has the names of unknown fields, so that they are rejected, but not their values, which may be endless. The
 * copy has no prototype, and nothing that somebody has put into `Object.prototype`.
 *
 * Throws an {@link Uncopyable}, or the error that reading a field throws.
 */
export const copier = (ast: AST.AST): (value: unknown) => unknown => {
  const copy = copyOf(ast)
  return (value) => copy === undefined ? value : copy(value, [])
}

/** Prepared once for each schema, because a schema is larger than a request. `undefined` for scalars. */
const copyOf = (ast: AST.AST): Copy | undefined => {
  const structure = structureOf(ast)
  if (structure === undefined) return undefined
  return AST.isTupleType(structure) ? copyOfList(structure) : copyOfObject(structure)
}

const copyOfList = ({ rest: [element] }: AST.TupleType): Copy | undefined => {
  if (element === undefined) return undefined
  const copy = copyOf(element.type)
  return (value, path) => {
    if (!Array.isArray(value)) return value
    if (value.length > maximumElements) {
      const expected = `an array of at most ${maximumElements}`
      throw new Uncopyable({ path: showPath(path), expected, actual: `an array of ${value.length}` })
    }
    return Array.from(value, (each: unknown, index) => copy === undefined ? each : copy(each, [...path, index]))
  }
}

const copyOfObject = ({ propertySignatures }: AST.TypeLiteral): Copy => {
  // The field names of a request are strings.
  const fields = propertySignatures.map(({ name, type }) => ({ name: String(name), copy: copyOf(type) }))
  const known = new Set(fields.map(({ name }) => name))
  return (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || Redacted.isRedacted(value)) return value
    const copied: { [name: string]: unknown } = Object.create(null)
    for (const { copy, name } of fields) {
      const field = read(value, name)
      if (field !== undefined) copied[name] = copy === undefined ? field : copy(field, [...path, name])
    }
    let unknown = 0
    for (const name of namesOf(value)) {
      if (!known.has(name) && unknown++ < maximumUnknownNames) copied[name] = true
    }
    return copied
  }
}

/** The object or the list of a schema, under refinements and next to scalars. */
const structureOf = (ast: AST.AST): AST.TypeLiteral | AST.TupleType | undefined => {
  if (AST.isTypeLiteral(ast) || AST.isTupleType(ast)) return ast
  if (AST.isRefinement(ast)) return structureOf(ast.from)
  return AST.isUnion(ast) ? ast.types.map(structureOf).find((structure) => structure !== undefined) : undefined
}

const read = (holder: object, name: string): unknown => {
  const value: unknown = Reflect.get(holder, name)
  return value !== undefined && Object.hasOwn(Object.prototype, name) && !isBelowObject(holder, name)
    ? undefined
    : value
}

/** Whether an object has a name, or inherits it from a prototype before `Object.prototype`. */
const isBelowObject = (holder: object, name: string): boolean => {
  let at: unknown = holder
  while (typeof at === "object" && at !== null && at !== Object.prototype) {
    if (Object.hasOwn(at, name)) return true
    at = Object.getPrototypeOf(at)
  }
  return false
}

/** Own enumerable names, and those of the accessors and values of its classes. */
const namesOf = (value: object): Iterable<string> => {
  let prototype: unknown = Object.getPrototypeOf(value)
  const own = Object.keys(value)
  if (prototype === Object.prototype || prototype === null) return own
  const names = new Set(own)
  while (typeof prototype === "object" && prototype !== null && prototype !== Object.prototype) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof property.value !== "function") names.add(name)
    }
    prototype = Object.getPrototypeOf(prototype)
  }
  return names
}
