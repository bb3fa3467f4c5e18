/**
 * A small seeded generator (mulberry32), pure: it gives its next state back.
 *
 * @internal
 */
export const next = (state: number): readonly [value: number, state: number] => {
  const advanced = (state + 0x6d2b79f5) | 0
  let t = Math.imul(advanced ^ (advanced >>> 15), 1 | advanced)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return [((t ^ (t >>> 14)) >>> 0) / 2 ** 32, advanced]
}

/**
 * A text of `length` characters, each drawn from `alphabet`.
 *
 * @internal
 */
export const text = (
  state: number,
  length: number,
  alphabet: string
): readonly [value: string, state: number] => {
  const characters: Array<string> = []
  let current = state
  for (let i = 0; i < length; i++) {
    const [value, advanced] = next(current)
    characters.push(alphabet.charAt(Math.floor(value * alphabet.length)))
    current = advanced
  }
  // Joined, not added up: added strings are kept as the chain of their parts.
  return [characters.join(""), current]
}
