import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, TestClock } from "effect"
import { AttemptLog, AttemptLogError, type ConfirmIntent, LinePay, Settlement } from "effect-line-pay"
import { Fault, LinePayTest, Sandbox } from "effect-line-pay-sandbox"
import { order } from "../src/order.ts"
import { afterConfirm } from "../src/verdicts.ts"
import * as Shop from "./support/shop.ts"

/** What to do with a payment, while somebody else does something. */
const after = <E>(payment: ConfirmIntent, meanwhile: Effect.Effect<unknown, E> = Effect.void) =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(afterConfirm(payment))
    yield* TestClock.adjust("1 second")
    yield* meanwhile
    yield* TestClock.adjust("1 hour")
    return yield* Fiber.join(fiber)
  })

const fault = (
  operation: "checkPaymentStatus" | "confirmPayment" | "getPaymentDetails",
  fault: Fault.Fault,
  times = 1
) => Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next(operation, fault, { times }))

describe("what to do after a confirm", () => {
  it.effect("applied, also when the answer was lost", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* after(yield* Shop.approved({ orderId: "order-1" })), "Ship")
      yield* fault("confirmPayment", Fault.commitThenLose)
      assert.strictEqual(yield* after(yield* Shop.approved({ orderId: "order-2" })), "Ship")
    }).pipe(Effect.provide(Shop.layer())))

  it.effect("applied, and refunded by somebody before it was found out", () =>
    Effect.gen(function*() {
      const { merchantCentre } = yield* Sandbox
      const payment = yield* Shop.approved()
      yield* fault("confirmPayment", Fault.commitThenLose)
      const result = yield* after(payment, merchantCentre.refund(payment.transactionId, 30))
      assert.strictEqual(result, "AskWhoRefunded")
    }).pipe(Effect.provide(Shop.layer())))

  it.effect("not applied: LINE Pay said no, or a rule proves it", () =>
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const sandbox = yield* Sandbox
      yield* fault("confirmPayment", Fault.resultCode("1287"))
      assert.strictEqual(yield* after(yield* Shop.approved()), "OfferToPayAgain")

      const declined = yield* Shop.approved()
      yield* sandbox.decline(declined.transactionId)
      assert.strictEqual(yield* after(declined), "OfferToPayAgain")

      const { transactionId } = yield* linePay.requestPayment(order)
      assert.strictEqual(yield* after({ ...declined, transactionId }), "WaitForCustomer")
    }).pipe(Effect.provide(Shop.layer())))

  it.effect("not applied: another payment of the order went through", () =>
    Effect.gen(function*() {
      const [first, second] = yield* Effect.all([Shop.approved(), Shop.approved()])
      assert.strictEqual(yield* afterConfirm(first), "Ship")
      assert.strictEqual(yield* after(second), "ShipOnceOnly")
    }).pipe(Effect.provide(Shop.layer())))

  it.effect("mismatch: it was released before it was found out", () =>
    Effect.gen(function*() {
      const { merchantCentre } = yield* Sandbox
      const payment = yield* Shop.approved({ options: { payment: { capture: false } } })
      yield* fault("confirmPayment", Fault.commitThenLose)
      assert.strictEqual(yield* after(payment, merchantCentre.void(payment.transactionId)), "CallSomebody")
    }).pipe(Effect.provide(Shop.layer())))

  it.effect("unknown: there was no evidence", () =>
    Effect.gen(function*() {
      yield* fault("confirmPayment", Fault.commitThenLose)
      yield* fault("getPaymentDetails", Fault.badGateway(), Infinity)
      assert.strictEqual(yield* after(yield* Shop.approved()), "TellToWait")
    }).pipe(Effect.provide(Shop.layer())))

  const nothingSent = Effect.gen(function*() {
    assert.strictEqual(yield* after(yield* Shop.approved()), "TryAgain")
    assert.isEmpty(yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.ledger))
  })

  it.effect("nothing was sent: LINE Pay is down", () =>
    Effect.zipRight(fault("checkPaymentStatus", Fault.badGateway(), Infinity), nothingSent).pipe(
      Effect.provide(Shop.layer())
    ))

  it.effect("nothing was sent: the log is down", () =>
    nothingSent.pipe(Effect.provide(Layer.provideMerge(
      Settlement.layer,
      Layer.merge(
        LinePayTest.layer(),
        Layer.mock(AttemptLog, { get: () => new AttemptLogError({ verb: "get", reason: "the disk is full" }) })
      )
    ))))
})
