import { assert, describe } from "@effect/vitest"
import { Clock, Duration, Effect, Layer } from "effect"
import { type AttemptEvent, AttemptLog, AttemptLogError, LinePay, Settlement, Settlements } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const always = Infinity
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** No call of LINE Pay is answered. */
const away = Effect.flatMap(Sandbox, ({ faults }) => faults.script(Fault.badGateway(), { times: always }))
const back = Effect.flatMap(Sandbox, ({ faults }) => faults.clear)

/** Sweeps every minute, until this time. */
const sweepUntil = (end: number, every = minute) =>
  Effect.gen(function*() {
    while ((yield* Clock.currentTimeMillis) < end) {
      yield* Shop.sweep
      yield* Effect.sleep(every)
    }
  })

const key = ({ transactionId }: Shop.Payment) => `confirmPayment ${transactionId}`

describe("C2: LINE Pay is away", () => {
  Shop.shop(
    "C2: for three hours: settled within minutes after it is back",
    Effect.gen(function*() {
      const payments = yield* Effect.forEach(
        Array.from({ length: 20 }, (_, index) => `order-${index}`),
        (orderId) => Shop.authenticated({ orderId })
      )
      yield* Shop.next("confirmPayment", Fault.commitThenLose, always)
      yield* away
      const pod = yield* Shop.pod()
      yield* Effect.fork(pod.run(Effect.forEach(payments, (payment) => Effect.ignore(Shop.confirm(payment)), {
        concurrency: "unbounded",
        discard: true
      })))
      yield* Effect.sleep("1 second")
      yield* sweepUntil(3 * hour)
      yield* back
      for (const payment of payments) assert.isUndefined((yield* Shop.attemptIfAny(key(payment)))?.verdict)
      yield* sweepUntil(3 * hour + 10 * minute)
      for (const payment of payments) {
        const attempt = yield* Shop.attemptIfAny(key(payment))
        if (attempt !== undefined) assert.strictEqual(attempt.verdict?._tag, "Applied")
      }
    })
  )

  /** A confirm that was applied, and whose answer is lost, before LINE Pay goes away. */
  const lost = Effect.gen(function*() {
    const payment = yield* Shop.authenticated()
    yield* Shop.next("confirmPayment", Fault.commitThenLose)
    const { close, run } = yield* Shop.pod()
    const fiber = yield* Effect.fork(Effect.ignore(run(Shop.confirm(payment))))
    yield* Effect.sleep("1 second")
    yield* away
    yield* close
    yield* fiber
    return payment
  })

  Shop.shop(
    "C2: three hours after a confirm whose answer was lost: open until then, settled within minutes after",
    Effect.gen(function*() {
      const payment = yield* lost
      yield* sweepUntil(3 * hour)
      const open = yield* Shop.attempt(key(payment))
      assert.isUndefined(open.verdict)
      assert.isUndefined(open.alarm)
      assert.strictEqual(open.looks, 0)
      yield* back
      yield* sweepUntil(3 * hour + 6 * minute)
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )

  Shop.shop(
    "C2: for days: a human has to look after 24 hours, with a reason of its own; then one look a day, for 30 days",
    Effect.gen(function*() {
      const payment = yield* lost
      yield* sweepUntil(day - minute, 10 * minute)
      assert.isUndefined((yield* Shop.attempt(key(payment))).alarm)
      yield* sweepUntil(day + 10 * minute)
      assert.strictEqual((yield* Shop.attempt(key(payment))).alarm, "CouldNotLook")
      yield* Shop.forget
      yield* sweepUntil(40 * day, hour)
      const looks = yield* Shop.sends("checkPaymentStatus")
      const days = looks.map((at) => Math.floor(at / day))
      assert.deepStrictEqual(days, [...new Set(days)])
      assert.strictEqual(days.length, 30)
      assert.strictEqual((yield* Shop.story(key(payment))).split(" ").filter((event) => event === "Alarm").length, 1)
    })
  )

  Shop.shop(
    "C2: for two days: settled by the daily look after that",
    Effect.gen(function*() {
      const payment = yield* lost
      yield* sweepUntil(2 * day + hour, 10 * minute)
      yield* back
      yield* sweepUntil(3 * day + hour, 10 * minute)
      const { alarm, verdict } = yield* Shop.attempt(key(payment))
      assert.strictEqual(verdict?._tag, "Applied")
      assert.isUndefined(alarm)
    })
  )

  Shop.shop(
    "C2: the sweeper itself was away for ten days: one look, and then one a day",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      yield* Effect.ignore(Shop.refund(payment, 30))
      yield* Effect.sleep("10 days")
      yield* Shop.forget
      yield* sweepUntil(12 * day + hour, 5 * minute)
      const days = (yield* Shop.sends("getPaymentDetails")).map((at) => Math.floor(at / day))
      assert.deepStrictEqual(days, [10, 11, 12])
    })
  )
})

/** Opens attempts in the log that were sent at this time. */
const opened = (count: number, merchant: string, at: number) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const template = yield* Shop.authenticated({ orderId: `template of ${merchant}` })
    for (let index = 0; index < count; index++) {
      const intent = {
        key: `confirmPayment ${merchant} ${index}`,
        merchant,
        operation: "confirmPayment" as const,
        fingerprint: "",
        transactionId: template.transactionId,
        orderId: "o",
        amount: 100,
        currency: "TWD" as const
      }
      const events: readonly [AttemptEvent.AttemptEvent, AttemptEvent.AttemptEvent] = [
        { _tag: "Opened", at, intent },
        { _tag: "Sent", at, send: { id: `${merchant} ${index}`, at, quietUntil: at + minute } }
      ]
      yield* log.append({ events, tell: false })
    }
  })

describe("C8: many open attempts", () => {
  Shop.shop(
    "C8: 10,000 of one merchant do not starve another",
    Effect.gen(function*() {
      yield* opened(10_000, "big", 0)
      yield* opened(3, "small", minute)
      yield* Effect.sleep("10 minutes")
      const log = yield* AttemptLog
      const leased = yield* log.lease({
        what: "Due",
        merchants: ["big", "small"],
        limit: 64,
        lease: Duration.minutes(5)
      })
      const merchants = leased.flatMap((each) => each._tag === "Right" ? [each.right.merchant] : [])
      assert.strictEqual(merchants.filter((merchant) => merchant === "small").length, 3)
    })
  )

  Shop.shop(
    "C8: LINE Pay swallows the requests of one merchant: its pass ends, and says so; the other's goes on",
    Effect.scoped(Effect.gen(function*() {
      const linePay = yield* LinePay
      const log = yield* AttemptLog
      yield* opened(40, "mute", 0)
      yield* opened(40, "loud", 0)
      const mute: LinePay.Service = {
        ...linePay,
        merchant: "mute",
        checkPaymentStatus: () => Effect.zipRight(Effect.sleep("20 seconds"), Shop.unsent("checkPaymentStatus")),
        getPaymentDetails: () => Effect.zipRight(Effect.sleep("20 seconds"), Shop.unsent("getPaymentDetails"))
      }
      const settlements = yield* Layer.build(
        Settlements.layerWith({
          linePay: (merchant) => Layer.succeed(LinePay, merchant === "mute" ? mute : { ...linePay, merchant }),
          merchants: Effect.succeed(["mute", "loud"])
        }).pipe(Layer.provide(Layer.succeed(AttemptLog, log)))
      )
      yield* Effect.sleep("10 minutes")
      const before = yield* Clock.currentTimeMillis
      const { looked, notAnswered } = yield* Effect.provide(
        Effect.flatMap(Settlements, ({ sweep }) => sweep),
        settlements
      )
      assert.isBelow((yield* Clock.currentTimeMillis) - before, 2 * minute)
      assert.deepStrictEqual(notAnswered, ["mute"])
      assert.strictEqual(looked.filter(({ attempt }) => attempt.merchant === "loud").length, 40)
      assert.isBelow(looked.filter(({ attempt }) => attempt.merchant === "mute").length, 40)
    }))
  )

  Shop.shop(
    "C8: attempts that can never be looked at do not keep the others from it",
    Effect.gen(function*() {
      yield* opened(20, "shop", 0)
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const dead = yield* Shop.pod()
      const call = yield* Effect.fork(Effect.ignore(dead.run(Shop.confirm(payment))))
      yield* Effect.sleep("1 second")
      yield* dead.close
      yield* call
      const linePay = yield* LinePay
      const isBlind = (transactionId: string | undefined) => transactionId !== payment.transactionId
      const blind: LinePay.Service = {
        ...linePay,
        checkPaymentStatus: (request) =>
          isBlind(request.transactionId) ? Shop.unsent("checkPaymentStatus") : linePay.checkPaymentStatus(request),
        getPaymentDetails: (request) =>
          isBlind(request.transactionIds?.[0]) ? Shop.unsent("getPaymentDetails") : linePay.getPaymentDetails(request)
      }
      const { run } = yield* Effect.provideService(Shop.pod(), LinePay, blind)
      yield* run(sweepUntil(hour))
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )

  Shop.shop(
    "C6: an attempt whose group cannot be read is reported, and the pass goes on",
    Effect.gen(function*() {
      const payments = yield* Effect.forEach(["bad", "good"], (orderId) => Shop.captured({ orderId }))
      yield* Shop.next("refundPayment", Fault.commitThenLose, 2)
      const dead = yield* Shop.pod()
      const calls = yield* Effect.fork(dead.run(
        Effect.forEach(payments, (payment) => Effect.ignore(Shop.refund(payment, 30)), { concurrency: "unbounded" })
      ))
      yield* Effect.sleep("1 second")
      yield* dead.close
      yield* calls
      yield* Effect.sleep("10 minutes")
      const [bad, good] = payments.map(({ transactionId }) => `refundPayment ${transactionId} refund-1`)
      const { run } = yield* Shop.pod({
        log: (log) => ({
          ...log,
          get: (asked, options) =>
            asked === bad
              ? new AttemptLogError({ verb: "get", reason: "a record of the group is newer than this version" })
              : log.get(asked, options)
        })
      })
      const { looked, unreadable } = yield* run(Effect.flatMap(Settlement, ({ sweep }) => sweep))
      assert.deepStrictEqual(looked.map(({ attempt, result }) => [attempt.key, result]), [[good, "Settled"]])
      assert.deepStrictEqual(unreadable.map(({ key }) => key), [bad])
    })
  )
})

describe("C7: times in the future", () => {
  Shop.shop(
    "C7: a sending that is dated a year ahead is looked at as if it were made when it was first seen",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.confirmByHand(payment)
      const log = yield* AttemptLog
      const at = 365 * day
      const { amount, currency, orderId, transactionId } = payment
      yield* log.append({
        events: [
          {
            _tag: "Opened",
            at,
            intent: {
              key: key(payment),
              merchant: "shop",
              operation: "confirmPayment",
              fingerprint: JSON.stringify({ amount, currency, orderId }),
              transactionId,
              orderId,
              amount,
              currency
            }
          },
          { _tag: "Sent", at, send: { id: "1", at, quietUntil: at + minute } }
        ],
        tell: false
      })
      yield* sweepUntil(20 * minute)
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )

  Shop.shop(
    "C7: a refund that is dated a year ahead does not block the payment for a year",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.refund(payment, 10)
      const log = yield* AttemptLog
      const first = yield* Shop.attempt(`refundPayment ${payment.transactionId} refund-1`)
      const at = 365 * day
      yield* log.append({
        events: [{
          _tag: "Carried",
          at: 0,
          record: {
            ...first,
            key: `refundPayment ${payment.transactionId} skewed`,
            sends: [{ id: "1", at, quietUntil: at + minute, answered: "0000" }],
            verdict: {
              _tag: "Applied",
              settledBy: "Answer",
              evidence: "Answer",
              transactionId: payment.transactionId,
              refunded: 10,
              entries: [{ id: payment.transactionId, amount: 10 }]
            }
          }
        }],
        tell: false
      })
      assert.deepStrictEqual(yield* Shop.outcome(Shop.refund(payment, 20, "refund-2")), Shop.error("RefundsNotShown"))
      yield* Effect.sleep("2 hours")
      assert.strictEqual((yield* Shop.outcome(Shop.refund(payment, 20, "refund-2"))).verdict, "Applied")
    })
  )

  Shop.shop(
    "C7: a clock that is set by ten days while a call waits makes no more looks",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("refundPayment", Fault.resetBefore)
      let by = 0
      const call = yield* Effect.fork(Shop.ahead(Shop.outcome(Shop.refund(payment, 30)), () => by))
      yield* Effect.sleep("10 seconds")
      by = -10 * day
      yield* Effect.sleep("1 minute")
      by = 10 * day
      yield* call
      assert.isBelow((yield* Shop.sends("getPaymentDetails")).length, 10)
    })
  )
})
