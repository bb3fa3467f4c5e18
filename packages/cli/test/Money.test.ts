import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type AttemptLog, LinePay, Settlement } from "effect-line-pay"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { run } from "./support/command.ts"
import * as Desk from "./support/desk.ts"

/** An order of 100 that was paid through the shop. */
const paid = (capture = true) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const sandbox = yield* Sandbox
    const settlement = yield* Settlement
    const { transactionId } = yield* linePay.requestPayment({
      amount: 100,
      currency: "TWD",
      orderId: "order-1",
      packages: [{ id: "1", amount: 100, products: [{ name: "Tea", quantity: 1, price: 100 }] }],
      redirectUrls: { confirmUrl: "https://shop.test/confirm", cancelUrl: "https://shop.test/cancel" },
      options: { payment: { capture } }
    })
    yield* sandbox.approve(transactionId)
    yield* settlement.confirmPayment({ transactionId, orderId: "order-1", amount: 100, currency: "TWD" })
    return transactionId
  })

const desk = Effect.gen(function*() {
  const { url } = yield* SandboxServer
  const sandbox = yield* Sandbox
  const database = yield* Desk.sqlite
  const inShop = <A, E>(program: Effect.Effect<A, E, Settlement | LinePay | AttemptLog | Sandbox>) =>
    Desk.shop(database, url, new Map(), Effect.provideService(program, Sandbox, sandbox))
  const cli = (...args: ReadonlyArray<string>) => run(args, Desk.variables(url, database.address))
  const refunds = Effect.map(
    sandbox.ledger,
    (ledger) => ledger.filter(({ kind }) => kind === "Refund").map(({ amount }) => amount)
  )
  return { cli, inShop, refunds, sandbox }
})

describe("what the desk says of money", () => {
  it.scopedLive("a refund id that another one ends in is another refund", () =>
    Effect.gen(function*() {
      const { cli, inShop, refunds } = yield* desk
      yield* inShop(Effect.gen(function*() {
        const transactionId = yield* paid()
        const settlement = yield* Settlement
        yield* settlement.refundPayment({ transactionId, refundAmount: 10, currency: "TWD", refundId: "ticket 7" })
      }))
      const refund = ["refund", "order-1", "--amount", "30", "--id", "7"]
      const dry = yield* cli(...refund)
      assert.include(dry.out, "would refund 30 TWD")
      const done = yield* cli(...refund, "--yes")
      assert.include(done.out, "Refunded 30 TWD")
      assert.deepStrictEqual(yield* refunds, [10, 30])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("a full refund by staff is told, and there is nothing left to refund", () =>
    Effect.gen(function*() {
      const { cli, inShop, refunds, sandbox } = yield* desk
      const transactionId = yield* inShop(paid())
      yield* sandbox.merchantCentre.refund(transactionId, "full")
      const shown = yield* cli("payment", "order-1")
      assert.strictEqual(shown.code, 1)
      assert.include(shown.out, "Refunded in full")
      assert.include(shown.out, "does not know this refund: 100 TWD")
      for (const yes of [[], ["--yes"]]) {
        const { code, error, out } = yield* cli("refund", "order-1", "--full", "--id", "new", ...yes)
        assert.deepStrictEqual([code, out], [1, ""])
        assert.include(error, "0 TWD of 100 TWD are left, so there is nothing to refund. Nothing was sent.")
      }
      assert.deepStrictEqual(yield* refunds, [100])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("a void by staff is told", () =>
    Effect.gen(function*() {
      const { cli, inShop, sandbox } = yield* desk
      const transactionId = yield* inShop(paid(false))
      yield* sandbox.merchantCentre.void(transactionId)
      const shown = yield* cli("payment", "order-1")
      assert.strictEqual(shown.code, 1)
      assert.include(shown.out, "does not know that the amount was released")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("a capture that is open is told", () =>
    Effect.gen(function*() {
      const { cli, inShop, sandbox } = yield* desk
      yield* inShop(Effect.gen(function*() {
        const transactionId = yield* paid(false)
        const settlement = yield* Settlement
        yield* sandbox.faults.next("capturePayment", Fault.commitThenLose)
        yield* sandbox.faults.script(Fault.badGateway(), { operation: "getPaymentDetails", times: 50 })
        yield* settlement.capturePayment({ transactionId, amount: 100, currency: "TWD" }).pipe(
          Effect.timeoutOption("1 second"),
          Effect.exit
        )
      }))
      yield* sandbox.faults.clear
      const shown = yield* cli("payment", "order-1")
      assert.strictEqual(shown.code, 1)
      assert.match(shown.out, /line-pay-cli look capturePayment \d+/)
    }).pipe(Effect.provide(SandboxServer.layer())))
})
