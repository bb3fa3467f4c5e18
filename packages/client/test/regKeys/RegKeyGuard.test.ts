import { assert, describe, it } from "@effect/vitest"
import { Effect, Either, TestClock } from "effect"
import { MassRegKeyDeath, RegKey, RegKeyGuard } from "effect-line-pay"

const key = (n: number): RegKey => RegKey.make(`RK${n}`)

/** Which of some keys the guard believes to be dead. */
const believed = (from: number, to: number) =>
  Effect.gen(function*() {
    const guard = yield* RegKeyGuard
    const verdicts: Array<boolean> = []
    for (let n = from; n < to; n++) verdicts.push(Either.isRight(yield* Effect.either(guard.dead(key(n)))))
    return verdicts.filter(Boolean).length
  })

const known = (from: number, to: number) =>
  Effect.gen(function*() {
    const guard = yield* RegKeyGuard
    for (let n = from; n < to; n++) yield* guard.known(key(n))
  })

describe("RegKeyGuard", () => {
  it.effect("believes ten deaths of the last 50 keys, and no more", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* believed(0, 10_000), 10)
    }).pipe(Effect.provide(RegKeyGuard.layer)))

  it.effect("ten thousand keys that were known do not buy more", () =>
    Effect.gen(function*() {
      yield* known(0, 10_000)
      assert.strictEqual(yield* believed(0, 10_000), 10)
    }).pipe(Effect.provide(RegKeyGuard.layer)))

  it.effect("the deaths of ordinary days are all believed", () =>
    Effect.gen(function*() {
      for (let n = 0; n < 2_000; n += 20) {
        yield* known(n, n + 18)
        assert.strictEqual(yield* believed(n + 18, n + 20), 2)
      }
    }).pipe(Effect.provide(RegKeyGuard.layer)))

  it.effect("believes again when enough keys are known", () =>
    Effect.gen(function*() {
      yield* believed(0, 100)
      yield* known(100, 140)
      // Ten of the old ones are left in the sample; each new one takes the place of one of them.
      assert.strictEqual(yield* believed(140, 150), 10)
      assert.strictEqual(yield* believed(150, 160), 0)
    }).pipe(Effect.provide(RegKeyGuard.layer)))

  it.effect("counts different keys, each by its latest word", () =>
    Effect.gen(function*() {
      for (let times = 0; times < 100; times++) assert.strictEqual(yield* believed(0, 10), 10)
      yield* known(0, 10)
      assert.strictEqual(yield* believed(10, 30), 10)
    }).pipe(Effect.provide(RegKeyGuard.layer)))

  it.effect("a key that is heard of again is one of the latest", () =>
    Effect.gen(function*() {
      yield* believed(1, 2)
      yield* known(2, 4)
      yield* believed(1, 2)
      yield* known(4, 5)
      // The latest three are 1, 4 and 5, of which two are dead.
      assert.strictEqual(yield* believed(5, 6), 0)
    }).pipe(Effect.provide(RegKeyGuard.layerWith({ tolerated: 1, sample: 3 }))))

  it.effect("forgets after a day", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* believed(0, 20), 10)
      yield* TestClock.adjust("23 hours")
      assert.strictEqual(yield* believed(20, 40), 0)
      yield* TestClock.adjust("1 hour")
      // Of the first twenty none counts any more, but the second twenty do.
      assert.strictEqual(yield* believed(40, 60), 0)
      yield* TestClock.adjust("1 day")
      assert.strictEqual(yield* believed(60, 80), 10)
    }).pipe(Effect.provide(RegKeyGuard.layer)))

  it.effect("has the limits that it is given", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* believed(0, 10), 2)
      yield* TestClock.adjust("7 days")
      assert.strictEqual(yield* believed(10, 20), 2)
      yield* known(20, 23)
      assert.strictEqual(yield* believed(23, 30), 2)
    }).pipe(Effect.provide(RegKeyGuard.layerWith({ tolerated: 2, sample: 5, window: "7 days" }))))

  it.effect("with `tolerated: 0` it believes no death", () =>
    Effect.gen(function*() {
      yield* known(0, 100)
      assert.strictEqual(yield* believed(0, 1), 0)
    }).pipe(Effect.provide(RegKeyGuard.layerWith({ tolerated: 0 }))))

  it.effect("two layers do not share what they heard", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* Effect.provide(believed(0, 20), RegKeyGuard.layer), 10)
      assert.strictEqual(yield* Effect.provide(believed(0, 20), RegKeyGuard.layer), 10)
    }))

  it.effect("the error counts, says what to do, and shows no key", () =>
    Effect.gen(function*() {
      const guard = yield* RegKeyGuard
      yield* known(0, 30)
      yield* believed(30, 40)
      const error = yield* Effect.flip(guard.dead(key(40)))
      assert.deepStrictEqual(error, new MassRegKeyDeath({ dead: 11, of: 41 }))
      assert.match(error.message, /^11 of the last 41 regKeys .* Nothing was forgotten\. Check channel id, environment/)
      assert.notInclude(JSON.stringify([error, guard]) + String(error.stack), "RK40")
    }).pipe(Effect.provide(RegKeyGuard.layer)))
})
