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
  let out = ""
  let current = state
  for (let i = 0; i < length; i++) {
    const [value, advanced] = next(current)
    out += alphabet.charAt(Math.floor(value * alphabet.length))
    current = advanced
  }
  return [out, current]
}
