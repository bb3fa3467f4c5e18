import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { Decimal } from "line-pay-protocol"

const anyNumber = FastCheck.double({ noNaN: true, noDefaultInfinity: true })
const money = FastCheck.tuple(FastCheck.integer(), FastCheck.nat(4)).map(([units, scale]) => units / 10 ** scale)

const decimal = FastCheck.oneof(anyNumber, money).map((value) => Decimal.fromNumber(value) ?? assert.fail())

describe("Decimal", () => {
  it.prop("comes back as the number that it was made from", [FastCheck.oneof(anyNumber, money)], ([value]) => {
    const back = Decimal.toNumber(Decimal.fromNumber(value) ?? assert.fail())
    // There is no minus zero among decimals.
    assert.strictEqual(back, value + 0)
  })

  it.prop("is in lowest terms, whatever made it", [decimal, decimal], ([a, b]) => {
    for (const { scale, units } of [a, Decimal.add(a, b), Decimal.multiply(a, b), Decimal.negate(a)]) {
      assert.isAtLeast(scale, 0)
      assert.isTrue(scale === 0 || units % 10n !== 0n)
    }
  })

  it.prop(
    "addition is commutative and associative, with zero and an inverse",
    [decimal, decimal, decimal],
    ([a, b, c]) => {
      assert.deepStrictEqual(Decimal.add(a, b), Decimal.add(b, a))
      assert.deepStrictEqual(Decimal.add(Decimal.add(a, b), c), Decimal.add(a, Decimal.add(b, c)))
      assert.deepStrictEqual(Decimal.add(a, Decimal.zero), a)
      assert.deepStrictEqual(Decimal.add(a, Decimal.negate(a)), Decimal.zero)
    }
  )

  it.prop(
    "multiplication is commutative and associative, and distributes",
    [decimal, decimal, decimal],
    ([a, b, c]) => {
      const one = { units: 1n, scale: 0 }
      assert.deepStrictEqual(Decimal.multiply(a, b), Decimal.multiply(b, a))
      assert.deepStrictEqual(
        Decimal.multiply(Decimal.multiply(a, b), c),
        Decimal.multiply(a, Decimal.multiply(b, c))
      )
      assert.deepStrictEqual(
        Decimal.multiply(a, Decimal.add(b, c)),
        Decimal.add(Decimal.multiply(a, b), Decimal.multiply(a, c))
      )
      assert.deepStrictEqual(Decimal.multiply(a, one), a)
    }
  )

  it.prop("compare is the order of numbers", [anyNumber, anyNumber], ([a, b]) => {
    const order = Decimal.compare(Decimal.fromNumber(a) ?? assert.fail(), Decimal.fromNumber(b) ?? assert.fail())
    assert.strictEqual(Math.sign(order), a < b ? -1 : a > b ? 1 : 0)
  })

  it.prop("compare is antisymmetric, and blind to what is added to both", [decimal, decimal, decimal], ([a, b, c]) => {
    const order = Decimal.compare(a, b)
    assert.strictEqual(Decimal.compare(b, a) + order, 0)
    assert.strictEqual(Decimal.compare(Decimal.add(a, c), Decimal.add(b, c)), order)
    assert.strictEqual(order === 0, a.units === b.units && a.scale === b.scale)
  })

  it.prop("absolute drops the sign and nothing else", [decimal], ([a]) => {
    const absolute = Decimal.absolute(a)
    assert.isAtLeast(Decimal.compare(absolute, Decimal.zero), 0)
    assert.deepStrictEqual(Decimal.compare(a, Decimal.zero) < 0 ? Decimal.negate(a) : a, absolute)
  })

  it.each([
    [0.1, "0.1"],
    [-0.1, "-0.1"],
    [1000.5, "1000.5"],
    [100, "100"],
    [0.05, "0.05"],
    [-0, "0"],
    [1e21, "1000000000000000000000"],
    [1.5e-7, "0.00000015"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"]
  ])("writes %d in plain digits", (value, text) => {
    assert.strictEqual(Decimal.format(Decimal.fromNumber(value) ?? assert.fail()), text)
  })

  it.each([NaN, Infinity, -Infinity])("is not to be had from %d", (value) => {
    assert.isUndefined(Decimal.fromNumber(value))
  })

  it("adds tenths to a whole", () => {
    const tenth = Decimal.fromNumber(0.1) ?? assert.fail()
    const sum = Array.from({ length: 10 }, () => tenth).reduce(Decimal.add)
    assert.deepStrictEqual(sum, { units: 1n, scale: 0 })
  })
})
