import * as Redacted from "effect/Redacted"

// Deeper than any request goes.
const maximumDepth = 10

/**
 * A request as plain data, each field read once: whatever `request.field` says
 * is in it, own or inherited. Schema overlooks an optional field that is
 * inherited, and a `capture: false` that is overlooked charges.
 */
export const plain = (value: unknown, depth = 0): unknown => {
  if (typeof value !== "object" || value === null || Redacted.isRedacted(value) || depth === maximumDepth) return value
  if (Array.isArray(value)) return Array.from(value, (each) => plain(each, depth + 1))
  return Object.fromEntries(
    [...fieldsOf(value)].map((name) => [name, plain(Reflect.get(value, name), depth + 1)])
  )
}

/** Own enumerable names, and those of the accessors and values of its classes. */
const fieldsOf = (value: object): ReadonlySet<string> => {
  const names = new Set(Object.keys(value))
  let prototype: unknown = Object.getPrototypeOf(value)
  while (typeof prototype === "object" && prototype !== null && prototype !== Object.prototype) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
      if (typeof property.value !== "function") names.add(name)
    }
    prototype = Object.getPrototypeOf(prototype)
  }
  return names
}
