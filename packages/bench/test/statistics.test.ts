import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { median, quantile, ratio, turns } from "../src/statistics.ts"

const positive = FastCheck.double({ min: 0.001, max: 1e6, noNaN: true })
const several = FastCheck.array(positive, { minLength: 1, maxLength: 30 })

describe("quantile", () => {
  it.each([
    [[5], 0.99, 5],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 2, 3], 0.5, 2.5],
    [[10, 20, 30, 40, 50], 0, 10],
    [[10, 20, 30, 40, 50], 1, 50],
    [[10, 20], 0.25, 12.5],
    // As numbers, not as texts.
    [[100, 9, 20], 0.5, 20]
  ])("of %j at %d is %d", (values, share, expected) => {
    assert.strictEqual(quantile(values, share), expected)
  })

  it("of nothing is an error", () => {
    assert.throws(() => median([]), RangeError)
  })

  it.prop("lies among the values and leaves them as they are", [
    several,
    FastCheck.double({ min: 0, max: 1, noNaN: true })
  ], ([values, share]) => {
    const before = [...values]
    const value = quantile(values, share)
    assert.isAtLeast(value, Math.min(...values))
    assert.isAtMost(value, Math.max(...values))
    assert.deepStrictEqual(values, before)
  })
})

describe("ratio", () => {
  it.prop(
    "does not see what slows both in a round",
    [
      FastCheck.array(FastCheck.tuple(positive, FastCheck.integer({ min: 0, max: 10 })), { minLength: 1 }),
      FastCheck.constantFrom(0.5, 2, 3.25)
    ],
    ([rounds, factor]) => {
      // Powers of two, so that no rounding gets in the way.
      const slowed = rounds.map(([time, slowness]) => time * 2 ** slowness)
      assert.strictEqual(
        ratio(slowed.map((time) => time * factor), slowed),
        ratio(rounds.map(([t]) => t * factor), rounds.map(([t]) => t))
      )
    }
  )

  it("is that of the rounds, and not that of the medians", () => {
    assert.strictEqual(ratio([2, 40, 6], [1, 20, 30]), 2)
  })

  it("wants the same rounds of both", () => {
    assert.throws(() => ratio([1, 2], [1]), RangeError)
  })
})

describe("turns", () => {
  it("lets each begin once, and leaves out nobody", () => {
    assert.deepStrictEqual([0, 1, 2, 3].map((round) => turns(["a", "b", "c"], round).join("")), [
      "abc",
      "bca",
      "cab",
      "abc"
    ])
  })
})
