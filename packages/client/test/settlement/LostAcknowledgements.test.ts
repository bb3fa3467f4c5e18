import { assert, describe } from "@effect/vitest"
import { Effect, Option } from "effect"
import { type AttemptLog, AttemptLogError, type News } from "effect-line-pay"
import { Fault } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const key = ({ transactionId }: Shop.Payment) => `confirmPayment ${transactionId}`

const failing = (verb: AttemptLogError["verb"]) => new AttemptLogError({ verb, reason: "the connection was cut" })

/** A log whose nth write fails, whether the database has written it or not. */
const losing = (nth: number, { written }: { readonly written: boolean }) => (log: AttemptLog.Service) => {
  let calls = 0
  return {
    ...log,
    append: (append) =>
      Effect.suspend(() => {
        if (++calls !== nth) return log.append(append)
        return written ? Effect.zipRight(log.append(append), failing("append")) : failing("append")
      })
  } satisfies AttemptLog.Service
}

/** What the shop was told: the version, and whether LINE Pay's answer came with it. */
const telling = () => {
  const told: Array<readonly [version: number, hasAnswer: boolean]> = []
  const tell = ({ answer, version }: News) =>
    Effect.sync(() => {
      told.push([version, Option.isSome(answer)])
    })
  return { tell, told }
}

describe("a mark whose acknowledgement is lost", () => {
  Shop.shop(
    "was written -> it is read back, and sent once",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { run } = yield* Shop.pod({ log: losing(1, { written: true }) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
      assert.strictEqual(yield* Shop.story(key(payment)), "Opened Sent Answered Closed")
    })
  )

  Shop.shop(
    "was not written onto a record -> the same process sends it when it is called again",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1142"))
      const { run } = yield* Shop.pod({ log: losing(3, { written: false }) })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.error("InsufficientBalance"))
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.error("AttemptLogError"))
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.applied("Answer"))
    })
  )

  Shop.shop(
    "was written before the database went away for half an hour -> it is taken back within a minute of its return",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      let isAway = false
      const { run } = yield* Shop.pod({
        log: (log) => ({
          ...log,
          get: (key, options) => Effect.suspend(() => isAway ? failing("get") : log.get(key, options)),
          append: (append) =>
            Effect.suspend(() => {
              if (isAway || append.events.every(({ _tag }) => _tag !== "Sent")) return log.append(append)
              isAway = true
              return Effect.zipRight(log.append(append), failing("append"))
            })
        })
      })
      assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.error("AttemptLogError"))
      yield* Effect.sleep("30 minutes")
      isAway = false
      yield* Effect.sleep("1 minute")
      assert.strictEqual(yield* Shop.story(key(payment)), "Opened Sent TakenBack")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: [], sends: 0 })
    })
  )
})

describe("a verdict whose acknowledgement is lost", () => {
  Shop.shop(
    "was written -> it is not written again, and the shop is told once, with the answer",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { tell, told } = telling()
      const { run } = yield* Shop.pod({ log: losing(2, { written: true }), tell })
      const settled = yield* run(Shop.confirm(payment))
      assert.deepStrictEqual([settled.settledBy, settled.told], ["Answer", false])
      yield* Effect.sleep("1 minute")
      assert.strictEqual(yield* Shop.story(key(payment)), "Opened Sent Answered Closed")
      assert.deepStrictEqual(told, [[4, true]])
    })
  )

  Shop.shop(
    "was not written -> the call says that the shop does not know, and the shop gets the answer later",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { tell, told } = telling()
      const { run } = yield* Shop.pod({ log: losing(2, { written: false }), tell })
      const settled = yield* run(Shop.confirm(payment))
      assert.deepStrictEqual([settled.settledBy, settled.told, told.length], ["Answer", false, 0])
      yield* Effect.sleep("1 minute")
      assert.deepStrictEqual(told, [[4, true]])
      assert.isTrue((yield* run(Shop.confirm(payment))).told)
    })
  )

  Shop.shop(
    "while a look of another process closes the record -> the shop gets the answer all the same",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      const { tell, told } = telling()
      let failures = 0
      const away = yield* Shop.pod({
        tell,
        log: (log) => ({
          ...log,
          append: (append) =>
            Effect.suspend(() => {
              const isAnswer = append.events.some(({ _tag }) => _tag === "Answered")
              // Now, and a second later. The other process looks after two seconds.
              return isAnswer && failures++ < 2 ? failing("append") : log.append(append)
            })
        })
      })
      yield* away.run(Shop.confirm(payment))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      yield* Effect.sleep("1 minute")
      assert.deepStrictEqual(told.map(([, hasAnswer]) => hasAnswer), [true])
    })
  )
})
