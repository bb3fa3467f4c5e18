import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { SignerError } from "effect-line-pay"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

const origin = "https://line-pay.test"

describe("a request that was never signed was never sent", () => {
  const dying = { signer: { sign: () => Effect.die(new Error("no key")) } }
  const cases: ReadonlyArray<{ readonly name: string; readonly parts: Merchant.Parts }> = [
    { name: "a signer that fails", parts: { signer: { sign: () => new SignerError({ reason: "no key" }) } } },
    { name: "a signer that dies", parts: dying },
    { name: "a nonce that dies", parts: { nonce: { next: Effect.die(new Error("no entropy")) } } },
    {
      name: "a signer that dies with what a socket fails with",
      parts: { signer: { sign: () => Effect.die(ScriptedHttp.socketError("ECONNRESET", "read")) } }
    }
  ]
  for (const { name, parts } of cases) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const http = ScriptedHttp.make(ScriptedHttp.answering(Merchant.confirmed))
        const layer = Merchant.layer(origin, http.exchange, parts)
        const expected = { _tag: "TransportError", reason: "Signer", sent: false }
        assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.confirm, layer))), expected)
        assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.check, layer))), expected)
        assert.isEmpty(http.requests)
      }))
  }

  it.effect("a middleware that dies before", () =>
    Effect.gen(function*() {
      const http = ScriptedHttp.make(ScriptedHttp.answering(Merchant.confirmed))
      const layer = Merchant.layer(
        origin,
        Merchant.withMiddleware(http.layer, HttpClient.mapRequestEffect(() => Effect.die(new Error("broken"))))
      )
      const error = yield* Effect.flip(Effect.provide(Merchant.confirm, layer))
      assert.deepStrictEqual(shown(error), { _tag: "TransportError", reason: "Request", sent: false })
      assert.isEmpty(http.requests)
    }))

  it.effect("a middleware that makes the body a stream, which cannot be signed", () =>
    Effect.gen(function*() {
      const http = ScriptedHttp.make(ScriptedHttp.answering(Merchant.confirmed))
      const layer = Merchant.layer(
        origin,
        Merchant.withMiddleware(
          http.layer,
          HttpClient.mapRequest((request) => HttpClientRequest.bodyFormDataRecord(request, { amount: "100" }))
        )
      )
      const error = yield* Effect.flip(Effect.provide(Merchant.confirm, layer))
      assert.deepStrictEqual(shown(error), { _tag: "TransportError", reason: "Signer", sent: false })
      assert.isEmpty(http.requests)
    }))
})

describe("what dies below after it was sent may have been sent", () => {
  const cases: ReadonlyArray<{ readonly name: string; readonly defect: unknown }> = [
    { name: "with an error", defect: new Error("broken") },
    { name: "with no error at all", defect: undefined },
    // A middleware that keeps an audit log, whose database is down: not LINE Pay's connection.
    { name: "with what a refused connection fails with", defect: ScriptedHttp.socketError("ECONNREFUSED", "connect") }
  ]
  for (const { defect, name } of cases) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const http = ScriptedHttp.make(ScriptedHttp.answering(Merchant.confirmed))
        const layer = Merchant.layer(
          origin,
          Merchant.withMiddleware(http.layer, HttpClient.tap(() => Effect.die(defect)))
        )
        const write = shown(yield* Effect.flip(Effect.provide(Merchant.confirm, layer)))
        assert.deepInclude(write, { _tag: "OutcomeUnknown", reason: "Disconnected" })
        const read = shown(yield* Effect.flip(Effect.provide(Merchant.check, layer)))
        assert.deepInclude(read, { _tag: "TransportError", reason: "Disconnected", sent: true })
        assert.strictEqual(http.requests.length, 2)
      }))
  }

  it.effect("a client that is itself a defect", () =>
    Effect.gen(function*() {
      const http = ScriptedHttp.make(() => {
        throw new TypeError("x is not a function")
      })
      const error = yield* Effect.flip(Effect.provide(Merchant.confirm, Merchant.layer(origin, http.exchange)))
      assert.deepStrictEqual(shown(error), { _tag: "OutcomeUnknown", reason: "Disconnected" })
    }))

  it.effect("a client that interrupts itself", () =>
    Effect.gen(function*() {
      const http = ScriptedHttp.make(() => Effect.interrupt)
      const error = yield* Effect.flip(Effect.provide(Merchant.confirm, Merchant.layer(origin, http.exchange)))
      assert.deepStrictEqual(shown(error), { _tag: "OutcomeUnknown", reason: "Disconnected" })
    }))
})

describe("what a middleware changes is what is signed", () => {
  const changes: ReadonlyArray<{
    readonly name: string
    readonly change: (request: HttpClientRequest.HttpClientRequest) => HttpClientRequest.HttpClientRequest
    readonly assertChanged: (request: Server.ReceivedRequest) => void
  }> = [
    {
      name: "query of a read",
      change: HttpClientRequest.setUrlParams({ "a b": "1+1=2&3", "中文": "é'*" }),
      assertChanged: (request) => assert.include(request.target, "?a+b=")
    },
    {
      name: "body of a write",
      change: (request) =>
        request.method === "POST" ? HttpClientRequest.bodyUnsafeJson(request, { amount: "一百" }) : request,
      assertChanged: (request) =>
        assert.strictEqual(request.body.toString(), request.method === "POST" ? `{"amount":"一百"}` : "")
    },
    {
      name: "body that begins with a byte order mark",
      change: (request) => request.method === "POST" ? HttpClientRequest.bodyText(request, "\uFEFF{}") : request,
      assertChanged: (request) =>
        assert.strictEqual(request.body.toString("hex"), request.method === "POST" ? "efbbbf7b7d" : "")
    },
    {
      name: "headers",
      change: HttpClientRequest.setHeaders({ "Content-Type": "text/plain", "X-LINE-Authorization": "forged" }),
      assertChanged: (request) =>
        assert.deepStrictEqual(Server.headersNamed(request, "Content-Type"), ["application/json"])
    }
  ]
  for (const client of HttpClients.overHttpClients) {
    for (const { assertChanged, change, name } of changes) {
      it.scopedLive(`${client.name}: ${name}`, () =>
        Effect.gen(function*() {
          const server = yield* Server.make({
            onRequest: (socket, { method }) =>
              socket.end(Merchant.httpAnswer(method === "GET" ? Merchant.authenticated : Merchant.confirmed))
          })
          const http = Merchant.withMiddleware(client.http, HttpClient.mapRequest(change))
          yield* Effect.zipRight(Merchant.confirm, Merchant.check).pipe(
            Effect.provide(Merchant.layer(server.origin, http))
          )
          assert.strictEqual(server.requests.length, 2)
          server.requests.forEach((request) => {
            assertChanged(request)
            Merchant.assertSigned(request)
          })
        }))
    }

    it.scopedLive(`${client.name}: another host, such as a gateway with a fixed address`, () =>
      Effect.gen(function*() {
        const gateway = yield* Server.make({
          onRequest: (socket) => socket.end(Merchant.httpAnswer(Merchant.confirmed))
        })
        const http = Merchant.withMiddleware(
          client.http,
          HttpClient.mapRequest((request) =>
            HttpClientRequest.setUrl(request, request.url.replace(origin, `${gateway.origin}/line-pay`))
          )
        )
        const { orderId } = yield* Effect.provide(Merchant.confirm, Merchant.layer(origin, http))
        assert.strictEqual(orderId, "order-1")
        gateway.requests.forEach(Merchant.assertSigned)
      }))
  }
})
