/**
 * Makes the JSON text of plain data, like `JSON.stringify`, but ignores a `toJSON` that somebody may have put into
 * `Object.prototype`.
 */
export const encode = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map((each) => each === undefined ? "null" : encode(each)).join(",")}]`
  if (typeof value !== "object" || value === null) return JSON.stringify(value)
  const fields = Object.entries(value).flatMap(([name, field]) =>
    field === undefined ? [] : [`${JSON.stringify(name)}:${encode(field)}`]
  )
  return `{${fields.join(",")}}`
}
