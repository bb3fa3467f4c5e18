/** A value as a caller without types can pass it. */
export const untyped = (value: unknown): never => {
  // `never` fits every parameter, which is the point: the types are what is left out.
  return value as never
}
