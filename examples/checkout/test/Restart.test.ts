/** The server is killed while it takes a customer's money, and started again on the same database. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import * as Server from "./support/server.ts"
import { field, locationOf, visitor } from "./support/visitor.ts"

const ordered = (url: string) =>
  Effect.gen(function*() {
    const { get, post } = visitor(url)
    const token = field(yield* get("/cart?alishan=1"), "token")
    const sent = yield* post("/orders", { alishan: "1", token })
    const reserveId = new URL(locationOf(sent)).searchParams.get("transactionReserveId") ?? ""
    const { transactionId } = yield* (yield* Sandbox).payment({ reserveId })
    yield* (yield* Sandbox).approve(transactionId)
    return { path: `/orders/${token}`, transactionId }
  })

/** Asks until something is so; what never is ends with the test's time. */
const until = <A, E, R>(ask: Effect.Effect<A, E, R>, isSo: (answer: A) => boolean) =>
  Effect.repeat(Effect.delay(ask, "50 millis"), { until: isSo })

const captures = Effect.flatMap(
  Sandbox,
  (sandbox) => Effect.map(sandbox.ledger, (movements) => movements.filter(({ kind }) => kind === "Capture").length)
)

describe("The shop is killed", () => {
  it.scopedLive("between sending the confirm and hearing the answer: the customer has paid once", () =>
    Effect.gen(function*() {
      const shop = yield* Server.make
      const first = yield* shop.start
      const { get } = visitor(shop.url)
      const { path, transactionId } = yield* ordered(shop.url)
      yield* (yield* Sandbox).faults.next("confirmPayment", Fault.hang({ applied: true }))
      yield* Effect.fork(Effect.exit(get(`${path}/confirm?transactionId=${transactionId}`)))
      yield* until(captures, (count) => count === 1)
      yield* first.kill

      // The customer's page stays open, and polls. Without it, the sweeper looks after five minutes.
      yield* shop.start
      const page = get(`${path}/confirm?transactionId=${transactionId}`, { accept: "application/json" })
      const status = Effect.map(page, ({ text }) => JSON.parse(text).status)
      assert.strictEqual(yield* until(status, (status) => status === "Paid"), "Paid")
      const order = Effect.map(get(path, { accept: "application/json" }), ({ text }) => JSON.parse(text).status)
      assert.strictEqual(yield* order, "Paid")
      assert.strictEqual(yield* captures, 1)
      assert.strictEqual(locationOf(yield* get(`${path}/confirm?transactionId=${transactionId}`)), path)
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.scopedLive("before the confirm was sent: it is sent after the restart", () =>
    Effect.gen(function*() {
      const shop = yield* Server.make
      const first = yield* shop.start
      const { get } = visitor(shop.url)
      const { path, transactionId } = yield* ordered(shop.url)
      const sandbox = yield* Sandbox
      yield* sandbox.faults.next("checkPaymentStatus", Fault.hang())
      yield* Effect.fork(Effect.exit(get(`${path}/confirm?transactionId=${transactionId}`)))
      yield* until(sandbox.faults.pending, (faults) => faults.length === 0)
      yield* first.kill
      assert.strictEqual(yield* captures, 0)

      yield* shop.start
      const order = Effect.map(get(path, { accept: "application/json" }), ({ text }) => JSON.parse(text).status)
      assert.strictEqual(yield* until(order, (status) => status === "Paid"), "Paid")
      assert.strictEqual(yield* captures, 1)
    }).pipe(Effect.provide(SandboxServer.layer())))
})
