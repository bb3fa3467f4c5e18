import { FetchHttpClient, HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { LinePay, LinePayError } from "effect-line-pay"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import { shown } from "./support/shown.ts"

/** A server that would be glad of a signed request. */
const elsewhere = Server.make({
  onRequest: (socket, { method }) =>
    socket.end(Merchant.httpAnswer(method === "GET" ? Merchant.authenticated : Merchant.confirmed))
})

/** A server that sends everybody to another. */
const redirecting = (status: string, target: Server.MisbehavingServer) =>
  Server.make({
    onRequest: (socket, request) =>
      socket.end(
        `HTTP/1.1 ${status}\r\nLocation: ${target.origin}${request.target}\r\nContent-Length: 0\r\n\r\n`
      )
  })

const failures = (layer: Layer.Layer<LinePay>) => {
  const write: Effect.Effect<LinePayError.LinePayError, unknown, LinePay> = Effect.flip(Merchant.confirm)
  const read: Effect.Effect<LinePayError.LinePayError, unknown, LinePay> = Effect.flip(Merchant.check)
  return Effect.provide(Effect.all([write, read]), layer)
}

describe("a redirect to another host", () => {
  const statuses = [
    "301 Moved Permanently",
    "302 Found",
    "303 See Other",
    "307 Temporary Redirect",
    "308 Permanent Redirect"
  ]
  for (const client of HttpClients.all) {
    for (const status of statuses) {
      it.scopedLive(`${client.name}: ${status} is not followed`, () =>
        Effect.gen(function*() {
          const target = yield* elsewhere
          const server = yield* redirecting(status, target)
          const [write, read] = yield* failures(Merchant.layer(server.origin, client.exchange))
          const httpStatus = Number.parseInt(status)
          assert.deepStrictEqual(shown(write), { _tag: "OutcomeUnknown", reason: "Redirect", httpStatus })
          assert.deepStrictEqual(shown(read), { _tag: "ResponseError", reason: "Redirect", httpStatus })
          assert.strictEqual(server.requests.length, 2)
          assert.strictEqual(target.connections(), 0)
        }))
    }
  }

  for (const client of HttpClients.overHttpClients) {
    it.scopedLive(`${client.name}: that a middleware follows leads to no answer of LINE Pay`, () =>
      Effect.gen(function*() {
        const target = yield* elsewhere
        const server = yield* redirecting("307 Temporary Redirect", target)
        const http = Merchant.withMiddleware(client.http, HttpClient.followRedirects())
        const [write, read] = yield* failures(Merchant.layer(server.origin, http))
        assert.deepStrictEqual(shown(write), { _tag: "OutcomeUnknown", reason: "Redirect", httpStatus: 200 })
        assert.deepStrictEqual(shown(read), { _tag: "ResponseError", reason: "Redirect", httpStatus: 200 })
      }))

    it.scopedLive(`${client.name}: that a middleware follows to a closed port does not prove that nothing was sent`, () =>
      Effect.gen(function*() {
        const closed = yield* Effect.scoped(Server.make({}))
        const server = yield* redirecting("307 Temporary Redirect", closed)
        const http = Merchant.withMiddleware(client.http, HttpClient.followRedirects())
        const [write, read] = yield* failures(Merchant.layer(server.origin, http))
        assert.deepStrictEqual(shown(write), {
          _tag: "OutcomeUnknown",
          reason: "Disconnected",
          detail: "ECONNREFUSED"
        })
        assert.deepInclude(shown(read), { _tag: "TransportError", sent: true })
        assert.strictEqual(server.requests.length, 2)
      }))
  }
})

describe("the options of fetch", () => {
  const options = Layer.succeed(FetchHttpClient.RequestInit, { redirect: "follow", headers: { "X-Egress": "proxy-1" } })
  const places: ReadonlyArray<{
    readonly name: string
    readonly failures: (origin: string) => ReturnType<typeof failures>
  }> = [
    {
      name: "of the layer of the HttpClient",
      failures: (origin) =>
        failures(Merchant.layer(origin, Merchant.over(Layer.provide(FetchHttpClient.layer, options))))
    },
    {
      name: "of the layer of LinePay",
      failures: (origin) =>
        failures(Layer.provide(Merchant.layer(origin, Merchant.over(FetchHttpClient.layer)), options))
    },
    {
      name: "of the call",
      failures: (origin) =>
        Effect.provide(failures(Merchant.layer(origin, Merchant.over(FetchHttpClient.layer))), options)
    }
  ]
  for (const { failures, name } of places) {
    it.scopedLive(`${name} are kept, but not their redirects`, () =>
      Effect.gen(function*() {
        const target = yield* elsewhere
        const server = yield* redirecting("302 Found", target)
        const [write, read] = yield* failures(server.origin)
        assert.deepStrictEqual([write, read].map((error) => shown(error)["reason"]), ["Redirect", "Redirect"])
        assert.strictEqual(target.connections(), 0)
        assert.deepStrictEqual(
          server.requests.map((request) => Server.headersNamed(request, "X-Egress")),
          [["proxy-1"], ["proxy-1"]]
        )
      }))
  }

  it.scopedLive("of the program are as they were after a call", () =>
    Effect.gen(function*() {
      const server = yield* Server.make({ onRequest: (socket) => socket.end(Merchant.httpAnswer(Merchant.confirmed)) })
      const before = yield* Effect.context<never>()
      yield* Effect.provide(Merchant.confirm, Merchant.layer(server.origin, Merchant.over(FetchHttpClient.layer)))
      const after = yield* Effect.context<never>()
      assert.isFalse(after.unsafeMap.has(FetchHttpClient.RequestInit.key))
      assert.strictEqual(after.unsafeMap.size, before.unsafeMap.size)
    }))
})
