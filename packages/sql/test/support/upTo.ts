import { SqlClient } from "@effect/sql"
import { assert } from "@effect/vitest"
import { Array as Arr, Context, Effect, Layer } from "effect"
import { type AttemptLog, Settlement } from "effect-line-pay"
import { Sandbox } from "effect-line-pay-sandbox"
import { paid } from "./payments.ts"

const total = 40

/** Settlements that share nothing but the database bring one payment's refunds to a total, all at once, in many rounds. */
export const refundTogether = <E>(
  logs: ReadonlyArray<Layer.Layer<AttemptLog, E>>,
  rounds: number
) =>
  Effect.gen(function*() {
    const settlements = yield* Effect.forEach(logs, (log) =>
      Effect.map(
        Layer.build(Layer.fresh(Layer.provide(Settlement.layer, Layer.fresh(log)))),
        Context.get(Settlement)
      ))
    const sandbox = yield* Sandbox
    for (const round of Arr.range(1, rounds)) {
      const { transactionId } = yield* paid(`order ${round}`)
      yield* Effect.forEach(settlements, ({ refundUpTo }, index) =>
        Effect.exit(refundUpTo({ transactionId, refundId: `by ${index}`, total, currency: "TWD" })), {
        concurrency: "unbounded"
      })
    }
    const sums = new Map<string, number>()
    for (const { amount, kind, transactionId } of yield* sandbox.ledger) {
      if (kind === "Refund") {
        sums.set(transactionId, (sums.get(transactionId) ?? 0) + amount)
      }
    }
    assert.deepStrictEqual(
      [...sums.values()].filter((sum) =>
        sum !== total
      ),
      []
    )
    assert.strictEqual(sums.size, rounds)
  })

/** Three callers, each inside a transaction, join the run of a call outside of any. */
export const joinFromTransactions = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const sandbox = yield* Sandbox
  const settlement = yield* Settlement
  const { transactionId } = yield* paid("order")
  const refund = settlement.refundPayment({ transactionId, refundId: "1", refundAmount: "full", currency: "TWD" })
  const inside = Effect.flip(sql.withTransaction(Effect.zipRight(sql`SELECT 1`, refund)))
  const errors = yield* Effect.all([inside, inside, inside], { concurrency: "unbounded" })
  assert.deepStrictEqual(errors.map(({ _tag }) => _tag), ["AttemptLogError", "AttemptLogError", "AttemptLogError"])
  const [{ settledBy }] = yield* Effect.all([refund, Effect.exit(inside), Effect.exit(inside)], {
    concurrency: "unbounded"
  })
  assert.strictEqual(settledBy, "Answer")
  const refunds = (yield* sandbox.ledger).filter(({ kind }) => kind === "Refund")
  assert.strictEqual(refunds.length, 1)
})
