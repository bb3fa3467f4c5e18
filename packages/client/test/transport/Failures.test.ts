import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import type { LinePay } from "effect-line-pay"
import * as Cases from "./support/cases.ts"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import { shown } from "./support/shown.ts"
import { lost, ofRead, ofWrite, timeout, unsent, type Verdict } from "./support/verdict.ts"

/** undici, alone or below fetch, and node:http have names of their own for the same thing. */
const byClient = (undici: Verdict, nodeHttp: Verdict) => (client: HttpClients.Client["name"]) =>
  client === "node:http" ? nodeHttp : undici

interface Judged {
  (client: HttpClients.Client["name"]): Verdict | ReadonlyArray<Verdict>
}

const verdicts: { readonly [name in Cases.Name]: Judged } = {
  "connection refused": () => unsent("Connect", "ECONNREFUSED"),
  "host name that does not resolve": () => unsent("Dns", "ENOTFOUND"),
  "self-signed certificate": () => unsent("Tls", "DEPTH_ZERO_SELF_SIGNED_CERT"),
  "certificate of another host": () => unsent("Tls", "ERR_TLS_CERT_ALTNAME_INVALID"),
  "TLS to a port that speaks HTTP": byClient(unsent("Tls", "ERR_SSL_WRONG_VERSION_NUMBER"), unsent("Tls", "EPROTO")),
  "connection closed in the TLS handshake": () => unsent("Tls", "ECONNRESET"),
  "connection reset in the TLS handshake": () => lost("ECONNRESET"),
  "connect timeout": byClient(unsent("Connect", "UND_ERR_CONNECT_TIMEOUT"), timeout),
  "connection reset when accepted": () => [
    unsent("Connect", "ECONNRESET"),
    ...["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].map((detail) => lost(detail))
  ],
  "connection closed when accepted": byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET")),
  "connection closed after the request": byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET")),
  "connection reset after the request": () => lost("ECONNRESET"),
  "connection closed in the headers": byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET")),
  "connection reset in the body": () => [lost("ECONNRESET"), lost("UND_ERR_SOCKET")],
  "connection closed in a body with a length": byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET")),
  "connection closed in a chunked body": byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET")),
  "connection closed in a body without a length": () => ({ sent: true, reason: "NotJson", httpStatus: 200 }),
  // fetch may run on Node's own undici or on the installed one: whichever was loaded first.
  "answer that is not HTTP": () => [lost(), lost("HPE_INVALID_CONSTANT")],
  "headers without an end": byClient(lost("UND_ERR_HEADERS_OVERFLOW"), lost("HPE_HEADER_OVERFLOW"))
}

/** In milliseconds. Only ours ends the wait for a connection of node:http; undici's clock ticks once a second. */
const readTimeout = (name: Cases.Name, client: HttpClients.Client["name"]) =>
  name !== "connect timeout" ? 30_000 : client === "node:http" ? 100 : 4_000

const calls: ReadonlyArray<{
  readonly name: string
  readonly failure: Effect.Effect<{ readonly [name: string]: unknown }, unknown, LinePay>
  readonly expected: (verdict: Verdict) => object
}> = [
  { name: "a write", failure: Effect.map(Effect.flip(Merchant.confirm), shown), expected: ofWrite },
  { name: "a read", failure: Effect.map(Effect.flip(Merchant.check), shown), expected: ofRead }
]

describe("what a failure of the transport proves", () => {
  for (const [row, { options, seen, target }] of Cases.all) {
    const verdict = verdicts[row]
    describe.concurrent(row, () => {
      for (const client of HttpClients.all) {
        for (const { expected, failure, name } of calls) {
          it.scopedLive(`${client.name}: ${name}`, () =>
            Effect.gen(function*() {
              const { origin, server } = yield* target
              const http = options === undefined ? client.exchange : client.exchangeWith(options)
              const error = yield* failure.pipe(
                Merchant.withReadTimeout(readTimeout(row, client.name)),
                Effect.provide(Merchant.layer(origin, http))
              )
              assert.deepInclude([verdict(client.name)].flat().map(expected), error)
              if (server === undefined) return
              yield* server.allClosed
              if (error["sent"] === false) assert.isFalse(server.sawRequest())
              if (seen !== undefined) assert.strictEqual(server.sawRequest(), seen)
              // No client repeats a request of its own accord.
              assert.isAtMost(server.requests.length, 1)
            }))
        }
      }
    })
  }

  it.scopedLive("the server of these tests can be called over TLS, when it is trusted", () =>
    Effect.gen(function*() {
      const server = yield* Server.make({
        tls: true,
        onRequest: (socket) => socket.end(Merchant.httpAnswer(Merchant.confirmed))
      })
      for (const client of HttpClients.all) {
        const http = client.exchangeWith({ ca: Server.certificate, servername: Server.certifiedHost })
        const { orderId } = yield* Effect.provide(Merchant.confirm, Merchant.layer(server.origin, http))
        assert.strictEqual(orderId, "order-1")
      }
    }))
})

describe("a kept connection", () => {
  for (const client of HttpClients.all) {
    it.scopedLive(`${client.name}: that is reset under the next request leaves its outcome open`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({
          onRequest: (socket, _, index) =>
            index === 0 ? socket.write(Merchant.httpAnswer(Merchant.confirmed)) : socket.resetAndDestroy()
        })
        yield* Effect.gen(function*() {
          yield* Merchant.confirm
          const error = yield* Effect.flip(Merchant.confirm)
          assert.deepStrictEqual(shown(error), ofWrite(lost("ECONNRESET")))
        }).pipe(Effect.provide(Merchant.layer(server.origin, client.exchangeWith({}))))
        assert.strictEqual(server.connections(), 1)
        assert.strictEqual(server.requests.length, 2)
      }))
  }
})

describe("a layer that is closed", () => {
  /** The client in a scope of its own. */
  const open = Effect.fnUntraced(function*(origin: string, client: HttpClients.Client) {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(Merchant.layer(origin, client.exchange), scope)
    return { confirm: Effect.provide(Merchant.confirm, context), close: Scope.close(scope, Exit.void) }
  })

  const cut = [
    { client: HttpClients.linePayNode, verdict: lost("UND_ERR_DESTROYED") },
    { client: HttpClients.undici, verdict: lost("UND_ERR_DESTROYED") },
    { client: HttpClients.nodeHttp, verdict: lost("ECONNRESET") }
  ]
  for (const { client, verdict } of cut) {
    it.scopedLive(`${client.name}: leaves the outcome of what is in flight open`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const { close, confirm } = yield* open(server.origin, client)
        const fiber = yield* Effect.fork(Effect.flip(confirm))
        yield* server.received(1)
        yield* close
        assert.deepStrictEqual(shown(yield* Fiber.join(fiber)), ofWrite(verdict))
      }))
  }

  for (const client of [HttpClients.linePayNode, HttpClients.undici]) {
    it.scopedLive(`${client.name}: does not claim that a request made after that was not sent, though it was not`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const { close, confirm } = yield* open(server.origin, client)
        yield* close
        // The same error as in flight: nothing tells the two apart.
        assert.deepStrictEqual(shown(yield* Effect.flip(confirm)), ofWrite(lost("UND_ERR_DESTROYED")))
        assert.isFalse(server.sawRequest())
      }))
  }

  it.scopedLive("fetch: has nothing to close", () =>
    Effect.gen(function*() {
      const answering = yield* Deferred.make<() => void>()
      const server = yield* Server.make({
        onRequest: (socket) =>
          Deferred.unsafeDone(
            answering,
            Effect.succeed(() => socket.end(Merchant.httpAnswer(Merchant.confirmed)))
          )
      })
      const { close, confirm } = yield* open(server.origin, HttpClients.fetch)
      const fiber = yield* Effect.fork(confirm)
      const answer = yield* Deferred.await(answering)
      yield* close
      answer()
      assert.strictEqual((yield* Fiber.join(fiber)).orderId, "order-1")
    }))
})

describe("a line break that a middleware puts into a header", () => {
  // Only undici says so in a way that can be nothing else; node:http throws, which a middleware may do, too.
  const rows = [
    { client: HttpClients.undici, verdict: unsent("Request", "UND_ERR_INVALID_ARG") },
    { client: HttpClients.nodeHttp, verdict: lost("ERR_INVALID_CHAR") },
    { client: HttpClients.fetch, verdict: lost() }
  ]
  for (const { client, verdict } of rows) {
    it.scopedLive(`${client.name}: is a typed error, and nothing is sent`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const http = Merchant.withMiddleware(
          client.http,
          HttpClient.mapRequest(HttpClientRequest.setHeader("X-Note", "one\ntwo"))
        )
        const layer = Merchant.layer(server.origin, http)
        assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.confirm, layer))), ofWrite(verdict))
        assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.check, layer))), ofRead(verdict))
        assert.strictEqual(server.connections(), 0)
      }))
  }
})

it.scopedLive("a line break that a signer puts into a header is a typed error, and nothing is sent", () =>
  Effect.gen(function*() {
    const server = yield* Server.make({})
    const layer = Merchant.layer(server.origin, HttpClients.linePayNode.exchange, {
      signer: { sign: () => Effect.succeed("one\ntwo") }
    })
    const verdict = unsent("Request", "UND_ERR_INVALID_ARG")
    assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.confirm, layer))), ofWrite(verdict))
    assert.strictEqual(server.connections(), 0)
  }))
