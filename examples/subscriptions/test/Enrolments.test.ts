import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { Enrolments } from "../src/Enrolments.ts"
import { Subscribers } from "../src/Subscribers.ts"
import { enrol, enrolled, pumped, run, shop } from "./support/shop.ts"

const status = (id: string) =>
  Effect.map(Effect.flatMap(Subscribers, (subscribers) => subscribers.get(id)), ({ status }) => status)

describe("enrolling", () => {
  it.scoped("asks again when the regKey was lost with the answer, and the month stays paid", () =>
    Effect.gen(function*() {
      yield* enrolled(0)
      const sandbox = yield* Sandbox
      const { id } = yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.add("Mei", 290, "mei"))
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      assert.strictEqual((yield* enrol(id)).outcome, "RegKeyLost")
      assert.strictEqual(yield* status(id), "EnrolAgain")
      assert.strictEqual((yield* run()).tally.due, 0)

      const again = yield* enrol(id)
      assert.strictEqual(again.outcome, "Enrolled")
      assert.strictEqual(again.enrolment.period, "2026-12")
      assert.strictEqual(yield* status(id), "Active")
      const captures = (yield* sandbox.ledger).map(({ orderId }) => orderId)
      assert.deepStrictEqual(captures, ["sub-mei-2026-11", "sub-mei-2026-12"])
    }).pipe(Effect.provide(shop)))

  it.scoped("keeps the regKey until it can be stored", () =>
    Effect.gen(function*() {
      yield* enrolled(0)
      const sql = yield* SqlClient.SqlClient
      yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.add("Mei", 290, "mei"))
      yield* sql`CREATE TRIGGER full BEFORE UPDATE ON subscribers BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`
      assert.strictEqual((yield* enrol("mei")).outcome, "Checking")
      assert.strictEqual(yield* status("mei"), "Enrolling")
      yield* sql`DROP TRIGGER full`
      yield* pumped(Effect.sleep("2 minutes"))
      assert.strictEqual(yield* status("mei"), "Active")
    }).pipe(Effect.provide(shop)))

  it.scoped("charges nothing before the customer approves, and nothing when the customer declines", () =>
    Effect.gen(function*() {
      yield* enrolled(0)
      const sandbox = yield* Sandbox
      const enrolments = yield* Enrolments
      const mei = yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.add("Mei", 290, "mei"))
      const { enrolment } = yield* enrolments.request(mei)
      assert.strictEqual(yield* pumped(enrolments.complete(enrolment)), "Waiting")
      assert.lengthOf(yield* enrolments.open, 1)
      yield* sandbox.decline(enrolment.transactionId)
      assert.strictEqual(yield* pumped(enrolments.complete(enrolment)), "Ended")
      assert.lengthOf(yield* enrolments.open, 0)
      assert.deepStrictEqual(yield* sandbox.ledger, [])
      assert.strictEqual(yield* status("mei"), "Enrolling")
    }).pipe(Effect.provide(shop)))

  it.scoped("changes nothing when it is completed twice", () =>
    Effect.gen(function*() {
      yield* enrolled(0)
      const enrolments = yield* Enrolments
      yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.add("Mei", 290, "mei"))
      const { enrolment } = yield* enrol("mei")
      assert.strictEqual(yield* pumped(enrolments.complete(enrolment)), "Enrolled")
      assert.strictEqual(yield* status("mei"), "Active")
    }).pipe(Effect.provide(shop)))

  it.scoped("is refused to who is active, and while nobody knows whether a month was paid", () =>
    Effect.gen(function*() {
      yield* enrolled(1)
      const sandbox = yield* Sandbox
      const sql = yield* SqlClient.SqlClient
      assert.strictEqual((yield* Effect.flip(enrol("s1"))).message, "s1 has enrolled, and is charged")
      yield* sandbox.faults.next("payPreapproved", Fault.resetBefore)
      yield* run()
      yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.forgetRegKey("s1"))
      for (const state of ["Checking", "NeedsHuman"]) {
        yield* sql`UPDATE charges SET state = ${state} WHERE state <> 'Paid'`
        assert.include((yield* Effect.flip(enrol("s1"))).message, "not known whether s1 has paid")
      }
      assert.lengthOf(yield* sandbox.ledger, 1)
    }).pipe(Effect.provide(shop)))
})
