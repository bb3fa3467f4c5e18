/**
 * Makes the JSON text of plain data, like `JSON.stringify`, but ignores a `toJSON` that somebody may have put into
 * `Object.prototype`.
 */
export const encode = (value: unknown): string =>
  // Arrays inherit from `Object.prototype`, too. Without a `toJSON` there, the built-in function does the same at a tenth of the cost.
  "toJSON" in Array.prototype ? encodeWithout(value) : JSON.stringify(value)

const encodeWithout = (value: unknown): string => {
  if (Array.isArray(value)) {
    return `[${value.map((each) => each === undefined ? "null" : encodeWithout(each)).join(",")}]`
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).flatMap(([name, field]) =>
    field === undefined ? [] : [`${JSON.stringify(name)}:${encodeWithout(field)}`]
  )
  return `{${fields.join(",")}}`
}
