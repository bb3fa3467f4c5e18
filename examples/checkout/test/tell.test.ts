import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, TestClock } from "effect"
import { type Attempt, AttemptLog, Settlement, type TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { Payments } from "../src/Payments.ts"
import { tell } from "../src/tell.ts"
import * as Shop from "./support/shop.ts"

const opened = (transactionId: TransactionId) =>
  Effect.flatMap(Payments, (payments) => Effect.asVoid(payments.progress({ transactionId })))

/** An order whose customer has paid, and the confirm in the log. */
const paid = Effect.gen(function*() {
  const { id, transactionId } = yield* Shop.approved
  yield* opened(transactionId)
  assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
  const { own } = yield* (yield* AttemptLog).get(`confirmPayment ${transactionId}`)
  return { id, transactionId, attempt: Option.getOrThrow(own) }
})

/** The orders cannot come to this state for a while. */
const forbid = (state: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) =>
      sql`CREATE TRIGGER forbidden BEFORE UPDATE ON orders WHEN NEW.state ->> '_tag' = ${sql.literal(`'${state}'`)}
      BEGIN SELECT RAISE(ABORT, 'forbidden'); END`
  )
const allow = Effect.flatMap(SqlClient.SqlClient, (sql) => sql`DROP TRIGGER forbidden`)

const captures = Effect.map(
  Effect.flatMap(Sandbox, (sandbox) => sandbox.ledger),
  (movements) => movements.filter(({ kind }) => kind === "Capture").length
)

describe("tell", () => {
  it.scoped("an order that could not be written learns of its payment later, by itself", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* Shop.approved
      yield* forbid("Paid")
      yield* opened(transactionId)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Checking", transactionId })
      yield* allow
      yield* TestClock.adjust("2 minutes")
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("a payment that took no money takes none while the order does not know it", () =>
    Effect.gen(function*() {
      const { id, transactionId } = yield* Shop.approved
      // Not a code that ends the payment at LINE Pay: a second confirm would go through.
      yield* (yield* Sandbox).faults.next("confirmPayment", Fault.resultCode("1150"))
      yield* forbid("NotPaid")
      yield* opened(transactionId)
      yield* opened(transactionId)
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Checking", transactionId })
      yield* allow
      yield* TestClock.adjust("2 minutes")
      assert.strictEqual((yield* Shop.stateOf(id))._tag, "NotPaid")
      assert.strictEqual(yield* captures, 0)
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("an older version changes nothing", () =>
    Effect.gen(function*() {
      const { attempt, id, transactionId } = yield* paid
      const version = attempt.version - 1
      const older: Attempt.Attempt = {
        ...attempt,
        version,
        verdict: { _tag: "NotApplied", because: "CanceledOrExpired" }
      }
      yield* tell({ attempt: older, version, standing: "NotApplied", answer: Option.none() })
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
    }).pipe(Effect.provide(Shop.layer)))

  it.scoped("what a human corrects in the log is corrected in the order", () =>
    Effect.gen(function*() {
      const { attempt, id } = yield* paid
      yield* TestClock.adjust("10 minutes")
      const { key, version } = attempt
      yield* (yield* Settlement).closeByHand({
        key,
        version,
        by: "mei",
        why: "LINE Pay's support says that it was never captured",
        verdict: { _tag: "NotApplied" }
      })
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "NotPaid", reason: "Unstated" })
    }).pipe(Effect.provide(Shop.layer)))
})
