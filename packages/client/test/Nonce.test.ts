import { assert, describe, it } from "@effect/vitest"
import { Effect, type Layer, TestClock } from "effect"
import { Nonce } from "effect-line-pay"

const draw = (count: number) => Effect.flatMap(Nonce, ({ next }) => Effect.replicateEffect(next, count))

/** 10,000 at an instant, and one more of each later instant. */
const drawn = (layer: Layer.Layer<Nonce>) =>
  Effect.gen(function*() {
    yield* TestClock.setTime(Date.UTC(2023, 3, 22, 1, 2, 3))
    const standing = yield* draw(10_000)
    yield* TestClock.adjust("1 minute")
    const later = yield* draw(1)
    yield* TestClock.setTime(0)
    const setBack = yield* draw(10)
    return [...standing, ...later, ...setBack]
  }).pipe(Effect.provide(layer))

const uuid = (version: 1 | 4) =>
  new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)

/** The 100 ns ticks since 1582-10-15 that a UUID of version 1 holds. */
const ticks = (nonce: string): bigint => {
  const [low = "", middle = "", high = ""] = nonce.split("-")
  return BigInt(`0x${high.slice(1)}${middle}${low}`)
}

/** Milliseconds since 1970. */
const time = (nonce: string): number => Number((ticks(nonce) - 122_192_928_000_000_000n) / 10_000n)

const strictlyIncreasing = (values: ReadonlyArray<bigint>) =>
  values.every((value, index) => index === 0 || value > (values[index - 1] ?? value))

describe("Nonce.layerUuidV1", () => {
  it.effect("never repeats, while the clock stands, goes on and is set back", () =>
    Effect.gen(function*() {
      const nonces = yield* drawn(Nonce.layerUuidV1)
      assert.strictEqual(new Set(nonces).size, 10_011)
      assert.isTrue(strictlyIncreasing(nonces.map(ticks)))
    }))

  it.effect("is a UUID of version 1 that tells Effect's clock", () =>
    Effect.gen(function*() {
      const nonces = yield* drawn(Nonce.layerUuidV1)
      assert.deepStrictEqual(nonces.filter((nonce) => !uuid(1).test(nonce)), [])
      assert.strictEqual(time(nonces[0] ?? ""), Date.UTC(2023, 3, 22, 1, 2, 3))
      assert.strictEqual(time(nonces[10_000] ?? ""), Date.UTC(2023, 3, 22, 1, 3, 3))
    }))

  it.effect("has one random node per layer, marked as none of a network card", () =>
    Effect.gen(function*() {
      const here = yield* draw(100).pipe(Effect.provide(Nonce.layerUuidV1))
      const there = yield* draw(100).pipe(Effect.provide(Nonce.layerUuidV1))
      const identities = [...here, ...there].map((nonce) => nonce.slice(19))
      assert.strictEqual(new Set(identities).size, 2)
      for (const identity of identities) assert.strictEqual(parseInt(identity.slice(5, 7), 16) & 1, 1)
      // Two processes at the same instant.
      assert.strictEqual(new Set([...here, ...there]).size, 200)
    }))
})

describe("Nonce.layerUuidV4", () => {
  it.effect("never repeats, and is a UUID of version 4", () =>
    Effect.gen(function*() {
      const nonces = yield* drawn(Nonce.layerUuidV4)
      assert.strictEqual(new Set(nonces).size, 10_011)
      assert.deepStrictEqual(nonces.filter((nonce) => !uuid(4).test(nonce)), [])
    }))
})

describe("Nonce.layerTimestamp", () => {
  it.effect("increases strictly, from the milliseconds of Effect's clock", () =>
    Effect.gen(function*() {
      const nonces = yield* drawn(Nonce.layerTimestamp)
      assert.isTrue(strictlyIncreasing(nonces.map(BigInt)))
      assert.strictEqual(nonces[0], String(Date.UTC(2023, 3, 22, 1, 2, 3)))
      assert.strictEqual(nonces[10_000], String(Date.UTC(2023, 3, 22, 1, 3, 3)))
      assert.deepStrictEqual(nonces.filter((nonce) => !/^\d{13}$/.test(nonce)), [])
    }))
})

describe("Nonce.layerFixed", () => {
  it.effect("always gives the same", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(new Set(yield* drawn(Nonce.layerFixed("fixed"))), new Set(["fixed"]))
    }))
})
