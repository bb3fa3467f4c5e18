import { SqlClient } from "@effect/sql"
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Layer, Option, TestClock } from "effect"
import { AttemptLog } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { Charges } from "../src/Charges.ts"
import * as Period from "../src/Period.ts"
import { Subscribers } from "../src/Subscribers.ts"
import { sweep } from "../src/sweep.ts"
import * as Tally from "../src/Tally.ts"
import { books, enrol, enrolled, file, month, pumped, run, shop, shopAt } from "./support/shop.ts"

const fault = (id: string, fault: Fault.Fault) =>
  Effect.flatMap(
    Sandbox,
    (sandbox) => sandbox.faults.next("payPreapproved", fault, { orderId: Period.orderId(id, month) })
  )

const noticesOf = (id: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ kind: string }>`SELECT kind FROM notices WHERE subscriber_id = ${id} ORDER BY written_at`
  ).pipe(
    Effect.map((rows) => rows.map(({ kind }) => kind))
  )

const ofOne = (id: string) =>
  Effect.map(books, (books) => Option.getOrThrow(Option.fromNullable(books.find((row) => row.id === id))))

describe("a run", () => {
  it.scoped("charges everybody once, however often it is started", () =>
    Effect.gen(function*() {
      yield* enrolled(5)
      const first = yield* run()
      assert.strictEqual(first.tally.paid, 5)
      assert.strictEqual(first.tally.amount, 5 * 290)
      const second = yield* run()
      assert.strictEqual(second.tally.due, 0)
      for (const { charged, state } of yield* books) assert.deepStrictEqual([state, charged], ["Paid", 1])
    }).pipe(Effect.provide(shop)))

  it.scoped("charges a subscriber for November who enrols in November, and not again", () =>
    Effect.gen(function*() {
      yield* enrolled(1)
      const report = yield* run({ period: Period.Period.make("2026-11") })
      assert.strictEqual(report.tally.due, 0)
      const sandbox = yield* Sandbox
      assert.deepStrictEqual((yield* sandbox.ledger).map(({ orderId }) => orderId), ["sub-s1-2026-11"])
    }).pipe(Effect.provide(shop)))

  it.scoped("tries a declined card again after one, three and seven days, and then suspends", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      const sandbox = yield* Sandbox
      const orderId = Period.orderId("s1", month)
      yield* sandbox.faults.next("payPreapproved", Fault.resultCode("1288"), { orderId, times: 4 })
      for (const [days, tries] of [[0, 1], [1, 2], [3, 3]] as const) {
        yield* TestClock.adjust(Duration.days(days))
        yield* run()
        const { state, status, tries: made } = yield* ofOne("s1")
        assert.deepStrictEqual([status, state, made], ["Active", "Due", tries])
        // Not before its day.
        assert.strictEqual((yield* run()).tally.due, 0)
      }
      yield* TestClock.adjust("7 days")
      yield* run()
      assert.deepInclude(yield* ofOne("s1"), { status: "Suspended", state: "Unpaid", charged: 0, keepsKey: true })
      assert.deepInclude(yield* ofOne("s2"), { status: "Active", state: "Paid", charged: 1 })
      assert.deepStrictEqual(yield* noticesOf("s1"), ["PaymentFailed", "Suspended"])
    }).pipe(Effect.provide(shop)))

  it.scoped("charges no older month of somebody who is suspended", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.resultCode("1288"))
      yield* run()
      const next = Period.following(month)
      const sandbox = yield* Sandbox
      yield* sandbox.faults.next("payPreapproved", Fault.resultCode("1101"), { orderId: Period.orderId("s1", next) })
      yield* run({ period: next })
      assert.deepInclude(yield* ofOne("s1"), { status: "Suspended", state: "Unpaid", charged: 0 })
      yield* TestClock.adjust("30 days")
      assert.strictEqual((yield* run({ period: next })).tally.due, 0)
    }).pipe(Effect.provide(shop)))

  it.scoped("finds a charge whose answer was lost", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.commitThenLose)
      const { tally } = yield* run()
      assert.strictEqual(tally.paid, 2)
      assert.deepInclude(yield* ofOne("s1"), { state: "Paid", charged: 1 })
    }).pipe(Effect.provide(shop)))

  it.scoped("leaves a charge without a trace to the sweeper, and sends it never again", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.resetBefore)
      const { tally } = yield* run({ wait: "4 minutes" })
      assert.strictEqual(tally.checking, 1)
      assert.deepInclude(yield* ofOne("s1"), { state: "Checking", charged: 0 })
      assert.strictEqual((yield* run()).tally.due, 0)

      yield* TestClock.adjust("10 minutes")
      assert.strictEqual((yield* pumped(sweep)).checking, 1)
      for (const later of ["30 minutes", "2 hours", "24 hours"] as const) {
        yield* TestClock.adjust(later)
        yield* pumped(sweep)
      }
      assert.deepInclude(yield* ofOne("s1"), { state: "NeedsHuman", charged: 0 })
    }).pipe(Effect.provide(shop)))

  it.scoped("finds, by sweeping, a charge that LINE Pay applies late", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.commitLate("5 minutes"))
      assert.strictEqual((yield* run()).tally.checking, 1)
      yield* TestClock.adjust("12 minutes")
      assert.strictEqual((yield* pumped(sweep)).checking, 0)
      assert.deepInclude(yield* ofOne("s1"), { state: "Paid", charged: 1 })
    }).pipe(Effect.provide(shop)))

  it.scoped("writes down what the log knows of a charge, if a process ended before it could", () =>
    Effect.gen(function*() {
      yield* enrolled(1)
      yield* run()
      const sql = yield* SqlClient.SqlClient
      for (const state of ["Due", "Checking"]) {
        yield* sql`UPDATE charges SET state = ${state}, leased_until = 0, seen = 0 WHERE period = ${month}`
        yield* state === "Due" ? run() : pumped(sweep)
        assert.deepInclude(yield* ofOne("s1"), { state: "Paid", charged: 1 })
      }
    }).pipe(Effect.provide(shop)))

  it.scoped("charges nobody again whose rejection was not recorded", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.resultCode("1288"))
      yield* run()
      // As a process leaves it that ends between LINE Pay's answer and the record.
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE charges SET state = 'Due', due_at = 0, tries = 0, leased_until = 0, seen = 0
        WHERE order_id = ${Period.orderId("s1", month)}`
      yield* run()
      assert.deepInclude(yield* ofOne("s1"), { state: "Due", tries: 1, charged: 0 })
      assert.strictEqual((yield* run()).tally.due, 0)
    }).pipe(Effect.provide(shop)))

  it.scoped("lets a charge without an answer be paid in no other way when its key is forgotten", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.resetBefore)
      yield* run()
      yield* Effect.flatMap(Subscribers, (subscribers) => subscribers.forgetRegKey("s1"))
      yield* TestClock.adjust("10 minutes")
      yield* pumped(sweep)
      assert.deepInclude(yield* ofOne("s1"), { state: "Checking", charged: 0 })

      // A run that was killed leaves it due. The log knows more.
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE charges SET state = 'Due', leased_until = 0 WHERE order_id = ${Period.orderId("s1", month)}`
      assert.include((yield* Effect.flip(enrol("s1"))).message, "not known whether s1 has paid")
      yield* run()
      assert.deepInclude(yield* ofOne("s1"), { state: "Checking", charged: 0 })
    }).pipe(Effect.provide(shop)))

  it.scoped("takes a charge up again that a run has not sent", () =>
    Effect.gen(function*() {
      yield* enrolled(1)
      yield* Effect.flatMap(Charges, (charges) => charges.open(month))
      const sql = yield* SqlClient.SqlClient
      yield* sql`UPDATE charges SET state = 'Checking', leased_until = 0 WHERE period = ${month}`
      yield* pumped(sweep)
      assert.strictEqual((yield* run()).tally.paid, 1)
    }).pipe(Effect.provide(shop)))

  it.scoped("takes up what a run that was killed has claimed, when its lease is over", () =>
    Effect.gen(function*() {
      yield* enrolled(3)
      const charges = yield* Charges
      yield* charges.open(month)
      const sql = yield* SqlClient.SqlClient
      const now = yield* TestClock.currentTimeMillis
      yield* sql`UPDATE charges SET leased_until = ${now + 30_000} WHERE order_id = ${Period.orderId("s2", month)}`
      const report = yield* run()
      assert.strictEqual(report.tally.paid, 3)
      assert.isAtLeast(Duration.toSeconds(report.took), 30)
    }).pipe(Effect.provide(shop)))
})

describe("a subscriber over a limit", () => {
  for (const code of ["2020", "2022"] as const) {
    it.scoped(`is tried again another day, once settlement believes ${code}`, () =>
      Effect.gen(function*() {
        yield* enrolled(2)
        yield* fault("s1", Fault.resultCode(code))
        const { askedAnew, tally } = yield* run({ wait: "4 minutes" })
        assert.deepInclude(tally, { paid: 1, checking: 0 })
        assert.strictEqual(askedAnew, 0)
        assert.deepInclude(yield* ofOne("s1"), {
          status: "Active",
          state: "Due",
          tries: 1,
          charged: 0,
          keepsKey: true
        })
        assert.deepStrictEqual(yield* noticesOf("s1"), ["PaymentFailed"])
        assert.strictEqual((yield* run()).tally.due, 0)
        yield* TestClock.adjust("1 day")
        assert.strictEqual((yield* run()).tally.paid, 1)
        assert.deepInclude(yield* ofOne("s1"), { state: "Paid", charged: 1 })
      }).pipe(Effect.provide(shop)))
  }

  it.scoped("is being checked until then, and a sweeper believes the code when the run was killed", () =>
    Effect.gen(function*() {
      const path = yield* file
      const log = Layer.succeed(AttemptLog, yield* Effect.provide(AttemptLog, AttemptLog.layerMemory))
      yield* Effect.gen(function*() {
        yield* enrolled(2)
        yield* fault("s1", Fault.resultCode("2022"))
        assert.strictEqual((yield* run({ wait: "1 minute" })).tally.checking, 1)
        assert.deepInclude(yield* ofOne("s1"), { status: "Active", state: "Checking", tries: 0, charged: 0 })
        assert.deepStrictEqual(yield* noticesOf("s1"), [])
      }).pipe(Effect.provide(shopAt(path, log)))

      // Another process, a few minutes later. LINE Pay shows it no payment of the order.
      yield* TestClock.adjust("5 minutes")
      yield* Effect.gen(function*() {
        assert.strictEqual((yield* pumped(sweep)).checking, 0)
        assert.deepInclude(yield* ofOne("s1"), { status: "Active", state: "Due", tries: 1, charged: 0 })
        assert.deepStrictEqual(yield* noticesOf("s1"), ["PaymentFailed"])
      }).pipe(Effect.provide(shopAt(path, log)))
    }))

  it.scoped("is paid after all, if LINE Pay shows the payment", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      yield* fault("s1", Fault.resultCode("2022", { applied: true }))
      assert.strictEqual((yield* run()).tally.paid, 2)
      assert.deepInclude(yield* ofOne("s1"), { state: "Paid", charged: 1 })
      assert.deepStrictEqual(yield* noticesOf("s1"), [])
    }).pipe(Effect.provide(shop)))
})

describe("a dead regKey", () => {
  for (const code of ["1190", "1193", "1287"] as const) {
    it.scoped(`is checked, expired, and asked for anew after ${code}; enrolling again pays the month`, () =>
      Effect.gen(function*() {
        yield* enrolled(3)
        // The key itself lives: LINE Pay is asked to expire it.
        yield* fault("s1", Fault.resultCode(code, { applied: false }))
        const report = yield* run()
        assert.strictEqual(report.askedAnew, 1)
        assert.deepInclude(yield* ofOne("s1"), { status: "EnrolAgain", state: "Unpaid", keepsKey: false, charged: 0 })
        assert.deepStrictEqual(yield* noticesOf("s1"), ["EnrolAgain"])
        const sandbox = yield* Sandbox
        assert.strictEqual((yield* sandbox.regKeys)[0]?.status, "Discarded")

        assert.strictEqual((yield* run()).tally.due, 0)
        assert.strictEqual((yield* enrol("s1")).outcome, "Enrolled")
        assert.deepInclude(yield* ofOne("s1"), { status: "Active", state: "Paid", keepsKey: true, charged: 1 })
        assert.strictEqual((yield* run({ period: Period.following(month) })).tally.paid, 3)
      }).pipe(Effect.provide(shop)))
  }

  it.scoped("is kept while LINE Pay gives no clear answer about it", () =>
    Effect.gen(function*() {
      yield* enrolled(2)
      const sandbox = yield* Sandbox
      yield* fault("s1", Fault.resultCode("1287"))
      yield* sandbox.faults.next("checkRegKey", Fault.badGateway(), { times: Infinity })
      assert.strictEqual((yield* run()).askedAnew, 0)
      assert.deepInclude(yield* ofOne("s1"), { status: "Active", keepsKey: true, state: "Due" })
      yield* sandbox.faults.clear
      assert.strictEqual((yield* run()).askedAnew, 1)
      assert.deepInclude(yield* ofOne("s1"), { status: "EnrolAgain", keepsKey: false, state: "Unpaid" })
    }).pipe(Effect.provide(shop)))
})

describe("what is wrong with us", () => {
  const subscribers = 25

  const hits = (title: string, break_: Effect.Effect<void, never, Sandbox>, because: RegExp) =>
    it.scoped(title, () =>
      Effect.gen(function*() {
        yield* enrolled(subscribers)
        const sandbox = yield* Sandbox
        yield* break_
        const { askedAnew, stopped, tally } = yield* run({ concurrency: 4 })
        assert.match(Option.getOrElse(stopped, () => "not stopped"), because)
        assert.isBelow(Tally.done(tally), 20)
        assert.strictEqual(askedAnew, 0)
        for (const row of yield* books) {
          assert.deepInclude(row, { status: "Active", keepsKey: true, tries: 0, charged: 0 })
          assert.include(["Due", "Checking"], row.state)
          assert.deepStrictEqual(yield* noticesOf(row.id), [])
        }
        // Mended: the next night charges them all, but for those that may have been charged.
        yield* sandbox.faults.clear
        yield* sandbox.setContract("full")
        yield* TestClock.adjust("1 day")
        const next = yield* run()
        assert.strictEqual(Option.getOrUndefined(next.stopped), undefined)
        assert.strictEqual(next.tally.paid, subscribers - tally.checking)
      }).pipe(Effect.provide(shop)))

  const always = (fault: Fault.Fault) =>
    Effect.flatMap(Sandbox, (sandbox) => sandbox.faults.next("payPreapproved", fault, { times: Infinity }))

  hits("stops the run: a wrong secret", always(Fault.resultCode("1106")), /1106\. The signature or a header is wrong/)
  hits(
    "stops the run: no contract",
    Effect.flatMap(Sandbox, (sandbox) => sandbox.setContract({ preapproved: false })),
    /1194\. This merchant has no contract/
  )
  // `applied: true` answers without what the code does to the key: it is the answer to another merchant.
  hits(
    "stops the run: another merchant's keys",
    always(Fault.raw("{\"returnCode\":\"1190\",\"returnMessage\":\"-\"}")),
    /regKeys were answered 1190/
  )
  hits("stops the run: a limit on what we may receive", always(Fault.resultCode("2024")), /2024\. YOUR receiving limit/)
  hits("stops the run: LINE Pay does not answer", always(Fault.resetBefore), /did not answer/)

  it.scoped("forgets no key when LINE Pay knows nobody, however few they are", () =>
    Effect.gen(function*() {
      yield* enrolled(3)
      yield* always(Fault.raw("{\"returnCode\":\"1190\",\"returnMessage\":\"-\"}"))
      const report = yield* run()
      assert.strictEqual(report.askedAnew, 0)
      for (const row of yield* books) assert.deepInclude(row, { status: "Active", keepsKey: true, state: "Due" })
    }).pipe(Effect.provide(shop)))
})
