import { assert, describe } from "@effect/vitest"
import { Chunk, Clock, Context, Effect, Exit, Fiber, Option, Stream } from "effect"
import { AttemptLog, AttemptLogError, type News, Settlement } from "effect-line-pay"
import { Fault } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const always = Infinity
const minutes = 60_000

/** A shop that is told, and what it was told when. `take` is what it does with the nth news. */
const listener = (take: (news: News, nth: number) => Effect.Effect<unknown, unknown> = () => Effect.void) => {
  const heard: Array<{ readonly at: number; readonly news: News }> = []
  let running = 0
  let most = 0
  return {
    heard,
    /** When it was told, in milliseconds. */
    times: () => heard.map(({ at }) => at),
    standings: () => heard.map(({ news }) => news.standing),
    /** The most tries that ran at once. */
    atOnce: () => most,
    tell: (news: News) =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        most = Math.max(most, ++running)
        return Effect.asVoid(take(news, heard.push({ at, news })))
      }).pipe(Effect.ensuring(Effect.sync(() => {
        running--
      })))
  }
}

const gone = Effect.fail("the shop's database is gone")

/** The keys that the log still has to tell. */
const untold = Effect.flatMap(
  AttemptLog,
  (log) =>
    Effect.map(
      Stream.runCollect(Stream.flatMap(log.find({ untold: true }), (found) => found)),
      Chunk.map(({ key }) => key)
    )
).pipe(Effect.map(Chunk.toReadonlyArray))

describe("C1: a call tells the shop", () => {
  Shop.shop(
    "C1: once, and says that it is told; the log knows it",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { heard, tell } = listener()
      const { run } = yield* Shop.pod({ tell })
      const settled = yield* run(Shop.confirm(payment))
      assert.strictEqual(settled.told, true)
      const [first, ...more] = heard
      assert.deepStrictEqual(more, [])
      assert.strictEqual(first?.news.standing, "Applied")
      const attempt = yield* Shop.attempt(`confirmPayment ${payment.transactionId}`)
      assert.strictEqual(first?.news.version, attempt.version)
      yield* Effect.sleep("2 seconds")
      assert.deepStrictEqual(yield* untold, [])
      yield* Effect.sleep("3 hours")
      assert.strictEqual(heard.length, 1)
    })
  )

  const failures: ReadonlyArray<readonly [string, Effect.Effect<void, string>, number]> = [
    ["fails", gone, 0],
    ["dies", Effect.die("a bug in the shop"), 0],
    ["interrupts itself", Effect.interrupt, 0],
    ["hangs", Effect.never, 5_000],
    ["hangs and cannot be interrupted", Effect.uninterruptible(Effect.never), 5_000]
  ]
  for (const [what, failure, waited] of failures) {
    Shop.shop(
      `C1: a shop that ${what} does not change the verdict, and delays it by five seconds at most`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        const { heard, tell } = listener(() => failure)
        const { close, run } = yield* Shop.pod({ tell })
        const settled = yield* run(Shop.confirm(payment))
        assert.deepInclude(settled, { settledBy: "Answer", told: false })
        assert.strictEqual(yield* Clock.currentTimeMillis, waited)
        assert.strictEqual(heard.length, 1)
        assert.deepStrictEqual(yield* untold, [`confirmPayment ${payment.transactionId}`])
        yield* close
        assert.isAtMost(yield* Clock.currentTimeMillis, waited + 10_000)
      })
    )
  }

  Shop.shop(
    "C1: a shop that takes four seconds is told",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({ tell: () => Effect.sleep("4 seconds") })
      assert.strictEqual((yield* run(Shop.confirm(payment))).told, true)
      assert.strictEqual(yield* Clock.currentTimeMillis, 4_000)
    })
  )

  Shop.shop(
    "C1: never twice at once for a key, however many call and although the layer closes",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { atOnce, heard, tell } = listener(() => Effect.sleep("4 seconds"))
      const { close, run } = yield* Shop.pod({ tell })
      const calls = yield* Effect.fork(run(
        Effect.all(Array.from({ length: 5 }, () => Shop.confirm(payment)), { concurrency: "unbounded" })
      ))
      yield* Effect.sleep("1 second")
      yield* close
      assert.deepStrictEqual((yield* Fiber.join(calls)).map(({ told }) => told), [true, true, true, true, true])
      assert.strictEqual(atOnce(), 1)
      assert.strictEqual(heard.length, 1)
    })
  )

  Shop.shop(
    "C1: never twice at once, although the first try ignores its interruption",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { atOnce, heard, tell } = listener((_, nth) =>
        nth === 1 ? Effect.uninterruptible(Effect.sleep("10 minutes")) : Effect.void
      )
      const { run } = yield* Shop.pod({ tell })
      assert.strictEqual((yield* run(Shop.confirm(payment))).told, false)
      assert.strictEqual((yield* run(Shop.confirm(payment))).told, false)
      yield* Effect.sleep("20 minutes")
      assert.strictEqual(atOnce(), 1)
      assert.strictEqual(heard.length, 2)
      assert.deepStrictEqual(yield* untold, [])
    })
  )

  Shop.shop(
    "C1: a handler that makes the same call does not wait for itself",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const settlement = yield* Effect.makeLatch()
      // Set once the layer is built, which the handler belongs to.
      const built: { service?: Settlement.Service } = {}
      const { orderId: _, ...request } = payment
      const seen: Array<string> = []
      const { heard, tell } = listener(() =>
        Effect.zipRight(
          settlement.await,
          built.service === undefined
            ? Effect.die("not there yet")
            : Effect.map(built.service.confirmPayment({ ...request, orderId: "order-1" }), ({ settledBy }) =>
              seen.push(settledBy))
        )
      )
      const { run } = yield* Shop.pod({ tell })
      built.service = yield* run(Settlement)
      yield* settlement.open
      const settled = yield* run(Shop.confirm(payment))
      assert.strictEqual(settled.told, true)
      assert.strictEqual(yield* Clock.currentTimeMillis, 0)
      assert.deepStrictEqual(seen, ["AnsweredBefore"])
      assert.strictEqual(heard.length, 1)
    })
  )

  Shop.shop(
    "C1: a handler may settle other things, and what fails within it is told again like all else",
    Effect.gen(function*() {
      const outer = yield* Shop.authenticated({ orderId: "outer" })
      const inner = yield* Shop.authenticated({ orderId: "inner" })
      // Set once the layer is built, which the handler belongs to.
      const built: { service?: Settlement.Service } = {}
      const tries: Array<string> = []
      const { run } = yield* Shop.pod({
        tell: ({ attempt }) =>
          Effect.gen(function*() {
            tries.push(attempt.orderId ?? "")
            if (attempt.orderId === "outer" && built.service !== undefined) yield* built.service.confirmPayment(inner)
            if (tries.length <= 2) return yield* gone
          })
      })
      built.service = yield* run(Settlement)
      assert.strictEqual((yield* run(Shop.confirm(outer))).told, false)
      assert.deepStrictEqual(tries, ["outer", "inner"])
      yield* Effect.sleep("10 minutes")
      assert.sameMembers(tries.slice(2), ["outer", "inner"])
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100", "Capture 100"])
      assert.deepStrictEqual(yield* untold, [])
    })
  )

  Shop.shop(
    "C1: the caller's context never reaches the handler, nor the log after the first read",
    Effect.gen(function*() {
      class Transaction extends Context.Tag("test/Transaction")<Transaction, string>() {}
      const payment = yield* Shop.authenticated()
      const seen: Array<string> = []
      const note = (where: string) =>
        Effect.map(Effect.serviceOption(Transaction), (found) => {
          if (Option.isSome(found)) seen.push(where)
        })
      const { run } = yield* Shop.pod({
        tell: () => note("tell"),
        log: (log) => ({
          ...log,
          append: (append) => Effect.zipRight(note("append"), log.append(append)),
          told: (versions) => Effect.zipRight(note("told"), log.told(versions))
        })
      })
      yield* run(Effect.provideService(Shop.confirm(payment), Transaction, "the caller's"))
      yield* Effect.sleep("2 seconds")
      assert.deepStrictEqual(seen, [])
    })
  )

  Shop.shop(
    "C1: told-marks of many calls go to the log together",
    Effect.gen(function*() {
      const payments = yield* Effect.forEach(
        Array.from({ length: 10 }, (_, index) => `order-${index}`),
        (orderId) => Shop.authenticated({ orderId })
      )
      let marks = 0
      const { run } = yield* Shop.pod({
        tell: () => Effect.void,
        log: (log) => ({
          ...log,
          told: (versions) => {
            marks++
            return log.told(versions)
          }
        })
      })
      yield* run(Effect.forEach(payments, Shop.confirm, { concurrency: "unbounded" }))
      yield* Effect.sleep("5 seconds")
      assert.strictEqual(marks, 1)
      assert.deepStrictEqual(yield* untold, [])
    })
  )

  Shop.shop(
    "C1: nobody says told while the verdict is not in the log; once it is, the shop is told by itself",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { heard, tell } = listener()
      const { run } = yield* Shop.pod({
        tell,
        log: (log) => ({
          ...log,
          append: (append) =>
            Effect.flatMap(Clock.currentTimeMillis, (now) =>
              append.attempt !== undefined && now < 60_000
                ? Effect.fail(new AttemptLogError({ verb: "append", reason: "the database is gone" }))
                : log.append(append))
        })
      })
      const settled = yield* run(Shop.confirm(payment))
      assert.deepInclude(settled, { settledBy: "Answer", told: false })
      assert.deepStrictEqual(heard, [])
      yield* Effect.sleep("5 minutes")
      assert.deepStrictEqual(heard.map(({ news }) => news.standing), ["Applied"])
      assert.isTrue(Option.isSome(heard[0]?.news.answer ?? Option.none()))
    })
  )
})

describe("C1: what the shop has not taken is told again", () => {
  Shop.shop(
    "C1: by itself, after 1, 2, 4, 8 minutes",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { tell, times } = listener((_, nth) => nth < 5 ? gone : Effect.void)
      const { run } = yield* Shop.pod({ tell })
      yield* run(Shop.confirm(payment))
      yield* Effect.sleep("5 hours")
      assert.deepStrictEqual(times(), [0, 1, 3, 7, 15].map((minute) => minute * minutes))
      assert.deepStrictEqual(yield* untold, [])
    })
  )

  Shop.shop(
    "C1: as rarely, when the handler itself makes the same call",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      // Set once the layer is built, which the handler belongs to.
      const built: { service?: Settlement.Service } = {}
      const { tell, times } = listener(() =>
        Effect.zipRight(built.service === undefined ? Effect.void : built.service.confirmPayment(payment), gone)
      )
      const { run } = yield* Shop.pod({ tell })
      built.service = yield* run(Settlement)
      yield* run(Shop.confirm(payment))
      yield* Effect.sleep("10 minutes")
      assert.deepStrictEqual(times(), [0, 1, 3, 7].map((minute) => minute * minutes))
    })
  )

  Shop.shop(
    "C1: one order that the shop never takes stops no other",
    Effect.gen(function*() {
      const poisoned = yield* Effect.forEach(["bad-1", "bad-2", "bad-3"], (orderId) => Shop.authenticated({ orderId }))
      const good = yield* Shop.authenticated({ orderId: "good" })
      let isDown = true
      const taken: Array<string> = []
      const { run } = yield* Shop.pod({
        tell: ({ attempt: { orderId = "" } }) =>
          Effect.suspend((): Effect.Effect<unknown, string> => {
            if (isDown) return gone
            return orderId.startsWith("bad") ? Effect.never : Effect.sync(() => taken.push(orderId))
          }).pipe(Effect.asVoid)
      })
      yield* run(Effect.forEach([...poisoned, good], Shop.confirm))
      isDown = false
      yield* Effect.sleep("1 minute")
      yield* Effect.sleep("35 seconds")
      assert.deepStrictEqual(taken, ["good"])
    })
  )

  Shop.shop(
    "C1: with the answer, so the regKey reaches the shop on a later try",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
      const { heard, tell } = listener((_, nth) => nth < 3 ? gone : Effect.void)
      const { run } = yield* Shop.pod({ tell })
      const settled = yield* run(Shop.confirm(payment))
      const regKey = settled.settledBy === "Answer" ? settled.answer.regKey : undefined
      assert.isDefined(regKey)
      yield* Effect.sleep("10 minutes")
      assert.strictEqual(heard.length, 3)
      const answer = Option.getOrThrow(heard[2]?.news.answer ?? Option.none())
      assert.deepStrictEqual("regKey" in answer ? answer.regKey : undefined, regKey)
    })
  )

  Shop.shop(
    "C1: closing the layer tries once more with the answer, and not at once with a try that runs",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
      const { atOnce, heard, tell } = listener((_, nth) =>
        nth === 1 ? Effect.zipRight(Effect.sleep("3 seconds"), gone) : Effect.void
      )
      const { close, run } = yield* Shop.pod({ tell })
      const call = yield* Effect.fork(run(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* close
      assert.strictEqual((yield* Fiber.join(call)).settledBy, "Answer")
      assert.strictEqual(heard.length, 2)
      assert.strictEqual(atOnce(), 1)
      assert.isTrue(Option.isSome(heard[1]?.news.answer ?? Option.none()))
      assert.deepStrictEqual(yield* untold, [])
    })
  )

  Shop.shop(
    "C1: after a crash, by another process's sweep",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const key = `confirmPayment ${payment.transactionId}`
      const dead = yield* Shop.pod({ tell: () => gone })
      yield* dead.run(Shop.confirm(payment))
      yield* dead.close
      const { heard, tell } = listener()
      const { run } = yield* Shop.pod({ tell })
      yield* Effect.sleep("2 minutes")
      const { told } = yield* run(Effect.flatMap(Settlement, ({ sweep }) => sweep))
      assert.strictEqual(told, 1)
      assert.deepStrictEqual(heard.map(({ news }) => news.attempt.key), [key])
      yield* Effect.sleep("2 seconds")
      assert.deepStrictEqual(yield* untold, [])
      // It is told once.
      yield* Effect.sleep("2 hours")
      yield* run(Shop.sweep)
      assert.strictEqual(heard.length, 1)
    })
  )

  Shop.shop(
    "C1: for a day, then there is an alarm, once",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const key = `confirmPayment ${payment.transactionId}`
      const { run } = yield* Shop.pod({ tell: () => gone })
      yield* run(Shop.confirm(payment))
      for (let hour = 0; hour < 23; hour++) {
        yield* Effect.sleep("1 hour")
        yield* run(Shop.sweep)
      }
      assert.isUndefined((yield* Shop.attempt(key)).alarm)
      for (let hour = 0; hour < 5; hour++) {
        yield* Effect.sleep("1 hour")
        yield* run(Shop.sweep)
      }
      const { alarm, verdict } = yield* Shop.attempt(key)
      assert.strictEqual(alarm, "Undelivered")
      assert.strictEqual(verdict?._tag, "Applied")
      assert.strictEqual(yield* Shop.story(key), "Opened Sent Answered Closed Alarm")
    })
  )
})

describe("C1: the present state, not its history", () => {
  Shop.shop(
    "C1: a newer verdict replaces one that the shop has not taken",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      let isDown = true
      const { heard, standings, tell } = listener(() => Effect.suspend(() => isDown ? gone : Effect.void))
      const { run } = yield* Shop.pod({ tell })
      yield* run(Effect.ignore(Shop.refund(payment, 30)))
      yield* run(Shop.refund(payment, 30))
      isDown = false
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(standings(), ["NotApplied", "Applied", "Applied"])
      const versions = heard.map(({ news }) => news.version)
      assert.isBelow(versions[0] ?? 0, versions[1] ?? 0)
      assert.strictEqual(versions[1], versions[2])
    })
  )

  Shop.shop(
    "C1: an old \"not applied\" is not told while the key is in progress again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resultCode("2042"))
      const { standings, tell } = listener((_, nth) => nth === 1 ? gone : Effect.void)
      const { run } = yield* Shop.pod({ tell })
      yield* Effect.sleep("10 minutes")
      yield* run(Effect.ignore(Shop.refund(payment, 30)))
      yield* Shop.next("refundPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.lag("9 minutes"), always)
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.refund(payment, 30))), Shop.unknown)
      assert.deepStrictEqual(standings(), ["NotApplied"])
    })
  )

  Shop.shop(
    "C1: that a human has to look is told as well, and what comes of it",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      const { heard, standings, tell } = listener()
      const { run } = yield* Shop.pod({ tell })
      yield* run(Effect.ignore(Shop.refund(payment, 30)))
      for (let hour = 0; hour < 26; hour++) {
        yield* run(Shop.sweep)
        yield* Effect.sleep("1 hour")
      }
      assert.deepStrictEqual(standings(), ["NeedsHuman"])
      assert.strictEqual(heard[0]?.news.attempt.alarm, "NoEvidence")
      const { key, version } = heard[0]?.news.attempt ?? assert.fail("nobody was told")
      yield* run(
        Effect.flatMap(
          Settlement,
          ({ closeByHand }) => closeByHand({ key, version, by: "operator-7", why: "", verdict: { _tag: "NotApplied" } })
        )
      )
      assert.deepStrictEqual(standings(), ["NeedsHuman", "NotApplied"])
      assert.isAbove(heard[1]?.news.version ?? 0, version)
    })
  )

  Shop.shop(
    "B9: the answer reaches the shop, although another process has closed the confirm by looking",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
      yield* Shop.next("confirmPayment", Fault.delay("30 seconds"))
      const { heard, tell } = listener()
      const sender = yield* Shop.pod({ tell })
      const call = yield* Effect.fork(sender.run(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      // The browser has left.
      yield* Fiber.interrupt(call)
      const other = yield* Shop.pod()
      assert.strictEqual((yield* other.run(Shop.confirm(payment))).settledBy, "Details")
      yield* Effect.sleep("1 minute")
      yield* sender.run(Effect.ignore(Shop.confirm(payment)))
      const answers = heard.flatMap(({ news }) => Option.toArray(news.answer))
      assert.isTrue(answers.some((answer) => "regKey" in answer && answer.regKey !== undefined))
    })
  )
})

describe("C3: closing the layer", () => {
  for (
    const [what, fault, exit] of [
      ["a rejection", Fault.resultCode("2042"), "RefundReserveInsufficient"],
      ["no answer", Fault.hang(), "OutcomeUnknown"]
    ] as const
  ) {
    Shop.shop(
      `C3: a caller that waits gets ${what}, and does not wait for ever`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        yield* Shop.next("refundPayment", Fault.delay("3 seconds"))
        yield* Shop.next("refundPayment", fault)
        const { close, run } = yield* Shop.pod({ tell: () => Effect.void })
        yield* Effect.ignore(run(Shop.refund(payment, 10, "earlier")))
        const call = yield* Effect.fork(Effect.exit(run(Shop.refund(payment, 30))))
        yield* Effect.sleep("1 millis")
        yield* close
        const ended = yield* Fiber.join(call)
        assert.isTrue(Exit.isFailure(ended))
        const error = yield* Effect.flip(ended)
        assert.include(error._tag, exit)
      })
    )
  }

  Shop.shop(
    "C3: a call after it ends, although the shop has not taken the verdict",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { close, run } = yield* Shop.pod({ tell: () => gone })
      yield* run(Shop.confirm(payment))
      yield* close
      const again = yield* run(Effect.exit(Shop.confirm(payment)))
      assert.isTrue(Exit.isSuccess(again) || Exit.isFailure(again))
    })
  )
})
