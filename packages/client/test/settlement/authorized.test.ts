import { assert, describe } from "@effect/vitest"
import { Clock, Effect, Exit, Fiber } from "effect"
import { type Authorized, authorized } from "effect-line-pay"
import { Fault } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"

const always = Infinity

/** An order within a scope: what comes of it, and when. */
const order = <A, E>(
  payment: Shop.Payment,
  use: (authorization: Authorized) => Effect.Effect<A, E>
) => Effect.exit(Effect.scoped(Effect.flatMap(authorized(payment), use)))

const pending = Shop.authenticated({ capture: false })
const books = Effect.all({ ledger: Shop.ledger, voids: Shop.sends("voidPayment") })
const voidedAt = (at: number) => ({ ledger: ["Authorize 100", "Void 100"], voids: [at] })
const held = { ledger: ["Authorize 100"], voids: [] }
const captured = { ledger: ["Authorize 100", "Capture 100"], voids: [] }

const outOfStock = Effect.fail("out of stock")

describe("authorized: released", () => {
  Shop.shop(
    "when its scope fails",
    Effect.gen(function*() {
      const payment = yield* pending
      assert.deepStrictEqual(yield* order(payment, () => outOfStock), Exit.fail("out of stock"))
      assert.deepStrictEqual(yield* books, voidedAt(0))
    })
  )

  Shop.shop(
    "when its scope dies",
    Effect.gen(function*() {
      const payment = yield* pending
      assert.deepStrictEqual(yield* order(payment, () => Effect.die("a bug")), Exit.die("a bug"))
      assert.deepStrictEqual(yield* books, voidedAt(0))
    })
  )

  Shop.shop(
    "when its scope is interrupted",
    Effect.gen(function*() {
      const payment = yield* pending
      const fiber = yield* Effect.fork(order(payment, () => Effect.never))
      yield* Effect.sleep("1 minute")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* books, voidedAt(60_000))
    })
  )

  Shop.shop(
    "when its scope times out",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Effect.timeoutOption(order(payment, () => Effect.never), "1 minute")
      assert.deepStrictEqual(yield* books, voidedAt(60_000))
    })
  )

  Shop.shop(
    "when it was interrupted while it was being confirmed, once that is known to be done",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Shop.next("confirmPayment", Fault.delay("10 seconds"))
      const fiber = yield* Effect.fork(order(payment, () => Effect.never))
      yield* Effect.sleep("1 second")
      yield* Fiber.interrupt(fiber)
      assert.deepStrictEqual(yield* books, voidedAt(10_000))
    })
  )

  Shop.shop(
    "when its capture was refused, and its scope fails",
    Effect.gen(function*() {
      const payment = yield* pending
      const exit = yield* order(payment, ({ capture }) => capture(200))
      assert.strictEqual(
        Exit.isFailure(exit) && exit.cause._tag === "Fail" && exit.cause.error._tag,
        "AmountAboveMaximum"
      )
      assert.deepStrictEqual(yield* books, voidedAt(0))
    })
  )

  Shop.shop(
    "when its capture was refused before it was sent, and its scope fails",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* order(payment, ({ capture }) => capture(0.5))
      assert.deepStrictEqual(yield* books, voidedAt(0))
      assert.deepStrictEqual(yield* Shop.sends("capturePayment"), [])
    })
  )
})

describe("authorized: left as it is", () => {
  Shop.shop(
    "when its scope succeeds, captured or not",
    Effect.gen(function*() {
      const payment = yield* pending
      const exit = yield* order(payment, ({ payment }) => Effect.succeed(payment.payStatus))
      assert.deepStrictEqual(exit, Exit.succeed("AUTHORIZATION"))
      assert.deepStrictEqual(yield* books, held)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.capture(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* books, captured)
    })
  )

  Shop.shop(
    "after a capture, whatever comes then",
    Effect.gen(function*() {
      const payment = yield* pending
      const exit = yield* order(payment, ({ capture }) => Effect.zipRight(capture(), outOfStock))
      assert.deepStrictEqual(exit, Exit.fail("out of stock"))
      assert.deepStrictEqual(yield* books, captured)
    })
  )

  Shop.shop(
    "after the capture of a part",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* order(payment, ({ capture }) => Effect.zipRight(capture(60), outOfStock))
      assert.deepStrictEqual(yield* books, { ledger: ["Authorize 100", "Capture 60", "Void 40"], voids: [] })
    })
  )

  Shop.shop(
    "after a capture, although another capture is refused after it",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* order(payment, ({ capture }) => Effect.zipRight(capture(), capture(50)))
      assert.deepStrictEqual(yield* books, captured)
    })
  )

  Shop.shop(
    "after a capture that was found by looking",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Shop.next("capturePayment", Fault.commitThenLose)
      yield* order(payment, ({ capture }) => Effect.zipRight(capture(), outOfStock))
      assert.deepStrictEqual(yield* books, captured)
    })
  )

  Shop.shop(
    "after a capture whose outcome is open",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Shop.next("capturePayment", Fault.resetBefore, always)
      const exit = yield* order(payment, ({ capture }) => capture())
      assert.strictEqual(Exit.isFailure(exit) && exit.cause._tag === "Fail" && exit.cause.error._tag, "OutcomeUnknown")
      assert.deepStrictEqual(yield* books, held)
    })
  )

  Shop.shop(
    "when it is interrupted while it captures",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Shop.next("capturePayment", Fault.delay("10 seconds"))
      const fiber = yield* Effect.fork(order(payment, ({ capture }) => capture()))
      yield* Effect.sleep("1 second")
      yield* Fiber.interrupt(fiber)
      assert.strictEqual(yield* Clock.currentTimeMillis, 1_000)
      yield* Effect.sleep("1 minute")
      assert.deepStrictEqual(yield* books, captured)
    })
  )

  Shop.shop(
    "when nothing was confirmed",
    Effect.gen(function*() {
      const payment = yield* Shop.requested({ capture: false })
      const exit = yield* order(payment, () => Effect.void)
      assert.strictEqual(Exit.isFailure(exit) && exit.cause._tag === "Fail" && exit.cause.error._tag, "NotApplied")
      assert.deepStrictEqual(yield* books, { ledger: [], voids: [] })
    })
  )
})

describe("authorized: a void that takes its time", () => {
  Shop.shop(
    "is waited for, for ten seconds; then it goes on by itself",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Shop.next("voidPayment", Fault.hang())
      assert.deepStrictEqual(yield* order(payment, () => outOfStock), Exit.fail("out of stock"))
      assert.strictEqual(yield* Clock.currentTimeMillis, 10_000)
      yield* Effect.sleep("5 minutes")
      const { ledger, voids } = yield* books
      assert.deepStrictEqual(ledger, ["Authorize 100", "Void 100"])
      assert.strictEqual(voids.length, 2)
    })
  )

  Shop.shop(
    "or fails, hides nothing of why the scope failed",
    Effect.gen(function*() {
      const payment = yield* pending
      yield* Shop.next("voidPayment", Fault.resultCode("1104"))
      assert.deepStrictEqual(yield* order(payment, () => outOfStock), Exit.fail("out of stock"))
      assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100"])
    })
  )
})
