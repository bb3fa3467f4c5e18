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
        const fiber = yield* Effect.fork(
          Effect.provide(Merchant.confirm, Merchant.layer(server.origin, client.exchange))
        )
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
        const exchange = client.observed(() => Deferred.unsafeDone(headers, Effect.void))
        const fiber = yield* Effect.fork(Effect.provide(Merchant.confirm, Merchant.layer(server.origin, exchange)))
        yield* Deferred.await(headers)
        // The body is read in the step after the headers.
        yield* Effect.yieldNow()
        assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
        yield* server.closed(0)
      }))

    it.scopedLive(`${client.name}: but not in an uninterruptible region, where the answer is waited for`, () =>
      Effect.gen(function*() {
        const arrived = yield* Deferred.make<() => void>()
        const server = yield* Server.make({
          onRequest: (socket) =>
            Deferred.unsafeDone(arrived, Effect.succeed(() => socket.end(Merchant.httpAnswer(Merchant.confirmed))))
        })
        const orderId = yield* Deferred.make<unknown>()
        const fiber = yield* Effect.flatMap(Merchant.confirm, (success) => Deferred.succeed(orderId, success.orderId))
          .pipe(
            Effect.uninterruptible,
            Effect.provide(Merchant.layer(server.origin, client.exchange)),
            Effect.fork
          )
        const answer = yield* Deferred.await(arrived)
        yield* Fiber.interruptFork(fiber)
        yield* Effect.yieldNow()
        answer()
        assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
        assert.strictEqual(yield* Deferred.await(orderId), "order-1")
      }))
  }
})
