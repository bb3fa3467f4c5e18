import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { Money } from "line-pay-protocol"

const cents = FastCheck.integer({ min: -1_000_000_000, max: 1_000_000_000 })

describe("Money", () => {
  it("knows the four currencies of the pre-approved payment document", () => {
    assert.deepStrictEqual(Money.currencies, ["USD", "JPY", "TWD", "THB"])
    assert.hasAllKeys(Money.currencyDecimals, [...Money.currencies])
  })

  describe("problem", () => {
    it.each(
      [
        ["USD", 0.01, 0.001, "at most 2 decimals: USD has no more"],
        ["THB", 0.25, 0.255, "at most 2 decimals: THB has no more"],
        ["TWD", 100, 99.5, "a whole number: TWD has no decimals"],
        ["JPY", 100, 99.5, "a whole number: JPY has no decimals"]
      ] as const
    )("%s takes %d and not %d", (currency, right, wrong, expected) => {
      assert.isUndefined(Money.problem(right, currency))
      assert.strictEqual(Money.problem(wrong, currency), expected)
    })

    it.each(Money.currencies)("%s takes no amount that is not a number above 0", (currency) => {
      for (const amount of [0, -0, -1, -0.01]) {
        assert.strictEqual(Money.problem(amount, currency), "a number above 0")
      }
      for (const amount of [NaN, Infinity, -Infinity]) {
        assert.strictEqual(Money.problem(amount, currency), "a finite number")
      }
    })

    it("allows zero where it may stand, and nothing below", () => {
      assert.isUndefined(Money.problem(0, "TWD", { allowZero: true }))
      assert.isUndefined(Money.problem(-0, "TWD", { allowZero: true }))
      assert.strictEqual(Money.problem(-1, "TWD", { allowZero: true }), "a number of at least 0")
    })

    it("goes by the caller's decimals instead of its own", () => {
      const decimals = { ...Money.currencyDecimals, TWD: 2, USD: 0 }
      assert.isUndefined(Money.problem(99.5, "TWD", { decimals }))
      assert.strictEqual(Money.problem(99.5, "USD", { decimals }), "a whole number: USD has no decimals")
    })

    it("sees the decimals of a double that arithmetic has spoilt", () => {
      assert.strictEqual(Money.problem(0.1 + 0.2, "THB"), "at most 2 decimals: THB has no more")
    })
  })

  describe("sum", () => {
    it.prop("of hundredths is the hundredth of their sum", [FastCheck.array(cents)], ([amounts]) => {
      const total = amounts.reduce((sum, amount) => sum + amount, 0)
      assert.strictEqual(Money.sum(amounts.map((amount) => amount / 100)), total / 100)
    })

    it("is exact where addition of doubles is not", () => {
      assert.strictEqual(Money.sum([0.1, 0.2]), 0.3)
      assert.strictEqual(Money.sum([1.1, 2.2, -3.3]), 0)
    })

    it("tells sums that are off by one satang", () => {
      assert.strictEqual(Money.sum([33.33, 33.33, 33.34]), 100)
      assert.strictEqual(Money.sum([33.33, 33.33, 33.33]), 99.99)
    })

    it("of nothing is 0, and of anything that is not finite nothing", () => {
      assert.strictEqual(Money.sum([]), 0)
      assert.isUndefined(Money.sum([1, NaN]))
      assert.isUndefined(Money.sum([1, Infinity, -Infinity]))
    })
  })

  describe("times", () => {
    it.prop("of hundredths is the hundredth of the product", [cents, FastCheck.integer({ min: 0, max: 1_000 })], ([
      price,
      quantity
    ]) => {
      assert.strictEqual(Money.times(price / 100, quantity), price * quantity / 100 + 0)
    })

    it("is exact where multiplication of doubles is not", () => {
      assert.strictEqual(Money.times(10.1, 3), 30.3)
      assert.strictEqual(Money.times(0.07, 100), 7)
    })

    it("of anything that is not finite is nothing", () => {
      assert.isUndefined(Money.times(NaN, 1))
      assert.isUndefined(Money.times(1, Infinity))
    })
  })
})
