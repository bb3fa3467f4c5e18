import { assert, it } from "@effect/vitest"
import { Effect } from "effect"
import { Ledger, Sandbox } from "effect-line-pay-sandbox"
import * as v8 from "node:v8"
import * as vm from "node:vm"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

/** How many payments: `SANDBOX_VOLUME=100000` for the long run. */
const volume = Number(process.env["SANDBOX_VOLUME"] ?? 1_000)

/** Bytes of the heap that a payment may leave behind, its refund and three ledger entries included. */
const maximumPerPayment = 6_000

v8.setFlagsFromString("--expose-gc")
const collectGarbage: () => void = vm.runInNewContext("gc")

const heap = () => {
  collectGarbage()
  return process.memoryUsage().heapUsed
}

const payments = (count: number) =>
  Effect.forEach(Array.from({ length: count }), (_, index) =>
    Effect.gen(function*() {
      const transactionId = yield* (index % 2 === 0 ? story.paid() : story.authorized())
      if (index % 2 === 1) yield* client.capture(transactionId, 600)
      if (index % 3 === 0) yield* client.refund(transactionId, 30)
      return transactionId
    }))

it.effect(`${volume} payments: the ledger balances, and memory holds no more than it`, () =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* payments(200)
    const before = heap()
    yield* Effect.asVoid(payments(volume))
    const perPayment = (heap() - before) / volume
    assert.isBelow(perPayment, maximumPerPayment)

    const balances = new Map<string, Array<Ledger.Movement>>()
    for (const movement of yield* sandbox.ledger) {
      const movements = balances.get(movement.transactionId)
      if (movements === undefined) balances.set(movement.transactionId, [movement])
      else movements.push(movement)
    }
    const ids = [...balances.keys()]
    assert.strictEqual(ids.length, volume + 200)
    for (let start = 0; start < ids.length; start += 100) {
      const query = ids.slice(start, start + 100).map((id) => `transactionId=${id}`).join("&")
      for (const { payInfo, refundList = [], transactionId } of client.records(yield* client.details(query))) {
        const { captured, refunded } = Ledger.balance(balances.get(transactionId) ?? [])
        assert.strictEqual(payInfo.reduce((sum, { amount }) => sum + amount, 0), captured)
        assert.strictEqual(refundList.reduce((sum, { refundAmount }) => sum - refundAmount, 0), refunded)
        balances.delete(transactionId)
      }
    }
    assert.strictEqual(balances.size, 0)
  }).pipe(Effect.provide(Sandbox.layer())), 600_000)
