import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Chunk, Duration, Effect, FastCheck as fc, type Layer, Stream, TestClock } from "effect"
import type { Attempt } from "effect-line-pay/Attempt"
import { AdvanceResult, AttemptLog, type AttemptLogError, ClaimResult, OpenResult } from "effect-line-pay/AttemptLog"
import { TransactionId } from "effect-line-pay/TransactionId"
import { applied, attempt } from "./attempts.ts"
import * as Model from "./model.ts"

const open = (attempt: Attempt) => Effect.flatMap(AttemptLog, (log) => log.open(attempt))
const advance = (expectedVersion: number, attempt: Attempt) =>
  Effect.flatMap(AttemptLog, (log) => log.advance(expectedVersion, attempt))
const claim = (evidenceId: string, key: string) => Effect.flatMap(AttemptLog, (log) => log.claim(evidenceId, key))
const sweep = (lease: Duration.DurationInput) =>
  Effect.flatMap(AttemptLog, (log) => Stream.runCollect(log.openAttempts(lease))).pipe(
    Effect.map(Chunk.toReadonlyArray)
  )
const sweptKeys = (lease: Duration.DurationInput) => Effect.map(sweep(lease), Arr.map(({ key }) => key))

const { Advanced, Conflict } = AdvanceResult
const { Claimed, TakenBy } = ClaimResult
const { Existing, Opened } = OpenResult

/** Every field, and in every string what JSON and SQL could stumble over. */
const full: Attempt = {
  key: `refundPayment:'";--\\\n 訂單 คำสั่งซื้อ 🧾`,
  group: "refundPayment:2023042201206549310",
  operation: "refundPayment",
  fingerprint: "null",
  transactionId: TransactionId.make("9223372036854775807"),
  orderId: "O'Reilly ${1} $1 ? :x %s",
  amount: 0.1 + 0.2,
  currency: "USD",
  capture: false,
  snapshot: { refunds: [{ id: TransactionId.make("1"), amount: 0.3 }], remaining: 1e21 },
  openedAt: 1_732_252_800_123.5,
  sends: [{ at: 1_732_252_800_124, quietUntil: 1_732_252_920_124 }],
  sweeps: 3,
  version: 0
}

/**
 * What every `AttemptLog` must do. The layer is built anew for each test, and
 * for each run of a property: its log is empty then.
 */
export const attemptLogContract = <E>(name: string, layer: Layer.Layer<AttemptLog, E>) => {
  describe(name, () => {
    const test = (title: string, effect: Effect.Effect<void, AttemptLogError, AttemptLog>) =>
      it.effect(title, () => Effect.provide(effect, layer))

    describe("open", () => {
      test(
        "keeps the first record of a key, every field of it",
        Effect.gen(function*() {
          assert.deepStrictEqual(yield* open(full), Opened({ attempt: full }))
          const second = yield* open(attempt({ key: full.key, fingerprint: "another" }))
          assert.deepStrictEqual(second, Existing({ attempt: full }))
        })
      )

      test(
        "refuses a second open attempt of a group, until the first is settled",
        Effect.gen(function*() {
          const [first, second] = [attempt({ key: "1", group: "payment" }), attempt({ key: "2", group: "payment" })]
          yield* open(first)
          assert.deepStrictEqual(yield* open(second), Existing({ attempt: first }))
          yield* advance(0, { ...first, needsHuman: true })
          assert.strictEqual((yield* open(second))._tag, "Existing")
          yield* advance(1, { ...first, verdict: applied })
          assert.strictEqual((yield* open(second))._tag, "Opened")
        })
      )

      test(
        "tells the key's own attempt before the group's",
        Effect.gen(function*() {
          const own = attempt({ key: "1", group: "payment" })
          yield* open(own)
          yield* advance(0, { ...own, verdict: applied })
          yield* open(attempt({ key: "2", group: "payment" }))
          const { attempt: found } = yield* open(own)
          assert.strictEqual(found.key, "1")
        })
      )

      test(
        "lets attempts without a group be",
        Effect.gen(function*() {
          yield* open(attempt({ key: "1" }))
          assert.strictEqual((yield* open(attempt({ key: "2" })))._tag, "Opened")
        })
      )

      test(
        "has one winner per key, and per group",
        Effect.gen(function*() {
          const keys = Effect.forEach(Arr.range(1, 20), (n) => open(attempt({ key: "1", fingerprint: String(n) })), {
            concurrency: "unbounded"
          })
          const [winner, ...others] = Arr.filter(yield* keys, ({ _tag }) => _tag === "Opened")
          if (winner === undefined) return assert.fail("nobody won")
          assert.isEmpty(others)
          assert.deepStrictEqual(yield* open(attempt({ key: "1" })), Existing({ attempt: winner.attempt }))
          const groups = Effect.forEach(
            Arr.range(1, 20),
            (n) => open(attempt({ key: `group ${n}`, group: "payment" })),
            {
              concurrency: "unbounded"
            }
          )
          assert.lengthOf(Arr.filter(yield* groups, ({ _tag }) => _tag === "Opened"), 1)
        })
      )
    })

    describe("advance", () => {
      test(
        "replaces the record, and counts the version itself",
        Effect.gen(function*() {
          yield* open(full)
          const next: Attempt = { ...attempt({ key: full.key, sweeps: 4, version: 77 }), verdict: applied }
          const advanced = { ...next, version: 1 }
          assert.deepStrictEqual(yield* advance(0, next), Advanced({ attempt: advanced }))
          assert.deepStrictEqual(yield* open(full), Existing({ attempt: advanced }))
        })
      )

      test(
        "refuses another version than the last, and tells the record as it is",
        Effect.gen(function*() {
          const first = attempt({ key: "1" })
          yield* open(first)
          assert.deepStrictEqual(yield* advance(1, { ...first, sweeps: 1 }), Conflict({ attempt: first }))
          const current = { ...first, sweeps: 2, version: 1 }
          assert.deepStrictEqual(yield* advance(0, current), Advanced({ attempt: current }))
          assert.deepStrictEqual(yield* advance(0, { ...first, sweeps: 3 }), Conflict({ attempt: current }))
        })
      )

      test(
        "fails for a key that was never opened",
        Effect.gen(function*() {
          const result = yield* Effect.either(advance(0, attempt({ key: "nobody" })))
          if (result._tag === "Right") return assert.fail("it advanced")
          assert.strictEqual(result.left.verb, "advance")
          assert.include(result.left.message, "nobody")
        })
      )

      test(
        "reopens an attempt only into a group that has no other open one",
        Effect.gen(function*() {
          const first = attempt({ key: "1", group: "payment" })
          const second = attempt({ key: "2", group: "payment" })
          yield* open(first)
          yield* advance(0, { ...first, verdict: applied })
          yield* open(second)
          assert.deepStrictEqual(yield* advance(1, first), Conflict({ attempt: second }))
          yield* advance(0, { ...second, verdict: applied })
          assert.deepStrictEqual(yield* advance(1, first), Advanced({ attempt: { ...first, version: 2 } }))
          assert.strictEqual((yield* open(attempt({ key: "3", group: "payment" })))._tag, "Existing")
        })
      )

      test(
        "has one winner per version",
        Effect.gen(function*() {
          yield* open(attempt({ key: "1" }))
          for (const version of Arr.range(0, 4)) {
            const results = yield* Effect.forEach(
              Arr.range(1, 10),
              (n) => advance(version, attempt({ key: "1", fingerprint: String(n) })),
              { concurrency: "unbounded" }
            )
            assert.lengthOf(Arr.filter(results, ({ _tag }) => _tag === "Advanced"), 1)
            assert.isTrue(results.every((result) => result.attempt.version === version + 1))
          }
        })
      )

      test(
        "has one winner per group when many are reopened at once",
        Effect.gen(function*() {
          const keys = Arr.makeBy(10, String)
          yield* Effect.forEach(keys, (key) => {
            const one = attempt({ key, group: "payment" })
            return Effect.zipRight(open(one), advance(0, { ...one, verdict: applied }))
          })
          const results = yield* Effect.forEach(keys, (key) => advance(1, attempt({ key, group: "payment" })), {
            concurrency: "unbounded"
          })
          const [winner, ...others] = Arr.filter(results, ({ _tag }) => _tag === "Advanced")
          assert.isEmpty(others)
          assert.deepStrictEqual(Arr.dedupe(results.map(({ attempt }) => attempt.key)), [winner?.attempt.key ?? ""])
        })
      )
    })

    describe("claim", () => {
      test(
        "gives a piece of evidence to one attempt, for ever",
        Effect.gen(function*() {
          assert.deepStrictEqual(yield* claim("refund 1", "a"), Claimed())
          assert.deepStrictEqual(yield* claim("refund 1", "b"), TakenBy({ key: "a" }))
          assert.deepStrictEqual(yield* claim("refund 1", "a"), Claimed())
          assert.deepStrictEqual(yield* claim("refund 2", "b"), Claimed())
        })
      )

      test(
        "has one winner",
        Effect.gen(function*() {
          const results = yield* Effect.forEach(Arr.makeBy(20, String), (key) => claim("refund", key), {
            concurrency: "unbounded"
          })
          assert.lengthOf(Arr.filter(results, ({ _tag }) => _tag === "Claimed"), 1)
        })
      )
    })

    describe("openAttempts", () => {
      test(
        "gives the open ones that no human has to look at, oldest first",
        Effect.gen(function*() {
          const [young, old, settled, human] = [
            attempt({ key: "young", openedAt: 3 }),
            attempt({ key: "old", openedAt: 1 }),
            attempt({ key: "settled", openedAt: 2 }),
            attempt({ key: "human", openedAt: 4 })
          ]
          for (const one of [young, old, settled, human]) yield* open(one)
          yield* advance(0, { ...settled, verdict: applied })
          yield* advance(0, { ...human, needsHuman: true })
          assert.deepStrictEqual(yield* sweep("1 minute"), [old, young])
        })
      )

      test(
        "gives none that is leased, however it has changed, before the lease is over",
        Effect.gen(function*() {
          const one = attempt({ key: "1" })
          yield* open(one)
          assert.deepStrictEqual(yield* sweptKeys("1 minute"), ["1"])
          yield* advance(0, one)
          yield* TestClock.adjust("59999 millis")
          assert.deepStrictEqual(yield* sweptKeys("1 minute"), [])
          yield* TestClock.adjust("1 millis")
          assert.deepStrictEqual(yield* sweptKeys(Duration.infinity), ["1"])
          yield* TestClock.adjust("36500 days")
          assert.deepStrictEqual(yield* sweptKeys("1 minute"), [])
        })
      )

      test(
        "shares many among sweepers that come at once",
        Effect.gen(function*() {
          const count = 100
          const keys = Arr.makeBy(count, (n) => String(n))
          yield* Effect.forEach(keys, (key) => open(attempt({ key, openedAt: count - Number(key) })), {
            concurrency: 10
          })
          const shares = yield* Effect.all(Arr.makeBy(5, () => sweep("1 minute")), { concurrency: "unbounded" })
          for (const share of shares) {
            const ages = share.map(({ openedAt }) => openedAt)
            assert.deepStrictEqual(ages, ages.toSorted((left, right) => left - right))
          }
          assert.sameMembers(shares.flatMap(Arr.map(({ key }) => key)), keys)
        })
      )
    })

    it.effect.prop(
      "gives results that some order of the commands explains",
      [fc.array(steps, { minLength: 1, maxLength: 8 })],
      ([history]) =>
        Effect.gen(function*() {
          let states: ReadonlyArray<Model.State> = [Model.empty]
          let now = 0
          for (const step of history) {
            if (step.kind === "pass") {
              now += step.millis
              yield* TestClock.adjust(step.millis)
            } else if (step.kind === "sweep") {
              const swept = yield* sweep(step.lease)
              states = states.flatMap((state) => {
                const [after, due] = Model.sweep(state, now, step.lease)
                return Model.isSweepOf(due, swept) ? [after] : []
              })
            } else {
              const results = yield* Effect.forEach(
                step.commands,
                ({ command, yields }) =>
                  Effect.map(
                    Effect.zipRight(Effect.yieldNow().pipe(Effect.repeatN(yields)), Model.run(command)),
                    (result) => [command, result] as const
                  ),
                { concurrency: "unbounded" }
              )
              states = Model.explain(states, results)
            }
            assert.isNotEmpty(states)
          }
        }).pipe(Effect.provide(layer)),
      { fastCheck: { numRuns: 30 } }
    )
  })
}

/** Few keys, groups, versions and pieces of evidence, so that commands meet. */
const groups: Record<string, string | undefined> = { a: "g", b: "g", c: "g", d: undefined }
const keys = fc.constantFrom("a", "b", "c", "d")

const attempts = fc.record({ key: keys, openedAt: fc.nat() }).map(({ key, openedAt }) => {
  const group = groups[key]
  return attempt({ key, openedAt, ...(group === undefined ? {} : { group }) })
})

const outcomes = fc.constantFrom<Partial<Attempt>>({}, { needsHuman: true }, { verdict: applied }, { verdict: applied })

const commands: fc.Arbitrary<Model.Command> = fc.oneof(
  fc.record({ verb: fc.constant("open" as const), attempt: attempts }),
  fc.record({
    verb: fc.constant("advance" as const),
    expectedVersion: fc.nat(3),
    attempt: fc.tuple(attempts, outcomes).map(([attempt, outcome]) => ({ ...attempt, ...outcome }))
  }),
  fc.record({ verb: fc.constant("claim" as const), evidenceId: fc.constantFrom("x", "y"), key: keys })
)

const steps = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("together" as const),
      commands: fc.array(fc.record({ command: commands, yields: fc.nat(6) }), { minLength: 1, maxLength: 4 })
    })
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("sweep" as const), lease: fc.integer({ min: 1, max: 50 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("pass" as const), millis: fc.integer({ min: 1, max: 50 }) }) }
)
