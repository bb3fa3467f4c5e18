/** Computes quantiles, ratios and the order of contestants. */

/** The value below which a share of the values lies, between two of them by proportion. */
export const quantile = (values: ReadonlyArray<number>, share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const position = share * (sorted.length - 1)
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) throw new RangeError("there is no quantile of no values")
  return below + (above - below) * (position - Math.floor(position))
}

export const median = (values: ReadonlyArray<number>): number => quantile(values, 0.5)

/**
 * Compares two contestants by the median of their ratios, round by round. A
 * slow phase of the machine slows both in the same round, and so cancels. In a
 * ratio of medians it would not.
 */
export const ratio = (numerators: ReadonlyArray<number>, denominators: ReadonlyArray<number>): number => {
  if (numerators.length !== denominators.length) throw new RangeError("both need a value for each round")
  return median(numerators.map((value, round) => value / (denominators[round] ?? Number.NaN)))
}

/**
 * Returns the order of the contestants in a round. Each round begins with
 * another one, so that none always runs after the garbage of the same one.
 */
export const turns = <A>(contestants: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const first = round % contestants.length
  return [...contestants.slice(first), ...contestants.slice(0, first)]
}
