import { HttpClient, HttpClientRequest } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Layer, Scope } from "effect"
import type { LinePay, ResponseError, TransportError } from "effect-line-pay"
import * as FullBacklog from "./support/fullBacklog.ts"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import { shown } from "./support/shown.ts"

/** How a failed exchange has to be judged. */
type Verdict =
  | { readonly sent: false; readonly reason: TransportError["reason"]; readonly detail: string }
  | { readonly sent: true; readonly reason: "Disconnected" | "Timeout"; readonly detail?: string }
  | { readonly sent: true; readonly reason: ResponseError["reason"]; readonly httpStatus: number }

const unsent = (reason: TransportError["reason"], detail: string): Verdict => ({ sent: false, reason, detail })
const lost = (detail?: string): Verdict => ({
  sent: true,
  reason: "Disconnected",
  ...(detail === undefined ? {} : { detail })
})
const timeout: Verdict = { sent: true, reason: "Timeout" }

interface Row {
  readonly name: string
  /** The origin to call, and the server there, if one can be reached. */
  readonly target: Effect.Effect<
    { readonly origin: string; readonly server?: Server.MisbehavingServer },
    never,
    Scope.Scope
  >
  readonly options?: HttpClients.ConnectionOptions
  /** In milliseconds. */
  readonly readTimeout?: (client: HttpClients.Client["name"]) => number
  /** Whether the server sees the request. Absent where that is a race. */
  readonly seen?: boolean
  readonly verdict: (client: HttpClients.Client["name"]) => Verdict | ReadonlyArray<Verdict>
}

const served = (behaviour: Server.Behaviour) =>
  Effect.map(Server.make(behaviour), (server) => ({ origin: server.origin, server }))

const servedAsHttps = (behaviour: Server.Behaviour) =>
  Effect.map(Server.make(behaviour), (server) => ({ origin: server.origin.replace("http:", "https:"), server }))

/** undici, alone or below fetch, and node:http have names of their own for the same thing. */
const byClient = (undici: Verdict, nodeHttp: Verdict) => (client: HttpClients.Client["name"]) =>
  client === "node:http" ? nodeHttp : undici

const partOfAnAnswer = `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"returnCode":"0000"`

const rows: ReadonlyArray<Row> = [
  {
    name: "connection refused",
    target: Effect.map(Effect.scoped(Server.make({})), ({ origin }) => ({ origin })),
    verdict: () => unsent("Connect", "ECONNREFUSED")
  },
  {
    // A label ends at 63 characters, so no resolver has to ask a network.
    name: "host name that does not resolve",
    target: Effect.succeed({ origin: `https://${"a".repeat(64)}.invalid` }),
    verdict: () => unsent("Dns", "ENOTFOUND")
  },
  {
    name: "self-signed certificate",
    target: served({ tls: true }),
    seen: false,
    verdict: () => unsent("Tls", "DEPTH_ZERO_SELF_SIGNED_CERT")
  },
  {
    name: "certificate of another host",
    target: served({ tls: true }),
    options: { ca: Server.certificate },
    seen: false,
    verdict: () => unsent("Tls", "ERR_TLS_CERT_ALTNAME_INVALID")
  },
  {
    name: "TLS to a port that speaks HTTP",
    target: servedAsHttps({
      onConnection: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 No\r\n\r\n"))
    }),
    seen: false,
    verdict: byClient(unsent("Tls", "ERR_SSL_WRONG_VERSION_NUMBER"), unsent("Tls", "EPROTO"))
  },
  {
    name: "connection closed in the TLS handshake",
    target: servedAsHttps({ onConnection: (socket) => socket.once("data", () => socket.end()) }),
    seen: false,
    verdict: () => unsent("Tls", "ECONNRESET")
  },
  {
    // Nothing tells this ECONNRESET from one after the request.
    name: "connection reset in the TLS handshake",
    target: servedAsHttps({ onConnection: (socket) => socket.once("data", () => socket.resetAndDestroy()) }),
    seen: false,
    verdict: () => lost("ECONNRESET")
  },
  {
    name: "connect timeout",
    target: Effect.map(FullBacklog.origin, (origin) => ({ origin })),
    options: { connectTimeout: 100 },
    // node:http has none, so that only ours ends the wait; undici's clock ticks once a second.
    readTimeout: (client) => client === "node:http" ? 100 : 4_000,
    verdict: byClient(unsent("Connect", "UND_ERR_CONNECT_TIMEOUT"), timeout)
  },
  {
    // Whether the reset comes before or after the connection is reported is a race.
    name: "connection reset when accepted",
    target: served({ onConnection: (socket) => socket.resetAndDestroy() }),
    verdict: () => [
      unsent("Connect", "ECONNRESET"),
      ...["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].map((detail) => lost(detail))
    ]
  },
  {
    name: "connection closed when accepted",
    target: served({ onConnection: (socket) => socket.end() }),
    verdict: byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET"))
  },
  {
    name: "connection closed after the request",
    target: served({ onRequest: (socket) => socket.end() }),
    seen: true,
    verdict: byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET"))
  },
  {
    name: "connection reset after the request",
    target: served({ onRequest: (socket) => socket.resetAndDestroy() }),
    seen: true,
    verdict: () => lost("ECONNRESET")
  },
  {
    name: "connection closed in the headers",
    target: served({ onRequest: (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Ty") }),
    seen: true,
    verdict: byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET"))
  },
  {
    // Waits a little, because a reset discards what is still on its way. undici may see it first when it writes.
    name: "connection reset in the body",
    target: served({
      onRequest: (socket) => socket.write(partOfAnAnswer, () => setTimeout(() => socket.resetAndDestroy(), 20))
    }),
    seen: true,
    verdict: () => [lost("ECONNRESET"), lost("UND_ERR_SOCKET")]
  },
  {
    name: "connection closed in a body with a length",
    target: served({ onRequest: (socket) => socket.end(partOfAnAnswer) }),
    seen: true,
    verdict: byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET"))
  },
  {
    name: "connection closed in a chunked body",
    target: served({
      onRequest: (socket) =>
        socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{"returnCode":"0000"\r\n`)
    }),
    seen: true,
    verdict: byClient(lost("UND_ERR_SOCKET"), lost("ECONNRESET"))
  },
  {
    // For HTTP this is a whole answer: only the JSON shows that it is not.
    name: "connection closed in a body without a length",
    target: served({ onRequest: (socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n{"returnCode":"0000"`) }),
    seen: true,
    verdict: () => ({ sent: true, reason: "NotJson", httpStatus: 200 })
  },
  {
    name: "answer that is not HTTP",
    target: served({ onRequest: (socket) => socket.write("220 mail.example.com ready\r\n\r\n") }),
    seen: true,
    // fetch may run on Node's own undici or on the installed one: whichever was loaded first.
    verdict: () => [lost(), lost("HPE_INVALID_CONSTANT")]
  },
  {
    name: "headers without an end",
    target: served({
      onRequest: (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${"x".repeat(100_000)}\r\n\r\n`)
    }),
    seen: true,
    verdict: byClient(lost("UND_ERR_HEADERS_OVERFLOW"), lost("HPE_HEADER_OVERFLOW"))
  }
]

/** What a write has to end in. */
const ofWrite = ({ sent, ...rest }: Verdict) =>
  sent ? { _tag: "OutcomeUnknown", ...rest } : { _tag: "TransportError", sent, ...rest }

/** What a read has to end in. */
const ofRead = (verdict: Verdict) => {
  if (!("httpStatus" in verdict)) return { _tag: "TransportError", ...verdict }
  const { sent: _, ...rest } = verdict
  return { _tag: "ResponseError", ...rest }
}

const calls: ReadonlyArray<{
  readonly name: string
  readonly failure: Effect.Effect<{ readonly [name: string]: unknown }, unknown, LinePay>
  readonly expected: (verdict: Verdict) => object
}> = [
  { name: "a write", failure: Effect.map(Effect.flip(Merchant.confirm), shown), expected: ofWrite },
  { name: "a read", failure: Effect.map(Effect.flip(Merchant.check), shown), expected: ofRead }
]

describe("what a failure of the transport proves", () => {
  for (const { name, options, readTimeout = () => 30_000, seen, target, verdict } of rows) {
    describe.concurrent(name, () => {
      for (const client of HttpClients.all) {
        for (const { expected, failure, name } of calls) {
          it.scopedLive(`${client.name}: ${name}`, () =>
            Effect.gen(function*() {
              const { origin, server } = yield* target
              const http = options === undefined ? client.layer : client.layerWith(options)
              const error = yield* failure.pipe(
                Merchant.withReadTimeout(readTimeout(client.name)),
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
        const http = client.layerWith({ ca: Server.certificate, servername: Server.certifiedHost })
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
        }).pipe(Effect.provide(Merchant.layer(server.origin, client.layerWith({}))))
        assert.strictEqual(server.connections(), 1)
        assert.strictEqual(server.requests.length, 2)
      }))
  }
})

describe("a layer that is closed", () => {
  /** The client in a scope of its own. */
  const open = Effect.fnUntraced(function*(origin: string, client: HttpClients.Client) {
    const scope = yield* Scope.make()
    const context = yield* Layer.buildWithScope(Merchant.layer(origin, client.layer), scope)
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
    { client: HttpClients.linePayNode, verdict: unsent("Request", "UND_ERR_INVALID_ARG") },
    { client: HttpClients.undici, verdict: unsent("Request", "UND_ERR_INVALID_ARG") },
    { client: HttpClients.nodeHttp, verdict: lost("ERR_INVALID_CHAR") },
    { client: HttpClients.fetch, verdict: lost() }
  ]
  for (const { client, verdict } of rows) {
    it.scopedLive(`${client.name}: is a typed error, and nothing is sent`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const http = Merchant.withMiddleware(
          client.layer,
          HttpClient.mapRequest(HttpClientRequest.setHeader("X-Note", "one\ntwo"))
        )
        const layer = Merchant.layer(server.origin, http)
        assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.confirm, layer))), ofWrite(verdict))
        assert.deepStrictEqual(shown(yield* Effect.flip(Effect.provide(Merchant.check, layer))), ofRead(verdict))
        assert.strictEqual(server.connections(), 0)
      }))
  }
})
