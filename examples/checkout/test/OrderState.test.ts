import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Either, FastCheck as fc } from "effect"
import { TransactionId } from "effect-line-pay"
import * as OrderState from "../src/OrderState.ts"

// Of two payments and two refunds, so that events meet.
const transactionId = fc.constantFrom(
  TransactionId.make("2026010100000000010"),
  TransactionId.make("2026010100000000020")
)
const refundId = fc.constantFrom("refund-1", "refund-2")

const related = <A extends object>(event: A) =>
  fc.record({ transactionId, refundId }).map((ids) => ({
    ...event,
    ...("transactionId" in event ? { transactionId: ids.transactionId } : {}),
    ...("refundId" in event ? { refundId: ids.refundId } : {})
  }))

const step = Arbitrary.make(OrderState.Step).chain(related)
const fact = Arbitrary.make(OrderState.Fact).chain(related)
const events = fc.array(fc.oneof(step, fact), { maxLength: 12 })

const isStep = (event: OrderState.Event): event is OrderState.Step =>
  event._tag === "PaymentRequested" || event._tag === "ConfirmBegun" || event._tag === "RefundBegun"

const after = (state: OrderState.State, event: OrderState.Event): OrderState.State =>
  isStep(event)
    ? Either.getOrElse(OrderState.take(state, event), () => state)
    : OrderState.learn(state, event)

const created: OrderState.State = { _tag: "Created" }

/** Every state that an order can come to. */
const reached = events.map((events) => events.reduce(after, created))

describe("OrderState", () => {
  it("an event that is told twice changes nothing the second time", () => {
    fc.assert(fc.property(reached, fc.oneof(step, fact), (state, event) => {
      const once = after(state, event)
      assert.deepStrictEqual(after(once, event), once)
    }))
  })

  it("is paid by nothing but money that LINE Pay took", () => {
    fc.assert(fc.property(events, (events) => {
      let state: OrderState.State = { _tag: "Created" }
      for (const event of events) {
        const before = state
        state = after(state, event)
        if (state._tag === "Paid" && before._tag !== "Paid") {
          assert.include(["PaymentApplied", "RefundNotApplied"], event._tag)
        }
      }
    }))
  })

  it("lets no second payment be confirmed while one is, or once one was paid", () => {
    fc.assert(fc.property(reached, transactionId, (state, transactionId) => {
      const taken = OrderState.take(state, { _tag: "ConfirmBegun", transactionId })
      const isOther = "transactionId" in state && state.transactionId !== transactionId
      assert.strictEqual(Either.isLeft(taken), isOther)
      if ("transactionId" in state) {
        assert.isTrue(Either.isLeft(OrderState.take(state, { _tag: "PaymentRequested", transactionId })))
      }
    }))
  })

  it("loses no money that came unexpected: a second payment is for a human", () => {
    fc.assert(fc.property(reached, transactionId, (state, transactionId) => {
      const next = OrderState.learn(state, { _tag: "PaymentApplied", transactionId, refunded: "Nothing" })
      assert.isTrue("transactionId" in next)
      if ("transactionId" in state && state.transactionId !== transactionId) {
        assert.strictEqual(next._tag, "PaidTwice")
        assert.isTrue(OrderState.needsHuman(next))
      }
    }))
  })

  it("ships nothing of which others have given something back: all of it is refunded, a part is for a human", () => {
    fc.assert(fc.property(transactionId, (transactionId) => {
      const after = (refunded: "Part" | "All") =>
        OrderState.learn({ _tag: "Checking", transactionId }, { _tag: "PaymentApplied", transactionId, refunded })
      assert.deepStrictEqual(after("All"), { _tag: "Refunded", transactionId })
      assert.strictEqual(after("Part")._tag, "PaymentNeedsHuman")
      assert.isTrue(OrderState.needsHuman(after("Part")))
    }))
  })

  it("begins one refund at a time, and only of what is paid", () => {
    fc.assert(fc.property(reached, refundId, (state, refundId) => {
      const taken = OrderState.take(state, { _tag: "RefundBegun", refundId })
      const mayBegin = state._tag === "Paid" || ("refundId" in state && state.refundId === refundId)
      assert.strictEqual(Either.isRight(taken), mayBegin)
    }))
  })
})
