import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { ControlApi, FaultNotation, ForcedOrderId, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import { merchant } from "./support/merchant.ts"
import * as wire from "./support/wire.ts"

/** The fields that the tests look at. */
interface Body {
  readonly error?: string
  readonly message?: string
  readonly transactionId: string
  readonly refundTransactionId: string
  readonly url: string
  readonly status: unknown
  readonly kind: string
  readonly amount: number
  readonly rule: string
  readonly regKey: string
  readonly card: object
  readonly now: number
  readonly callback: Body
  readonly refunds: ReadonlyArray<Body>
  readonly orderId: string
  readonly refundable: number
  readonly preapproved: boolean
  readonly maximumAmount: number
  readonly routes: unknown
  readonly faults: unknown
}

interface Answer {
  readonly status: number | undefined
  readonly body: Body
}

const control = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>
): Effect.Effect<Answer, never, SandboxServer> =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body)
    const outcome = yield* wire.send(url, {
      method,
      target: `/sandbox${path}`,
      ...(text === undefined ? {} : { body: text }),
      ...(headers === undefined ? {} : { headers })
    })
    assert.strictEqual(outcome.headers["content-type"], "application/json", outcome.body)
    return { status: outcome.status, body: JSON.parse(outcome.body) }
  })

/** The body of an answer that went well. */
const done = (method: string, path: string, body?: unknown) =>
  Effect.map(control(method, path, body), (answer) => {
    assert.strictEqual(answer.status, 200, JSON.stringify(answer.body))
    // The tests look at fields whose place they know.
    return answer.body
  })

/** The same of an answer that is a list. */
const all = (path: string) =>
  // A list has no fields, so the compiler has to be told.
  Effect.map(done("GET", path), (body) => body as unknown as ReadonlyArray<Body>)

const same = (actual: unknown, expected: unknown) => assert.deepStrictEqual(actual, expected)

const call = (operation: string, target: string, body: string) =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const { end, ...outcome } = yield* wire.call(url, { method: "POST", target: `/v3/payments${target}`, body })
    return end === "end" ? JSON.parse(outcome.body).returnCode : `${operation}: ${end}`
  })

const request = (order: client.Order & { readonly redirectUrls?: unknown }) =>
  call("request", "/request", JSON.stringify({ ...client.requestBody(order), ...order, amount: 1000 }))

const confirm = (transactionId: string) =>
  call("confirm", `/${transactionId}/confirm`, `{"amount":1000,"currency":"TWD"}`)

describe("ControlApi", () => {
  it.effect("plays the customer and the merchant centre, and shows the books", () =>
    Effect.gen(function*() {
      assert.strictEqual(yield* request({ orderId: "A/1" }), "0000")
      const redirect = yield* done("POST", "/orders/A%2F1/approve", { method: "BALANCE", points: 10 })
      assert.strictEqual(
        redirect.url,
        `https://shop.example/confirm?orderId=A%2F1&transactionId=${redirect.transactionId}`
      )
      assert.strictEqual(yield* confirm(redirect.transactionId), "0000")
      const path = `/payments/${redirect.transactionId}`
      const { refundTransactionId } = yield* done("POST", `${path}/refund`, { amount: 300 })
      const payment = yield* done("GET", path)
      same([payment.orderId, payment.status, payment.refundable], ["A/1", "Captured", 700])
      assert.deepStrictEqual(payment.refunds.map((refund) => refund.refundTransactionId), [refundTransactionId])
      const ledger = yield* all("/ledger")
      assert.deepStrictEqual(ledger.map(({ amount, kind }) => [kind, amount]), [["Capture", 1000], ["Refund", 300]])
      assert.strictEqual((yield* all("/payments")).length, 1)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("declines, expires, voids and captures", () =>
    Effect.gen(function*() {
      yield* request({ orderId: "decline" })
      assert.match((yield* done("POST", "/orders/decline/decline")).url, /cancel\?orderId=decline/)
      yield* request({ orderId: "expire" })
      assert.strictEqual((yield* done("POST", "/orders/expire/expire")).status, "TimedOut")
      for (const [act, status] of [["void", "Voided"], ["capture", "Captured"]] as const) {
        yield* request({ orderId: act, capture: false })
        const { transactionId } = yield* done("POST", `/orders/${act}/approve`)
        assert.strictEqual(yield* confirm(transactionId), "0000")
        const body = act === "capture" ? { amount: "full" } : undefined
        assert.strictEqual((yield* done("POST", `/orders/${act}/${act}`, body)).status, status)
      }
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("scripts faults in both forms", () =>
    Effect.gen(function*() {
      same(
        yield* done("POST", "/faults", { fault: "resultCode:9000", operation: "requestPayment", times: "always" }),
        [{
          fault: { _tag: "ResultCode", code: "9000", applied: false },
          operation: "requestPayment",
          remaining: "always"
        }]
      )
      assert.strictEqual(yield* request({}), "9000")
      same(yield* done("DELETE", "/faults"), {})
      yield* done("POST", "/faults", { fault: { _tag: "Reset", applied: true }, orderId: "lost", times: 1 })
      assert.strictEqual(yield* request({ orderId: "other" }), "0000")
      assert.strictEqual(yield* request({ orderId: "lost" }), "request: ECONNRESET read")
      assert.deepStrictEqual(yield* all("/faults"), [])
      assert.strictEqual((yield* all("/payments")).length, 2)
      yield* done("PUT", "/faults/random", { probability: 1, faults: [{ fault: "resultCode:1902" }] })
      assert.strictEqual(yield* request({}), "1902")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("changes the contract, and the time", () =>
    Effect.gen(function*() {
      const limited = yield* done("PATCH", "/contract", { profile: "taiwan", maximumAmount: 999 })
      same([limited.preapproved, limited.maximumAmount], [false, 999])
      assert.strictEqual(yield* request({}), "1184")
      assert.notProperty(yield* done("PATCH", "/contract", { maximumAmount: null }), "maximumAmount")
      assert.strictEqual(yield* request({ orderId: "A1" }), "0000")
      const { now } = yield* done("GET", "/time")
      same(yield* done("POST", "/time/advance", { by: "19m" }), { now: now + 19 * 60_000 })
      assert.strictEqual((yield* done("GET", "/orders/A1")).status, "Waiting")
      yield* done("POST", "/time/advance", { by: 60_000 })
      assert.strictEqual((yield* done("GET", "/orders/A1")).status, "TimedOut")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("plays what a customer does to a regKey", () =>
    Effect.gen(function*() {
      yield* request({ orderId: "A1", payType: "PREAPPROVED" })
      const { transactionId } = yield* done("POST", "/orders/A1/approve")
      yield* confirm(transactionId)
      const regKey = (yield* all("/reg-keys"))[0]?.regKey ?? ""
      assert.isNotEmpty(regKey)
      // A payment tells no secret.
      assert.notInclude(JSON.stringify(yield* all("/payments")), regKey)
      yield* done("POST", `/reg-keys/${regKey}/card`, { card: "none" })
      assert.strictEqual((yield* all("/reg-keys"))[0]?.status, "Unavailable")
      yield* done("POST", `/reg-keys/${regKey}/card`, { card: { brand: "JCB" } })
      assert.deepInclude((yield* all("/reg-keys"))[0]?.card ?? {}, { brand: "JCB" })
      yield* done("POST", `/reg-keys/${regKey}/discard`)
      assert.strictEqual((yield* all("/reg-keys"))[0]?.status, "Discarded")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("calls confirmUrl: by itself, not at all, again, forged", () =>
    Effect.gen(function*() {
      const { url, visits } = yield* merchant
      const redirectUrls = { confirmUrl: `${url}/ok`, cancelUrl: `${url}/no`, confirmUrlType: "SERVER" }
      yield* request({ orderId: "1", redirectUrls })
      const early = yield* done("POST", "/orders/1/callback")
      assert.strictEqual(early.status, 200)
      const { callback, transactionId } = yield* done("POST", "/orders/1/approve")
      assert.deepStrictEqual(callback, early)
      yield* done("POST", "/orders/1/callback", { transactionId: "17", withoutOrderId: true })
      yield* request({ orderId: "2", redirectUrls })
      assert.notProperty(yield* done("POST", "/orders/2/approve", { callback: false }), "callback")
      const call = `GET /ok?orderId=1&transactionId=${transactionId}`
      assert.deepStrictEqual(visits, [call, call, "GET /ok?transactionId=17"])
      yield* request({ orderId: "3", redirectUrls: { ...redirectUrls, confirmUrl: "http://127.0.0.1:9/" } })
      assert.isString((yield* done("POST", "/orders/3/callback")).error)
    }).pipe(Effect.scoped, Effect.provide(SandboxServer.layer())))

  it.effect("says what it refuses, and why", () =>
    Effect.gen(function*() {
      yield* request({ orderId: "A1" })
      for (
        const [method, path, body, status, error] of [
          ["GET", "/payments/17", undefined, 404, "UnknownPayment"],
          ["POST", "/reg-keys/x/discard", undefined, 404, "UnknownRegKey"],
          ["POST", "/orders/A1/void", undefined, 409, "WrongState"],
          ["POST", "/orders/A1/approve", { points: 2000 }, 422, "WrongAmount"],
          ["POST", "/orders/A1/approve", { points: "1" }, 400, "BadRequest"],
          ["POST", "/orders/A1/approve", { point: 1 }, 400, "BadRequest"],
          ["POST", "/orders/A1/approve", "{", 400, "BadRequest"],
          ["POST", "/orders/A1/approve", "null", 400, "BadRequest"],
          ["POST", "/faults", { fault: "resultcode:1142" }, 400, "BadRequest"],
          ["POST", "/faults", { fault: "delay:soon" }, 400, "BadRequest"],
          ["POST", "/faults", { fault: "hang", times: 0 }, 400, "BadRequest"],
          ["PUT", "/faults/random", { probability: 2, faults: [] }, 400, "BadRequest"],
          ["POST", "/time/advance", { by: "-1s" }, 400, "BadRequest"],
          ["POST", "/time/advance", { by: "infinity" }, 400, "BadRequest"],
          ["GET", "/nothing", undefined, 404, "UnknownRoute"],
          ["PUT", "/reset", undefined, 404, "UnknownRoute"]
        ] as const
      ) {
        const answer = yield* control(method, path, body)
        assert.deepStrictEqual([answer.status, answer.body.error], [status, error], `${method} ${path}`)
        assert.isNotEmpty(answer.body.message)
      }
      const wrong = yield* control("POST", "/faults", { fault: "delay:soon" })
      assert.include(JSON.stringify(wrong.body), "expected delay:TIME")
      assert.strictEqual((yield* done("GET", "/orders/A1")).status, "Waiting")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("takes the example of every route that it lists", () =>
    Effect.gen(function*() {
      const { faults, routes } = yield* done("GET", "/api")
      assert.deepStrictEqual(routes, JSON.parse(JSON.stringify(ControlApi.routes)))
      assert.deepStrictEqual(faults, FaultNotation.list)
      for (const { body, method, path } of ControlApi.routes) {
        const answer = yield* control(method, path.slice("/sandbox".length).replaceAll(/[{}]/g, ""), body)
        // There is no payment or key by such a name.
        const expected = path.includes("{") ? ["UnknownPayment", "UnknownRegKey"] : [undefined]
        assert.include(expected, answer.body.error, `${method} ${path}: ${JSON.stringify(answer.body)}`)
      }
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("gives the lists, and forgets everything", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      yield* wire.send(url, { method: "GET", target: "/v9/payments" })
      assert.strictEqual((yield* all("/lint"))[0]?.rule, "UnknownPath")
      assert.strictEqual((yield* all("/forced-order-ids")).length, ForcedOrderId.list.length)
      assert.nestedPropertyVal(yield* done("GET", "/behaviours"), "confirmTooEarly.answer", "1169")
      yield* request({})
      yield* done("POST", "/reset")
      assert.deepStrictEqual([yield* all("/payments"), yield* all("/lint")], [[], []])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("lets no page of another site do anything", () =>
    Effect.gen(function*() {
      yield* request({ orderId: "A1" })
      const answer = yield* control("POST", "/reset", undefined, { "sec-fetch-site": "cross-site" })
      assert.strictEqual(answer.status, 403)
      assert.strictEqual((yield* all("/payments")).length, 1)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("can be switched off: the customer's page stays", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      yield* request({ orderId: "A1" })
      for (const target of ["/", "/sandbox", "/sandbox/api", "/sandbox/payments"]) {
        assert.strictEqual((yield* wire.send(url, { method: "GET", target })).status, 404)
      }
      yield* wire.send(url, { method: "POST", target: "/sandbox/reset" })
      const { reserveId } = yield* (yield* Sandbox).payment({ orderId: "A1" })
      const page = yield* wire.send(url, {
        method: "GET",
        target: `/web/payment/wait?transactionReserveId=${reserveId}`
      })
      assert.strictEqual(page.status, 200)
    }).pipe(Effect.provide(SandboxServer.layer({ control: false }))))
})

describe("the page of the books", () => {
  const page = (target: string) => Effect.flatMap(SandboxServer, ({ url }) => wire.send(url, { method: "GET", target }))

  it.effect("says how to point a client at it, and keeps a chosen secret to itself", () =>
    Effect.gen(function*() {
      const own = yield* Effect.provide(page("/sandbox"), SandboxServer.layer())
      assert.match(own.body, /LINE_PAY_ENVIRONMENT=http:\/\/127\.0\.0\.1:\d+\n/)
      assert.include(own.body, "LINE_PAY_CHANNEL_SECRET=0123456789abcdef0123456789abcdef")
      const chosen = yield* Effect.provide(page("/sandbox"), SandboxServer.layer({ channelSecret: "hush" }))
      assert.notInclude(chosen.body, "hush")
    }))

  it.effect("shows payments with their history, what is done wrong, and the open choices", () =>
    Effect.gen(function*() {
      yield* request({ orderId: "<b>A1" })
      const { transactionId } = yield* done("POST", `/orders/${encodeURIComponent("<b>A1")}/approve`)
      yield* confirm(transactionId)
      yield* done("POST", `/payments/${transactionId}/refund`, { amount: 300 })
      yield* done("POST", "/faults", { fault: "commitThenLose", operation: "confirmPayment" })
      yield* confirm("1")
      const { body } = yield* page("/sandbox/live")
      for (
        const text of [
          "&#60;b&#62;A1",
          transactionId,
          "Requested",
          "The customer approved",
          "Captured NT$1,000 by confirmPayment",
          "Refunded NT$300 at the merchant centre"
        ]
      ) {
        assert.include(body, text)
      }
      const whole = yield* page("/sandbox")
      assert.include(whole.body, "Another reservation of the same order was confirmed.")
      assert.include(
        whole.headers["content-security-policy"]?.toString() ?? "",
        "style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'none'"
      )
      assert.notMatch(whole.body, /(?:src|href)="(?:https?:)?\/\//)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("is what one finds at the root", () =>
    Effect.gen(function*() {
      const root = yield* page("/")
      assert.deepStrictEqual([root.status, root.headers.location], [303, "/sandbox"])
      for (const [target, type] of [["/sandbox/style.css", "text/css"], ["/sandbox/script.js", "text/javascript"]]) {
        const asset = yield* page(target ?? "")
        assert.deepStrictEqual([asset.status, asset.headers["content-type"]], [200, `${type}; charset=utf-8`])
      }
      assert.deepStrictEqual(yield* (yield* Sandbox).lint, [])
    }).pipe(Effect.provide(SandboxServer.layer())))
})
