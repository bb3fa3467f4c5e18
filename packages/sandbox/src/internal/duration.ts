import * as Duration from "effect/Duration"
import * as Option from "effect/Option"

const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

/** Describes the input of {@link parse}, for error texts. @internal */
export const expected = "a time such as 500ms, 30s, 20m, 2h, 3d or \"20 minutes\""

/**
 * Parses a duration such as `30s`, or Effect's `30 seconds`.
 *
 * @internal
 */
export const parse = (text: string): Duration.Duration | undefined => {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text) ?? []
  const millis = Object.entries(units).find(([name]) => name === unit)?.[1]
  if (millis !== undefined) return Duration.millis(Number(amount) * millis)
  return Option.getOrUndefined(Option.filter(Duration.decodeUnknown(text), Duration.isFinite))
}
