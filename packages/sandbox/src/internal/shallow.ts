/**
 * Returns a JSON text unchanged. Throws if it nests deeper than anybody's, because
 * a decoder that recurses would end there.
 *
 * @internal
 */
export const shallow = (json: string): string => {
  let depth = 0
  for (const character of json.replace(/"(?:[^"\\]|\\.)*"/g, "")) {
    if (character === "[" || character === "{") depth++
    if (character === "]" || character === "}") depth--
    if (depth > 64) throw new RangeError("It nests deeper than 64 levels")
  }
  return json
}
