import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Effect, Either, Fiber, Random, Schedule, TestClock } from "effect"
import { LinePay, Policy } from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import { all, type Call, calls, transactionId } from "../support/calls.ts"
import * as Script from "./support/script.ts"

const partialRefund: Call & { readonly name: string } = {
  ...calls.refundPayment,
  name: "refundPayment of a part",
  run: (linePay: LinePay.Service) => linePay.refundPayment({ transactionId, refundAmount: 30 })
}

/** Every call, and the two that differ from their rows by what they ask. */
const variants = [...all, partialRefund]

/** The calls for which the table's `SameRequest` would move money twice. */
const lookupFirst = ["refundPayment of a part", "checkRegKey with creditCardAuth"]

/** For tests of a thousand calls, on a machine that is busy: milliseconds. */
const manyCalls = 60_000

/** `recommended` repeats so often at most. */
const repetitions = 3

/** `recommended` without its waits, so that most tests need no clock. */
const budgeted = (budget: Policy.RetryBudget) =>
  Policy.withRetry(Policy.recommended, { schedule: Schedule.recurs(repetitions), budget })
const eager = budgeted(Policy.recommended.retry?.budget ?? assert.fail())
const unbounded = budgeted({ tokens: Infinity, earnedPerSuccess: 0 })

const run = (call: Pick<Call, "run">, script: Script.Script, policy: Policy.Policy = Policy.recommended) =>
  Effect.gen(function*() {
    const { linePay, sent } = yield* Script.make(script, policy)
    const exit = yield* Effect.either(call.run(linePay))
    return { exit, sent }
  })

const underClock = <A, E>(effect: Effect.Effect<A, E>, jitter = 0.5) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(effect)
    yield* TestClock.adjust("10 minutes")
    return yield* Fiber.join(fiber)
  }).pipe(Effect.withRandom(Random.fixed([jitter])))

/** All at once, and with the same jitter: a `TestClock` takes milliseconds for each instant at which something happens. */
const runAll = <A, E>(effects: ReadonlyArray<Effect.Effect<A, E>>) =>
  underClock(Effect.all(effects, { concurrency: "unbounded" }))

describe("Policy.recommended", () => {
  it.effect("repeats exactly what the table says may be repeated as it is", () =>
    Effect.gen(function*() {
      const codes = [...Object.keys(ResultCode.table).filter((code) => code !== "190X"), "1900", "1909", "7777"]
      const counts = yield* Effect.forEach(variants, (call) =>
        Effect.gen(function*() {
          let code = ""
          const { linePay, sent } = yield* Script.make((one) => Script.always(code, call.info)(one), unbounded)
          const sends: Record<string, number> = {}
          for (code of codes) {
            const before = sent.length
            yield* Effect.either(call.run(linePay))
            sends[code] = sent.length - before
          }
          return [call.name, sends] as const
        }).pipe((counting) => call.operation === "checkPaymentStatus" ? underClock(counting) : counting))
      const expected = variants.map(({ name, operation }) => {
        const sends = (code: string) => {
          const key = ResultCode.find(code)
          const meaning = key === undefined ? undefined : ResultCode.meaning(key, operation)
          return meaning?.retry === "SameRequest" && !lookupFirst.includes(name) ? 1 + repetitions : 1
        }
        return [name, Object.fromEntries(codes.map((code) => [code, sends(code)]))] as const
      })
      assert.deepStrictEqual(counts, expected)
      // What that comes to, so that the table cannot change it unseen.
      const repeated = counts.map(([name, sends]) => [name, codes.filter((code) => sends[code] !== 1)])
      assert.deepStrictEqual(Object.fromEntries(repeated), {
        requestPayment: [],
        checkPaymentStatus: ["9000", "1900", "1909"],
        confirmPayment: [],
        capturePayment: [],
        voidPayment: ["1900", "1909"],
        refundPayment: ["1900", "1909"],
        getPaymentDetails: ["9000", "1900", "1909"],
        checkRegKey: ["9000", "1900", "1909"],
        payPreapproved: [],
        expireRegKey: ["9000", "1900", "1909"],
        "checkRegKey with creditCardAuth": [],
        "refundPayment of a part": []
      })
    }), manyCalls)

  it.effect("repeats what certainly did not leave, whatever it is", () =>
    Effect.gen(function*() {
      const results = yield* runAll(variants.map((call) => run(call, Script.refused)))
      for (const { exit, sent } of results) {
        assert.lengthOf(sent, 1 + repetitions)
        assert.isTrue(Either.isLeft(exit))
      }
    }))

  it.effect("repeats a read that broke, and never a write that may have been done", () =>
    Effect.gen(function*() {
      for (const script of [Script.reset, Script.hang, () => Effect.succeed("<html>502 Bad Gateway</html>")]) {
        const results = yield* runAll(variants.map((call) => run(call, script)))
        assert.deepStrictEqual(
          results.map(({ exit, sent }) => [String(sent.length), Either.isLeft(exit) ? exit.left.outcome : "none"]),
          variants.map(({ access }) => access === "Read" ? ["4", "NotApplied"] : ["1", "Unknown"])
        )
      }
    }))

  it.effect("stops at the first success", () =>
    Effect.gen(function*() {
      const script = Script.inTurn(Script.refused, Script.refused, Script.always("0000", calls.confirmPayment.info))
      const { exit, sent } = yield* run(calls.confirmPayment, script, eager)
      assert.isTrue(Either.isRight(exit))
      assert.lengthOf(sent, 3)
    }))

  it.effect("stops at the first failure that may not be repeated", () =>
    Effect.gen(function*() {
      const script = Script.inTurn(Script.refused, Script.reset, Script.always("0000", calls.confirmPayment.info))
      const { exit, sent } = yield* run(calls.confirmPayment, script, eager)
      assert.lengthOf(sent, 2)
      assert.isTrue(Either.isLeft(exit))
    }))

  it.effect("sends the same body each time, under a fresh nonce and signature", () =>
    Effect.gen(function*() {
      const results = yield* runAll(variants.map((call) => run(call, Script.refused)))
      for (const { exit, sent } of results) {
        assert.lengthOf(Arr.dedupe(sent.map(({ nonce }) => nonce)), 1 + repetitions)
        assert.deepStrictEqual(sent.map(({ signature }) => signature), sent.map(({ nonce }) => `signed:${nonce}`))
        assert.lengthOf(Arr.dedupe(sent.map(({ body, method, target }) => `${method} ${target} ${body}`)), 1)
        // The error quotes the last.
        assert.propertyVal(Either.isLeft(exit) ? exit.left : undefined, "nonce", sent.at(-1)?.nonce)
      }
    }))

  it.effect("waits 0.2, 0.4 and 0.8 s, each varied by a fifth", () =>
    Effect.gen(function*() {
      for (
        const [jitter, expected] of [[0, [160, 320, 640]], [0.5, [200, 400, 800]], [1, [
          240,
          480,
          960
        ]]] satisfies ReadonlyArray<
          [number, Array<number>]
        >
      ) {
        const { sent } = yield* underClock(run(calls.getPaymentDetails, Script.refused), jitter)
        assert.deepStrictEqual(between(sent).map(Math.round), expected)
      }
    }))

  it.effect("a layer full of callers does not come back all at once", () =>
    Effect.gen(function*() {
      const callers = Effect.replicateEffect(run(calls.getPaymentDetails, Script.refused), 10, {
        concurrency: "unbounded"
      })
      const fiber = yield* Effect.fork(callers)
      yield* TestClock.adjust("1 minute")
      const seconds = (yield* Fiber.join(fiber)).map(({ sent }) => sent[1]?.at)
      assert.lengthOf(Arr.dedupe(seconds), 10)
    }))

  it.effect("no schedule checks a payment more often than once a second", () =>
    Effect.gen(function*() {
      const slow = Policy.withRetry(Policy.timeouts, {
        schedule: Schedule.intersect(Schedule.spaced("3 seconds"), Schedule.recurs(2)),
        budget: { tokens: Infinity, earnedPerSuccess: 0 }
      })
      const results = yield* runAll(
        [Policy.recommended, eager, slow].map((policy) => run(calls.checkPaymentStatus, Script.always("9000"), policy))
      )
      assert.deepStrictEqual(results.map(({ sent }) => between(sent)), [
        [1_000, 1_000, 1_000],
        [1_000, 1_000, 1_000],
        [3_000, 3_000]
      ])
    }))
})

const between = (sent: ReadonlyArray<Script.Sent>): ReadonlyArray<number> =>
  Arr.zipWith(sent.slice(1), sent, (later, earlier) => later.at - earlier.at)

describe("what a repeated call ends in", () => {
  // A refusal of the second attempt says nothing of the first.
  const ended = (call: Pick<Call, "run">, ...scripts: readonly [Script.Script, ...ReadonlyArray<Script.Script>]) =>
    Effect.map(run(call, Script.inTurn(...scripts), eager), ({ exit }) => Either.isLeft(exit) ? exit.left : undefined)

  it.effect("a void that may be done is not denied by a later attempt that did not leave", () =>
    Effect.gen(function*() {
      const error = yield* ended(calls.voidPayment, Script.always("1902"), Script.refused)
      assert.deepInclude(error, { _tag: "TemporaryError", code: "1902", outcome: "Unknown" })
    }))

  it.effect("nor by a later attempt that was rejected", () =>
    Effect.gen(function*() {
      const refund = yield* ended(calls.refundPayment, Script.always("1900"), Script.always("1164"))
      assert.deepInclude(refund, { _tag: "TemporaryError", outcome: "Unknown" })
      const expire = yield* ended(calls.expireRegKey, Script.always("9000"), Script.always("1106"))
      assert.deepInclude(expire, { _tag: "InternalError", outcome: "Unknown" })
    }))

  it.effect("an answer that it is done already stands", () =>
    Effect.gen(function*() {
      const error = yield* ended(calls.voidPayment, Script.always("1902"), Script.always("1165"))
      assert.deepInclude(error, { _tag: "AlreadyRefunded", outcome: "AlreadyApplied" })
    }))

  it.effect("the newest unknown stands, and of a read the newest error", () =>
    Effect.gen(function*() {
      const lost = yield* ended(calls.voidPayment, Script.always("1902"), Script.reset)
      assert.deepInclude(lost, { _tag: "OutcomeUnknown" })
      const read = yield* ended(calls.getPaymentDetails, Script.always("9000"), Script.always("1150"))
      assert.deepInclude(read, { _tag: "TransactionNotFound" })
    }))
})

describe("the retry budget", () => {
  const failing = (linePay: LinePay.Service) => Effect.flip(calls.getPaymentDetails.run(linePay))

  it.effect("in an outage, 1,000 calls are sent 1,010 times", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.refused, eager)
      yield* Effect.replicateEffect(failing(linePay), 1_000)
      assert.lengthOf(sent, 1_010)
    }), manyCalls)

  /** A LINE Pay that is down or up, and how often so many calls are sent to it. */
  const flickering = (budget: Policy.RetryBudget) =>
    Effect.gen(function*() {
      let isUp = false
      const { linePay, sent } = yield* Script.make(
        (one) => (isUp ? Script.always("0000", calls.getPaymentDetails.info) : Script.refused)(one),
        budgeted(budget)
      )
      const sends = (times: number, up: boolean) =>
        Effect.gen(function*() {
          isUp = up
          const before = sent.length
          yield* Effect.replicateEffect(Effect.either(calls.getPaymentDetails.run(linePay)), times)
          return sent.length - before
        })
      return { fail: (times: number) => sends(times, false), succeed: (times: number) => sends(times, true) }
    })

  it.effect("ten successes earn one repetition, and never more than the budget holds", () =>
    Effect.gen(function*() {
      const { fail, succeed } = yield* flickering({ tokens: 5, earnedPerSuccess: 0.1 })
      assert.strictEqual(yield* fail(9), 9 + 5)
      yield* succeed(9)
      assert.strictEqual(yield* fail(9), 9)
      yield* succeed(1)
      assert.strictEqual(yield* fail(9), 9 + 1)
      yield* succeed(100)
      assert.strictEqual(yield* fail(9), 9 + 5)
    }))

  it.effect("a success earns no more than was spent", () =>
    Effect.gen(function*() {
      const { fail, succeed } = yield* flickering({ tokens: 4, earnedPerSuccess: 10 })
      assert.strictEqual(yield* fail(1), 1 + repetitions)
      yield* succeed(2)
      assert.strictEqual(yield* fail(9), 9 + 4)
    }))

  it.effect("belongs to the layer, not to the policy", () =>
    Effect.gen(function*() {
      const policy = budgeted({ tokens: 2, earnedPerSuccess: 0 })
      const one = yield* Script.make(Script.refused, policy)
      const other = yield* Script.make(Script.refused, policy)
      yield* Effect.replicateEffect(failing(one.linePay), 5)
      yield* Effect.replicateEffect(failing(other.linePay), 5)
      assert.lengthOf(one.sent, 5 + 2)
      assert.lengthOf(other.sent, 5 + 2)
    }))

  it.effect("equal budgets are one, so that a policy made anew for each call repeats no more", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.refused)
      for (let index = 0; index < 5; index++) {
        yield* failing(linePay).pipe(LinePay.withPolicy(budgeted({ tokens: 2, earnedPerSuccess: 0 })))
      }
      assert.lengthOf(sent, 5 + 2)
    }))

  it.effect("a batch with a large budget does not take that of the others", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.refused, budgeted({ tokens: 2, earnedPerSuccess: 0 }))
      const batch = Effect.replicateEffect(failing(linePay), 100)
      yield* LinePay.withPolicy(budgeted({ tokens: Infinity, earnedPerSuccess: 0 }))(batch)
      assert.lengthOf(sent, 100 * (1 + repetitions))
      yield* Effect.replicateEffect(failing(linePay), 5)
      assert.lengthOf(sent, 100 * (1 + repetitions) + 5 + 2)
    }))

  it.effect("without a token nothing is repeated", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Script.make(Script.refused, budgeted({ tokens: 0, earnedPerSuccess: 1 }))
      yield* failing(linePay)
      assert.lengthOf(sent, 1)
    }))
})
