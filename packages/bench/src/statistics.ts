/** The arithmetic of the harness. */

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
 * How two contestants compare: the median of their ratios, round by round.
 * What slows the machine for a while slows both in the same round, and so
 * cancels; it would not in a ratio of medians.
 */
export const ratio = (numerators: ReadonlyArray<number>, denominators: ReadonlyArray<number>): number => {
  if (numerators.length !== denominators.length) throw new RangeError("both need a value for each round")
  return median(numerators.map((value, round) => value / (denominators[round] ?? Number.NaN)))
}

/**
 * The order of the contestants in a round. Each round begins with another one,
 * so that nobody always runs behind the same neighbour's garbage.
 */
export const turns = <A>(contestants: ReadonlyArray<A>, round: number): ReadonlyArray<A> => {
  const first = round % contestants.length
  return [...contestants.slice(first), ...contestants.slice(0, first)]
}
