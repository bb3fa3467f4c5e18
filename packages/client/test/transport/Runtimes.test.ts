import { FetchHttpClient } from "@effect/platform"
import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { LinePay } from "effect-line-pay"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

// What the client knows of its runtime; what the runtimes do is tried in ../runtimes.

interface Globals {
  readonly [name: string]: unknown
}

/** A client that is made where there are these globals. */
const madeWhere = (globals: Globals, http: Parameters<typeof Merchant.layer>[1]) =>
  Effect.flatMap(Effect.scope, (scope) =>
    Effect.sync(() => {
      for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value)
      try {
        return Effect.runSync(Layer.buildWithScope(Merchant.layer("https://line-pay.test", http), scope))
      } finally {
        vi.unstubAllGlobals()
      }
    }))

const process = (versions: { readonly [name: string]: string }) =>
  Object.defineProperty({ versions }, Symbol.toStringTag, { value: "process" })

const unsent = { _tag: "TransportError", reason: "Connect", sent: false, detail: "ECONNREFUSED" }
const read = { _tag: "TransportError", reason: "Connect", sent: true, detail: "ECONNREFUSED" }
const unknown = { _tag: "OutcomeUnknown", reason: "Disconnected", detail: "ECONNREFUSED" }

const runtimes: ReadonlyArray<{
  readonly name: string
  readonly globals: Globals
  /** What it sends once. */
  readonly once: "everything" | "writes" | "nothing"
}> = [
  { name: "Node", globals: {}, once: "everything" },
  { name: "Node 20", globals: { process: process({ node: "20.0.0" }), navigator: undefined }, once: "everything" },
  { name: "Bun 1.3.13", globals: { Bun: { version: "1.3.13" } }, once: "nothing" },
  { name: "Bun 1.2.23", globals: { Bun: { version: "1.2.23" } }, once: "nothing" },
  { name: "Bun 1.3.14", globals: { Bun: { version: "1.3.14" } }, once: "writes" },
  { name: "Bun 1.4.5", globals: { Bun: { version: "1.4.5" } }, once: "writes" },
  { name: "Bun 1.10.0", globals: { Bun: { version: "1.10.0" } }, once: "writes" },
  { name: "Bun 2.0.0", globals: { Bun: { version: "2.0.0-canary.1" } }, once: "writes" },
  { name: "a Bun that tells no version", globals: { Bun: {}, process: undefined }, once: "nothing" },
  { name: "a Bun of words", globals: { Bun: { version: "next" } }, once: "nothing" },
  { name: "Deno, which has Node's process", globals: { Deno: {} }, once: "nothing" },
  { name: "Deno, whatever it calls itself", globals: { Deno: {}, Bun: { version: "1.4.5" } }, once: "nothing" },
  {
    name: "workerd",
    globals: { process: undefined, navigator: { userAgent: "Cloudflare-Workers" } },
    once: "everything"
  },
  { name: "a browser", globals: { process: undefined, navigator: { userAgent: "Mozilla/5.0" } }, once: "nothing" },
  { name: "nothing that is known", globals: { process: undefined, navigator: undefined }, once: "nothing" },
  {
    name: "a bundler's process",
    globals: { process: { env: {}, versions: { node: "20.0.0" } }, navigator: undefined },
    once: "nothing"
  },
  {
    name: "Electron",
    globals: { process: process({ node: "22.0.0", electron: "33.0.0" }), navigator: undefined },
    once: "nothing"
  }
]

describe("the runtime", () => {
  for (const { globals, name, once } of runtimes) {
    it.scoped(`${name} sends ${once} once`, () =>
      Effect.gen(function*() {
        const http = ScriptedHttp.make(ScriptedHttp.refused)
        const context = yield* madeWhere(globals, http.exchange)
        const write = yield* Effect.provide(Effect.flip(Merchant.confirm), context)
        assert.deepStrictEqual(shown(write), once === "nothing" ? unknown : unsent)
        assert.deepStrictEqual(
          shown(yield* Effect.provide(Effect.flip(Merchant.check), context)),
          once === "everything" ? unsent : read
        )
        const connection = once === "nothing" ? "close" : undefined
        assert.deepStrictEqual(http.requests.map(({ headers }) => headers["connection"]), [connection, connection])
      }))
  }

  it.scoped("Deno is given a body that it can read once, by the user's own fetch, too", () =>
    Effect.gen(function*() {
      const bodies: Array<unknown> = []
      const fetch = (_: RequestInfo | URL, init?: RequestInit) => {
        bodies.push(init?.body)
        return Promise.resolve(new Response(Merchant.confirmed))
      }
      const http = Merchant.over(
        FetchHttpClient.layer.pipe(Layer.provide(Layer.succeed(FetchHttpClient.Fetch, fetch)))
      )
      const onDeno = yield* madeWhere({ Deno: {} }, http)
      const onNode = yield* madeWhere({}, http)
      for (const context of [onDeno, onNode]) {
        assert.strictEqual((yield* Effect.provide(Merchant.confirm, context)).orderId, "order-1")
        yield* Effect.exit(Effect.provide(Merchant.voidPayment, context))
      }
      const [blob, empty, bytes, none] = bodies
      if (!(blob instanceof Blob) || !(bytes instanceof Uint8Array)) return assert.fail("bodies of other kinds")
      assert.deepStrictEqual(new Uint8Array(yield* Effect.promise(() => blob.arrayBuffer())), new Uint8Array(bytes))
      assert.deepStrictEqual([empty, none], [undefined, undefined])
    }))

  it.scoped("keeps what a caller has put around the call", () =>
    Effect.gen(function*() {
      const options: Array<RequestInit | undefined> = []
      const fetch = (_: RequestInfo | URL, init?: RequestInit) => {
        options.push(init)
        return Promise.resolve(new Response(Merchant.confirmed))
      }
      const context = yield* madeWhere({ Deno: {} }, Merchant.over(FetchHttpClient.layer))
      yield* Merchant.confirm.pipe(
        Effect.provide(context),
        Effect.provideService(FetchHttpClient.Fetch, fetch),
        Effect.provideService(FetchHttpClient.RequestInit, { cache: "no-store" })
      )
      assert.deepInclude(options[0], { cache: "no-store", redirect: "manual", method: "POST" })
    }))

  for (const client of HttpClients.all) {
    it.scopedLive(`${client.name} on Node is not asked to close a connection`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({
          onRequest: (socket) => socket.write(Merchant.httpAnswer(Merchant.confirmed))
        })
        yield* Effect.gen(function*() {
          const linePay = yield* LinePay
          const request = { transactionId: Merchant.transactionId, amount: 100, currency: "TWD" } as const
          yield* linePay.confirmPayment(request)
          yield* linePay.confirmPayment(request)
        }).pipe(Effect.provide(Merchant.layer(server.origin, client.exchangeWith({}))))
        assert.strictEqual(server.connections(), 1)
        for (const request of server.requests) {
          assert.notInclude(Server.headersNamed(request, "Connection"), "close")
        }
      }))
  }
})
