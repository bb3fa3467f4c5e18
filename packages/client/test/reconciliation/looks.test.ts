import { assert, describe } from "@effect/vitest"
import { Array as Arr, Clock, Effect, Fiber, Queue, Stream } from "effect"
import { LinePay, Policy, Reconciliation } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "../settlement/support/shop.ts"
import { lookups, names, order, orderOf, reconcile, shop } from "./support/orders.ts"

const minutes = 60_000
const unpaid = (count: number, from = 0) =>
  Arr.makeBy(count, (index) => order({ orderId: `unpaid-${from + index}`, payStatus: "NOT_PAID" }))
const paidOrders = (count: number) =>
  Effect.forEach(Arr.range(1, count), (index) => Effect.map(Shop.captured({ orderId: `order-${index}` }), orderOf))

describe("two looks", () => {
  shop(
    "a difference is reported after two looks, 10 minutes apart",
    Effect.gen(function*() {
      const found = yield* Stream.runCollect(
        Reconciliation.differences(Stream.make(order())).pipe(
          Stream.mapEffect((difference) => Effect.map(Clock.currentTimeMillis, (at) => [difference._tag, at] as const))
        )
      )
      assert.deepStrictEqual([...found], [["NotAtLinePay", 10 * minutes]])
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0, 10 * minutes])
    })
  )

  shop(
    "details that lag, and do not at the second look, are no difference",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      yield* Shop.next("getPaymentDetails", Fault.lag("1 hour"))
      assert.deepStrictEqual(yield* reconcile([orderOf(payment)]), [])
      assert.strictEqual(yield* lookups, 2)
    })
  )

  shop(
    "an order that is younger than an hour is not asked for",
    Effect.gen(function*() {
      yield* Effect.sleep("2 hours")
      const changedAt = (minutes: number) => ({ changedAt: new Date((120 - minutes) * 60_000) })
      const found = yield* reconcile([
        order({ orderId: "young", ...changedAt(59) }),
        order({ orderId: "in the future", ...changedAt(-60) }),
        order({ orderId: "old", ...changedAt(60) }),
        order({ orderId: "undated" })
      ])
      assert.deepStrictEqual(names(found), ["old NotAtLinePay", "undated NotAtLinePay"])
      yield* Shop.forget
      yield* reconcile([order(changedAt(-60))])
      assert.strictEqual(yield* lookups, 0)
    })
  )

  shop(
    "another kind of difference at the second look waits for a third",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const reconciling = yield* Effect.fork(reconcile([orderOf(payment, { amount: 120 })]))
      yield* Effect.sleep("5 minutes")
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.merchantCentre.refund(payment.transactionId, 30))
      assert.deepStrictEqual(names(yield* Fiber.join(reconciling)), ["order-1 OtherAmount", "order-1 OtherRefund"])
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0, 10 * minutes, 20 * minutes])
    })
  )

  shop(
    "a suspect whose second look fails is not dropped",
    Effect.gen(function*() {
      const reconciling = yield* Effect.fork(reconcile([order()]))
      yield* Effect.sleep("5 minutes")
      yield* Shop.next("getPaymentDetails", Fault.resetBefore)
      assert.deepStrictEqual(names(yield* Fiber.join(reconciling)), ["order-1 NotAnswered"])
    })
  )

  shop(
    "an order that is not answered at first is compared at the second look, and confirmed at the third",
    Effect.gen(function*() {
      yield* Shop.next("getPaymentDetails", Fault.resetBefore)
      assert.deepStrictEqual(names(yield* reconcile([order()])), ["order-1 NotAtLinePay"])
      assert.deepStrictEqual(yield* Shop.sends("getPaymentDetails"), [0, 10 * minutes, 20 * minutes])
    })
  )

  shop(
    "a suspect is compared with the order as it is then, if the shop can read it again",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      const asked: Array<ReadonlyArray<string>> = []
      const reread = (orders: ReadonlyArray<Reconciliation.ShopOrder>) => (orderIds: ReadonlyArray<string>) =>
        Effect.sync(() => {
          asked.push(orderIds)
          return orders
        })
      const missed = orderOf(payment, { payStatus: "NOT_PAID" })
      // Paid in the shop in the meantime; changed a moment ago; left out.
      assert.deepStrictEqual(yield* reconcile([missed], { reread: reread([orderOf(payment)]) }), [])
      const changedAt = new Date(yield* Clock.currentTimeMillis)
      assert.deepStrictEqual(yield* reconcile([missed], { reread: reread([{ ...missed, changedAt }]) }), [])
      assert.deepStrictEqual(names(yield* reconcile([missed], { reread: reread([]) })), ["order-1 PaidButNotInShop"])
      assert.deepStrictEqual(asked, [["order-1"], ["order-1"], ["order-1"]])
      assert.strictEqual(yield* Effect.flip(reconcile([missed], { reread: () => Effect.fail("database") })), "database")
    })
  )
})

describe("a stream of orders", () => {
  shop(
    "1,000 orders are 10 calls, and only the suspects are looked at again",
    Effect.gen(function*() {
      const paid = yield* paidOrders(5)
      const orders = [...unpaid(300), ...paid, ...unpaid(694, 300), order({ orderId: "lost" })]
      assert.lengthOf(orders, 1_000)
      assert.deepStrictEqual(names(yield* reconcile(orders)), ["lost NotAtLinePay"])
      assert.strictEqual(yield* lookups, 11)
    })
  )

  shop(
    "the second looks of suspects that come one by one are made together",
    Effect.gen(function*() {
      const orders = Arr.flatMap(Arr.range(0, 9), (list) => [
        order({ orderId: `lost-${list}` }),
        ...unpaid(99, list * 99)
      ])
      const found = yield* Stream.fromIterable(orders).pipe(
        Stream.rechunk(100),
        Stream.chunks,
        Stream.tap(() => Effect.sleep("3 seconds")),
        Stream.flattenChunks,
        Reconciliation.differences,
        Stream.runCollect
      )
      assert.lengthOf([...found], 10)
      assert.strictEqual(yield* lookups, 11)
    })
  )

  shop(
    "orders keep flowing while suspects wait, and suspects are looked at while orders do not come",
    Effect.gen(function*() {
      const orders = yield* Queue.unbounded<Reconciliation.ShopOrder>()
      const seen: Array<readonly [string, number]> = []
      yield* Effect.fork(Stream.runForEach(
        Reconciliation.differences(Stream.fromQueue(orders)),
        (difference) => Effect.map(Clock.currentTimeMillis, (at) => seen.push([names([difference]).join(), at]))
      ))
      yield* Queue.offer(orders, order({ orderId: "first" }))
      yield* Effect.sleep("5 minutes")
      yield* Queue.offer(orders, order({ orderId: "second" }))
      yield* Effect.sleep("1 hour")
      // Each is asked for within a minute, and a second look waits a minute for others.
      assert.deepStrictEqual(seen.map(([name]) => name), ["first NotAtLinePay", "second NotAtLinePay"])
      for (const [index, [, at]] of seen.entries()) {
        assert.isAtLeast(at, (10 + index * 5) * minutes)
        assert.isAtMost(at, (12 + index * 5) * minutes)
      }
    })
  )

  shop(
    "no more orders are read while too many suspects wait",
    Effect.gen(function*() {
      let read = 0
      const lost = Stream.range(1, 10_500).pipe(
        Stream.rechunk(100),
        Stream.map((index) => {
          read++
          return order({ orderId: `lost-${index}` })
        })
      )
      const linePay = yield* LinePay
      const counting = yield* Stream.runCount(Reconciliation.differences(lost)).pipe(
        // A LINE Pay that knows no order, and answers faster than the sandbox.
        Effect.provideService(LinePay, { ...linePay, getPaymentDetails: () => Effect.succeed([]) }),
        Effect.fork
      )
      yield* Effect.sleep("9 minutes")
      assert.isAtMost(read, Reconciliation.maximumSuspects + 3 * Reconciliation.ordersPerCall)
      assert.strictEqual(yield* Fiber.join(counting), 10_500)
    })
  )

  shop(
    "an error of the stream of orders is the error",
    Effect.gen(function*() {
      const orders = Stream.concat(Stream.fromIterable(unpaid(150)), Stream.fail("database"))
      assert.strictEqual(
        yield* Effect.flip(Stream.runDrain(Reconciliation.differences(orders))),
        "database"
      )
    })
  )

  shop(
    "whoever takes one difference only closes the stream of orders",
    Effect.gen(function*() {
      let isClosed = false
      const orders = Stream.concat(Stream.make(order()), Stream.never).pipe(
        Stream.ensuring(Effect.sync(() => {
          isClosed = true
        }))
      )
      yield* Stream.runDrain(Stream.take(Reconciliation.differences(orders), 1))
      assert.isTrue(isClosed)
    })
  )
})

describe("answers that fail", () => {
  shop(
    "an odd record among 100 hides nothing else",
    Effect.gen(function*() {
      const [first, second, third] = yield* paidOrders(3)
      assert.isDefined(first)
      assert.isDefined(second)
      assert.isDefined(third)
      const orders = [...unpaid(50), first, second, { ...third, amount: 120 }, ...unpaid(47, 50)]
      yield* Shop.next("getPaymentDetails", Fault.odd("[1].payStatus", "{}"))
      assert.deepStrictEqual(names(yield* reconcile(orders)), ["order-3 OtherAmount"])
      yield* Shop.next("getPaymentDetails", Fault.odd("[1].payStatus", "{}"))
      // The second look asks first for what the first look has read.
      yield* Shop.next("getPaymentDetails", Fault.delay(0))
      yield* Shop.next("getPaymentDetails", Fault.odd("[0].payStatus", "{}"))
      assert.deepStrictEqual(names(yield* reconcile(orders)), ["order-2 Unread", "order-3 OtherAmount"])
    })
  )

  /** Spoils the answer to every list that has one of these orders. */
  const spoiled = (fault: Fault.Fault, orderIds: ReadonlyArray<string>) => <A, E, R>(program: Effect.Effect<A, E, R>) =>
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const sandbox = yield* Sandbox
      const spoiling: LinePay.Service = {
        ...linePay,
        getPaymentDetails: (request) =>
          Effect.zipRight(
            orderIds.some((orderId) => request.orderIds?.includes(orderId))
              ? sandbox.faults.next("getPaymentDetails", fault)
              : Effect.void,
            linePay.getPaymentDetails(request)
          )
      }
      return yield* Effect.provideService(program, LinePay, spoiling)
    })

  for (
    const [kind, name, fault] of [
      ["Unread", "without a transaction id", Fault.odd("[0].transactionId", "{}")],
      ["NotAnswered", "that makes LINE Pay answer 9000", Fault.resultCode("9000")],
      ["NotAnswered", "that makes a proxy answer 502", Fault.badGateway()]
    ] as const
  ) {
    shop(
      `a record ${name} is found by halving`,
      Effect.gen(function*() {
        const [bad, other] = yield* paidOrders(2)
        assert.isDefined(bad)
        assert.isDefined(other)
        yield* Shop.forget
        const found = yield* spoiled(fault, ["order-1"])(
          reconcile([...unpaid(70), bad, { ...other, amount: 120 }, ...unpaid(28, 70)])
        )
        assert.deepStrictEqual(names(found), [`order-1 ${kind}`, "order-2 OtherAmount"])
        // 100, 50, 25, 13, 7, 4, 2, 1 and their other halves; then the two suspects.
        assert.isAtMost(yield* lookups, 15 + 3)
      })
    )
  }

  shop(
    "every second record of a list may spoil its answer, and the others are compared",
    Effect.gen(function*() {
      const orders = unpaid(100)
      const bad = orders.filter((_, index) => index % 2 === 0).map(({ orderId }) => orderId)
      const lost = order({ orderId: "unpaid-99" })
      const found = yield* spoiled(Fault.badGateway(), bad)(reconcile([...orders.slice(0, 99), lost]))
      assert.deepStrictEqual(names(found), [
        ...bad.map((orderId) => `${orderId} NotAnswered`),
        "unpaid-99 NotAtLinePay"
      ])
    })
  )

  shop(
    "a payment whose order LINE Pay leaves out hides no order's absence",
    Effect.gen(function*() {
      yield* Shop.captured({ orderId: "order-1" })
      yield* Shop.next("getPaymentDetails", Fault.odd("[0].orderId"), Infinity)
      const found = yield* reconcile([order({ orderId: "lost" }), order({ orderId: "order-1", amount: 120 })])
      assert.deepStrictEqual(names(found), ["lost NotAtLinePay", "order-1 OtherAmount"])
    })
  )

  shop(
    "an order id that LINE Pay would not take is refused alone, and costs no call",
    Effect.gen(function*() {
      const tooLong = order({ orderId: "x".repeat(101) })
      const found = yield* reconcile([...unpaid(50), tooLong, ...unpaid(49, 50)])
      assert.deepStrictEqual(names(found), [`${tooLong.orderId} NotAnswered`])
      assert.isAtMost(yield* lookups, 7)
    })
  )

  shop(
    "many such order ids are no outage",
    Effect.gen(function*() {
      const tooLong = Arr.makeBy(40, (index) => order({ orderId: `${index}`.padEnd(101, "x") }))
      const found = yield* reconcile([...tooLong, ...unpaid(59), order()])
      assert.deepStrictEqual(names(found), [
        ...tooLong.map(({ orderId }) => `${orderId} NotAnswered`),
        "order-1 NotAtLinePay"
      ])
    })
  )

  shop(
    "a call that fails once is retried by the policy, and nothing is halved",
    Effect.gen(function*() {
      yield* Shop.next("getPaymentDetails", Fault.badGateway())
      const found = yield* reconcile(unpaid(100)).pipe(LinePay.withPolicy(Policy.recommended))
      assert.deepStrictEqual(found, [])
      assert.strictEqual(yield* lookups, 2)
    })
  )

  for (
    const [name, fault, calls] of [
      ["that answers 502", Fault.badGateway(), 17 + 19 * 3],
      ["that answers that the merchant is unknown", Fault.resultCode("1104"), 2 * 10]
    ] as const
  ) {
    shop(
      `an outage ${name} ends in NotAnswered, with few calls`,
      Effect.gen(function*() {
        yield* Shop.next("getPaymentDetails", fault, Infinity)
        const found = yield* reconcile(unpaid(1_000))
        assert.lengthOf(found, 1_000)
        assert.isTrue(found.every(({ _tag }) => _tag === "NotAnswered"))
        assert.isAtMost(yield* lookups, calls)
      })
    )
  }

  shop(
    "an outage that ends before the second look hides nothing",
    Effect.gen(function*() {
      yield* Shop.next("getPaymentDetails", Fault.badGateway(), Infinity)
      const reconciling = yield* Effect.fork(reconcile([...unpaid(299), order()]))
      yield* Effect.sleep("5 minutes")
      yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.clear)
      assert.deepStrictEqual(names(yield* Fiber.join(reconciling)), ["order-1 NotAtLinePay"])
    })
  )
})
