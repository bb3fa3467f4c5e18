import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Scope, TestClock } from "effect"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import * as http from "node:http"
import * as client from "./support/client.ts"
import * as wire from "./support/wire.ts"

const order = (orderId: string) => ({ orderId, amount: 1000 })

const request = (orderId: string): wire.Request => ({
  method: "POST",
  target: "/v3/payments/request",
  body: JSON.stringify(client.requestBody(order(orderId)))
})

const check = (transactionId: string): wire.Request => ({
  method: "GET",
  target: `/v3/payments/requests/${transactionId}/check`
})

const confirm = (transactionId: string): wire.Request => ({
  method: "POST",
  target: `/v3/payments/${transactionId}/confirm`,
  body: `{"amount":1000,"currency":"TWD"}`
})

const returnCode = (outcome: wire.Outcome): unknown => {
  assert.strictEqual(outcome.end, "end")
  const answer: unknown = JSON.parse(outcome.body)
  return typeof answer === "object" && answer !== null && "returnCode" in answer ? answer.returnCode : undefined
}

/** A payment that the customer has approved; gives its transaction id. */
const approved = (url: string, orderId: string) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    assert.strictEqual(returnCode(yield* wire.call(url, request(orderId))), "0000")
    yield* sandbox.approve({ orderId })
    return (yield* sandbox.payment({ orderId })).transactionId
  })

describe("SandboxServer", () => {
  it.effect("pays over HTTP, and moves the money of the sandbox that it came with", () =>
    Effect.gen(function*() {
      const { port, url } = yield* SandboxServer
      assert.strictEqual(url, `http://127.0.0.1:${port}`)
      const sandbox = yield* Sandbox
      const requested = yield* wire.call(url, request("order"))
      assert.match(requested.body, /"transactionId":\d{19},/)
      const { transactionId } = yield* sandbox.payment({ orderId: "order" })
      assert.strictEqual(returnCode(yield* wire.call(url, check(transactionId))), "0000")
      yield* sandbox.approve(transactionId)
      assert.strictEqual(returnCode(yield* wire.call(url, check(transactionId))), "0110")
      assert.strictEqual(returnCode(yield* wire.call(url, confirm(transactionId))), "0000")
      assert.deepStrictEqual((yield* sandbox.ledger).map(({ kind }) => kind), ["Capture"])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("gives its own origin, or the public one, as the customer's page", () =>
    Effect.gen(function*() {
      const page = (options?: SandboxServer.Options) =>
        Effect.gen(function*() {
          const { url } = yield* SandboxServer
          return { url, answer: (yield* wire.call(url, request("order"))).body }
        }).pipe(Effect.provide(SandboxServer.layer(options)))
      const own = yield* page()
      assert.include(own.answer, `"web":"${own.url}/web/payment/wait?transactionReserveId=`)
      const behind = yield* page({ publicUrl: "https://pay.test" })
      assert.include(behind.answer, `"web":"https://pay.test/web/payment/wait?transactionReserveId=`)
    }))

  describe("the signature covers what was sent, character by character", () => {
    for (
      const query of [
        "orderId=a%20b",
        "orderId=a+b",
        "orderId=%e4%b8%ad",
        "orderId=%E4%B8%AD",
        "orderId=~%7E!'()*",
        "orderId=1&orderId=2&&x",
        "orderId=a?b=c",
        "orderId=%zz"
      ]
    ) {
      it.effect(`in the query ${query}`, () =>
        Effect.gen(function*() {
          const { url } = yield* SandboxServer
          // `split` would cut at the second question mark.
          const request: wire.Request = { method: "GET", target: `/v3/payments?${query.replaceAll("?", "%3F")}` }
          assert.strictEqual(returnCode(yield* wire.call(url, request)), "1150")
        }).pipe(Effect.provide(SandboxServer.layer())))
    }

    for (
      const [what, text] of [
        ["blanks and line ends", `\r\n { "refundAmount" :\t1e1 } \n`],
        ["characters of several bytes", `{"x":"筆 💴 é"}`],
        ["a byte order mark", `\uFEFF{}`]
      ] as const
    ) {
      it.effect(`in a body with ${what}`, () =>
        Effect.gen(function*() {
          const { url } = yield* SandboxServer
          const request: wire.Request = { method: "POST", target: "/v3/payments/1/refund", body: text }
          assert.notStrictEqual(returnCode(yield* wire.call(url, request)), "1106")
          const other = { ...wire.signed(request), body: `${text} ` }
          assert.strictEqual(returnCode(yield* wire.send(url, other)), "1106")
        }).pipe(Effect.provide(SandboxServer.layer())))
    }

    it.effect("of a client that takes it for a proxy, or offers another protocol", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const signed = wire.signed(request("proxied"))
        const target = `http://sandbox-api-pay.line.me${signed.target}`
        assert.strictEqual(returnCode(yield* wire.send(url, { ...signed, target })), "0000")
        const upgrade = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "AAEAAEAA" }
        const offering = wire.signed({ ...request("upgraded"), headers: upgrade })
        assert.strictEqual(returnCode(yield* wire.send(url, offering)), "0000")
      }).pipe(Effect.provide(SandboxServer.layer())))
  })

  describe("faults at the socket", () => {
    const met = Effect.gen(function*() {
      const sandbox = yield* Sandbox
      yield* wire.until(sandbox.faults.pending, (pending) => pending.length === 0)
    })
    const movements = Effect.gen(function*() {
      const sandbox = yield* Sandbox
      return (yield* sandbox.ledger).map(({ kind }) => kind)
    })
    /** The confirm of an approved payment, which will meet a fault. */
    const confirming = (fault: Fault.Fault) =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const sandbox = yield* Sandbox
        const transactionId = yield* approved(url, "order")
        yield* sandbox.faults.next("confirmPayment", fault)
        return wire.call(url, confirm(transactionId))
      })
    const confirmed = (fault: Fault.Fault) => Effect.flatten(confirming(fault))

    it.effect("delay: applied at once, answered later", () =>
      Effect.gen(function*() {
        const fiber = yield* Effect.fork(confirmed(Fault.delay("1 hour")))
        yield* wire.until(movements, (movements) => movements.length === 1)
        assert.isNull(fiber.unsafePoll())
        yield* TestClock.adjust("1 hour")
        assert.strictEqual(returnCode(yield* Fiber.join(fiber)), "0000")
      }).pipe(Effect.provide(SandboxServer.layer())))

    for (const applied of [false, true]) {
      it.effect(`reset, ${applied ? "applied" : "not applied"}`, () =>
        Effect.gen(function*() {
          const outcome = yield* confirmed({ _tag: "Reset", applied })
          assert.deepStrictEqual([outcome.status, outcome.end], [undefined, "ECONNRESET read"])
          assert.deepStrictEqual(yield* movements, applied ? ["Capture"] : [])
          assert.deepStrictEqual(yield* (yield* Sandbox).lint, [])
        }).pipe(Effect.provide(SandboxServer.layer())))

      it.effect(`hang, ${applied ? "applied" : "not applied"}, until the client gives up`, () =>
        Effect.gen(function*() {
          const sandbox = yield* Sandbox
          const fiber = yield* Effect.fork(yield* confirming(Fault.hang({ applied })))
          yield* met
          yield* TestClock.adjust("5 seconds")
          yield* Fiber.interrupt(fiber)
          const [finding] = yield* wire.until(sandbox.lint, (lint) => lint.length > 0)
          assert.strictEqual(finding?.rule, "ReadTimeoutBelowMinimum")
          assert.deepStrictEqual(yield* movements, applied ? ["Capture"] : [])
        }).pipe(Effect.provide(SandboxServer.layer())))
    }

    it.effect("cut: a body shorter than its length", () =>
      Effect.gen(function*() {
        const outcome = yield* confirmed(Fault.cutBody(20))
        assert.deepStrictEqual([outcome.status, outcome.end], [200, "ECONNRESET"])
        assert.strictEqual(outcome.body, `{"returnCode":"0000"`)
        assert.isAbove(Number(outcome.headers["content-length"]), 20)
        assert.deepStrictEqual(yield* movements, ["Capture"])
      }).pipe(Effect.provide(SandboxServer.layer())))

    it.effect("stall: the head and the first bytes, and then nothing", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const sandbox = yield* Sandbox
        yield* sandbox.faults.next("requestPayment", Fault.stallBody(20))
        const { body, headers, method, target } = wire.signed(request("order"))
        const { hostname, port } = new URL(url)
        const seen = yield* Effect.async<string>((resume) => {
          const outgoing = http.request({ hostname, port, method, path: target, headers, agent: false }, (incoming) => {
            incoming.once("data", (chunk: Buffer) => {
              resume(Effect.succeed(chunk.toString()))
              outgoing.destroy()
            })
          })
          outgoing.end(body)
        })
        assert.strictEqual(seen, `{"returnCode":"0000"`)
        yield* wire.until(sandbox.lint, (lint) => lint.some(({ rule }) => rule === "ReadTimeoutBelowMinimum"))
      }).pipe(Effect.provide(SandboxServer.layer())))

    it.effect("a proxy's page, an empty body", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const sandbox = yield* Sandbox
        yield* sandbox.faults.next("requestPayment", Fault.badGateway())
        yield* sandbox.faults.next("requestPayment", Fault.emptyBody())
        const page = yield* wire.call(url, request("order"))
        assert.deepStrictEqual([page.status, page.headers["content-type"], page.end], [502, "text/html", "end"])
        assert.include(page.body, "<h1>502 Bad Gateway</h1>")
        const empty = yield* wire.call(url, request("order"))
        assert.deepStrictEqual([empty.status, empty.body, empty.end], [200, "", "end"])
      }).pipe(Effect.provide(SandboxServer.layer())))

    it.effect("an answer that HTTP does not allow is refused, not fatal", () =>
      Effect.gen(function*() {
        const { url } = yield* SandboxServer
        const sandbox = yield* Sandbox
        yield* sandbox.faults.next("requestPayment", Fault.raw("", { status: 99 }))
        yield* sandbox.faults.next("requestPayment", Fault.raw("", { headers: { "x-a": "1\r\nx-b: 2" } }))
        for (let call = 0; call < 2; call++) {
          const outcome = yield* wire.call(url, request("order"))
          assert.strictEqual(outcome.status, 500)
          assert.include(outcome.body, "This response cannot be sent")
        }
        assert.strictEqual(returnCode(yield* wire.call(url, request("order"))), "0000")
      }).pipe(Effect.provide(SandboxServer.layer())))
  })

  it.effect("keeps idle connections for a minute: a client that was busy gets no fault that nobody asked for", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const response = yield* Effect.promise(() => fetch(`${url}/sandbox/time`))
      yield* Effect.promise(() => response.text())
      assert.strictEqual(response.headers.get("keep-alive"), "timeout=60")
    }).pipe(Effect.provide(SandboxServer.layer())))

  describe("starting and stopping", () => {
    const failure = (options: SandboxServer.Options) =>
      Effect.flip(Effect.provide(SandboxServer, SandboxServer.layer(options)))

    it.effect("says that a port is taken, and what to do", () =>
      Effect.gen(function*() {
        const { port } = yield* SandboxServer
        const error = yield* failure({ port })
        assert.deepStrictEqual([error._tag, error.reason, error.port], ["ListenFailed", "PortTaken", port])
        assert.include(error.message, `127.0.0.1:${port} is taken`)
      }).pipe(Effect.provide(SandboxServer.layer())))

    it.effect("says what is wrong with a port or a host", () =>
      Effect.gen(function*() {
        assert.strictEqual((yield* failure({ port: 65_536 })).reason, "BadPort")
        assert.strictEqual((yield* failure({ port: 0.5 })).reason, "BadPort")
        assert.strictEqual((yield* failure({ host: "192.0.2.1" })).reason, "BadHost")
      }))

    it.effect("stops although connections hang, and does not blame the client for it", () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const scope = yield* Scope.make()
        const { url } = yield* Scope.extend(SandboxServer.make(), scope)
        yield* sandbox.faults.script(Fault.hang(), { times: 2 })
        yield* sandbox.faults.script(Fault.stallBody(1))
        const calls = yield* Effect.fork(
          Effect.forEach(["1", "2", "3"], (orderId) => wire.call(url, request(orderId)), { concurrency: "unbounded" })
        )
        yield* wire.until(sandbox.faults.pending, (pending) => pending.length === 0)
        yield* Scope.close(scope, Exit.void)
        const outcomes = yield* Fiber.join(calls)
        assert.isTrue(outcomes.every(({ end }) => end.startsWith("ECONNRESET")))
        assert.strictEqual((yield* wire.send(url, request("4"))).end, "ECONNREFUSED connect")
        assert.deepStrictEqual(yield* sandbox.lint, [])
      }).pipe(Effect.provide(Sandbox.layerService())))
  })
})
