import { HttpApp, HttpRouter, HttpServerResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Clock, Duration, Effect, Fiber, Option, Schema, TestClock } from "effect"
import { ConfirmHandler, TransactionId } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { setImmediate } from "node:timers/promises"
import { captures, shop, World } from "./support/shop.ts"

const render = (progress: ConfirmHandler.Progress) =>
  HttpServerResponse.html(`<p>${progress._tag}</p>`).pipe(
    HttpServerResponse.setStatus(progress._tag === "NotOurs" ? 404 : 200)
  )

/** The two faces of a handler, each as a browser meets it. */
const faces = [
  {
    name: "httpApp",
    serve: <E>(handler: ConfirmHandler.ConfirmHandler<E>) =>
      Effect.map(Effect.runtime(), (runtime) =>
        HttpApp.toWebHandlerRuntime(runtime)(
          HttpRouter.empty.pipe(HttpRouter.get("/pay/confirm", ConfirmHandler.httpApp(handler, { render })))
        ))
  },
  {
    name: "webHandler",
    serve: <E>(handler: ConfirmHandler.ConfirmHandler<E>) => ConfirmHandler.webHandler(handler, { render })
  }
] as const

const html = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

const ask = (
  serve: (request: Request) => Promise<Response>,
  query: string,
  accept = html
) =>
  Effect.promise(async () => {
    const response = await serve(new Request(`https://shop.example/pay/confirm${query}`, { headers: { accept } }))
    return { status: response.status, headers: response.headers, body: await response.text() }
  })

/** Whether somebody sleeps for so long from now on. What a Fetch handler does begins after it was called. */
const waitsFor = (duration: Duration.DurationInput) =>
  Effect.zipWith(
    TestClock.sleeps(),
    Clock.currentTimeMillis,
    (sleeps, now) => Chunk.some(sleeps, (at) => at === now + Duration.toMillis(duration))
  )

const Status = Schema.parseJson(Schema.Struct({ status: Schema.String, ended: Schema.Boolean }))

for (const { name, serve } of faces) {
  describe(`ConfirmHandler.${name}`, () => {
    it.scoped("renders the page of a payment, which nobody may keep", () =>
      Effect.gen(function*() {
        const { handler, request } = yield* shop
        const web = yield* serve(handler)
        const transactionId = yield* request("order-1")
        yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(transactionId))
        const page = yield* ask(web, `?transactionId=${transactionId}&orderId=order-1`)
        assert.strictEqual(page.body, "<p>Paid</p>")
        assert.strictEqual(page.status, 200)
        assert.strictEqual(page.headers.get("cache-control"), "no-store")
        assert.strictEqual(page.headers.get("referrer-policy"), "no-referrer")
        assert.strictEqual(page.headers.get("vary"), "Accept")
      }).pipe(Effect.provide(World)))

    it.scoped("answers at once while a confirm is slow, and tells the page when it has ended", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const { handler, request } = yield* shop
        const web = yield* serve(handler)
        const transactionId = yield* request("order-1")
        yield* sandbox.approve(transactionId)
        yield* sandbox.faults.next("confirmPayment", Fault.delay("50 seconds"))
        const query = `?transactionId=${transactionId}`
        const soon = (accept?: string) =>
          Effect.gen(function*() {
            const page = yield* Effect.fork(ask(web, query, accept))
            yield* Effect.repeat(Effect.promise(() => setImmediate()), { until: () => waitsFor("3 seconds") })
            yield* TestClock.adjust("3 seconds")
            return yield* Fiber.join(page)
          })
        assert.strictEqual((yield* soon()).body, "<p>Checking</p>")
        const { body: early } = yield* soon("application/json")
        assert.deepStrictEqual(yield* Schema.decode(Status)(early), { status: "Checking", ended: false })
        yield* TestClock.adjust("50 seconds")
        const { body, headers } = yield* ask(web, query, "application/json")
        assert.deepStrictEqual(yield* Schema.decode(Status)(body), { status: "Paid", ended: true })
        assert.strictEqual(headers.get("cache-control"), "no-store")
        assert.strictEqual(yield* captures, 1)
      }).pipe(Effect.provide(World)))

    it.scoped("renders as not ours what is no redirect of LINE Pay, or is forged", () =>
      Effect.gen(function*() {
        const { handler, request } = yield* shop
        const web = yield* serve(handler)
        const transactionId = yield* request("order-1")
        yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(transactionId))
        const forged = TransactionId.make(BigInt(transactionId) + 1n)
        const queries = [
          "",
          "?transactionId=",
          "?transactionId=1%2F..%2F2",
          `?transactionId=${forged}`,
          `?transactionId=${transactionId}&transactionId=${forged}`,
          `?transactionId=${transactionId}&orderId=order-2`,
          "?transactionId=%3Cscript%3E&orderId=%00"
        ]
        for (const query of queries) {
          const page = yield* ask(web, query)
          assert.deepStrictEqual([page.status, page.body], [404, "<p>NotOurs</p>"], query)
          const json = yield* ask(web, query, "application/json")
          assert.strictEqual(json.status, 404, query)
          assert.deepStrictEqual(yield* Schema.decode(Status)(json.body), { status: "NotOurs", ended: true })
        }
        assert.strictEqual(yield* captures, 0)
      }).pipe(Effect.provide(World)))

    it.scoped("answers 500, and charges nobody, when the shop cannot look the payment up", () =>
      Effect.gen(function*() {
        const { request } = yield* shop
        const broken = yield* ConfirmHandler.make({
          find: () => Effect.fail("the database is away" as const)
        })
        const web = yield* serve(broken)
        const transactionId = yield* request("order-1")
        yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve(transactionId))
        const page = yield* ask(web, `?transactionId=${transactionId}`)
        assert.strictEqual(page.status, 500)
        assert.notInclude(page.body, "database")
        assert.strictEqual(yield* captures, 0)
      }).pipe(Effect.provide(World)))
  })
}

describe("ConfirmHandler.Status", () => {
  it.scoped("asks on while the customer has not authenticated", () =>
    Effect.gen(function*() {
      const { handler, request } = yield* shop
      const web = yield* ConfirmHandler.webHandler(handler, { render })
      const transactionId = yield* request("order-1")
      const page = yield* Effect.fork(ask(web, `?transactionId=${transactionId}`, "application/json"))
      // LINE Pay is asked twice before anybody is told to wait.
      yield* Effect.repeat(Effect.promise(() => setImmediate()), { until: () => waitsFor("1 second") })
      yield* TestClock.adjust("1 second")
      const { body } = yield* Fiber.join(page)
      assert.deepStrictEqual(yield* Schema.decode(Status)(body), { status: "Waiting", ended: false })
    }).pipe(Effect.provide(World)))

  it.scoped("goes to whoever asks for JSON, not to a browser that would take anything", () =>
    Effect.gen(function*() {
      const handler = yield* ConfirmHandler.make({
        find: () => Effect.succeed(Option.none())
      })
      const web = yield* ConfirmHandler.webHandler(handler, { render })
      for (const accept of [html, "*/*", "text/html, application/json;q=0.5"]) {
        assert.include((yield* ask(web, "?transactionId=2023042201206549310", accept)).body, "<p>", accept)
      }
    }).pipe(Effect.provide(World)))
})
