import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"

describe("interruption closes the connection", () => {
  for (const client of HttpClients.all) {
    it.scopedLive(`${client.name}: while the headers are waited for`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const fiber = yield* Effect.fork(Effect.provide(Merchant.confirm, Merchant.layer(server.origin, client.layer)))
        yield* server.received(1)
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        yield* server.closed(0)
      }))

    it.scopedLive(`${client.name}: in the body`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({
          onRequest: (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"returnCode":"0000"`)
        })
        const headers = yield* Deferred.make<void>()
        const http = Merchant.withMiddleware(client.layer, HttpClient.tap(() => Deferred.succeed(headers, undefined)))
        const fiber = yield* Effect.fork(Effect.provide(Merchant.confirm, Merchant.layer(server.origin, http)))
        yield* Deferred.await(headers)
        // The body is read in the step after the headers.
        yield* Effect.yieldNow()
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        yield* server.closed(0)
      }))
  }
})
