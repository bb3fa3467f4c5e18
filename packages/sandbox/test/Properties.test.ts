import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, TestContext } from "effect"
import { Ledger, Payment, Sandbox } from "effect-line-pay-sandbox"
import { Money } from "line-pay-protocol"
import * as client from "./support/client.ts"
import * as random from "./support/random.ts"

const world = (commands: ReadonlyArray<random.Command>, seed: number) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const answers = yield* random.run(commands)
    yield* sandbox.faults.clear
    // Whatever is still on its way arrives.
    yield* sandbox.advance("1 hour")
    const ledger = yield* sandbox.ledger
    const payments = yield* sandbox.payments
    const details = yield* Effect.forEach(payments, ({ transactionId }) => client.detailsOf(transactionId))
    return { answers, ledger, payments, details }
  }).pipe(Effect.provide([Sandbox.layer({ seed }), TestContext.TestContext]))

/** Runs without ever waiting for a promise, or not at all. */
const runWorld = (commands: ReadonlyArray<random.Command>, seed = 1) => Effect.runSync(world(commands, seed))

const sum = (amounts: ReadonlyArray<number>) => Money.sum(amounts) ?? Number.NaN

const assertDistinct = (values: ReadonlyArray<string>) => assert.strictEqual(new Set(values).size, values.length)

describe("for random calls", () => {
  it("the same seed and calls give the same answers and the same ledger, byte for byte", () => {
    fc.assert(
      fc.property(random.commands, fc.integer(), (commands, seed) => {
        assert.strictEqual(JSON.stringify(runWorld(commands, seed)), JSON.stringify(runWorld(commands, seed)))
      }),
      { numRuns: 40 }
    )
  })

  it("captured minus refunded is what details say; an order is paid once; every id is its own", () => {
    let captured = 0
    fc.assert(
      fc.property(random.commands, (commands) => {
        const { details, ledger, payments } = runWorld(commands)
        assert.deepStrictEqual(ledger.map(({ sequence }) => sequence), ledger.map((_, index) => index + 1))

        for (const [index, payment] of payments.entries()) {
          const movements = ledger.filter(({ transactionId }) => transactionId === payment.transactionId)
          const balance = Ledger.balance(movements)
          const [record] = details[index]?.returnCode === "0000" ? client.records(details[index]) : []
          const paid = record?.payStatus === "CAPTURE" ? sum(record.payInfo.map(({ amount }) => amount)) : 0
          const refunded = sum((record?.refundList ?? []).map(({ refundAmount }) => refundAmount))
          assert.strictEqual(sum([paid, refunded]), sum([balance.captured, -balance.refunded]))
          assert.isAtMost(balance.refunded, balance.captured)
          assert.isAtMost(balance.captured, payment.amount)
          assert.strictEqual(balance.held, record?.payStatus === "AUTHORIZATION" ? payment.amount : 0)
          assert.isAtMost(movements.filter(({ kind }) => kind === "Capture").length, 1)
          captured += balance.captured
        }

        assertDistinct(payments.filter(Payment.isConfirmed).map(({ orderId }) => orderId))
        const ids = payments.flatMap(({ refunds, transactionId }) => [
          transactionId,
          ...refunds.map(({ refundTransactionId }) => refundTransactionId)
        ])
        assertDistinct(ids)
        for (const id of ids) assert.match(id, /^\d{17}1[012]$/)
      }),
      { numRuns: 120 }
    )
    assert.isAbove(captured, 0)
  })
})
