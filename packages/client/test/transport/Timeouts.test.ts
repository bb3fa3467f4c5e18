import { assert, describe, it, vi } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Option, TestClock } from "effect"
import { LinePay, type LinePayError, Policy } from "effect-line-pay"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

// The sockets are real, the time is not: what a test waits for has happened, and then the clock is moved.

const unknown = { _tag: "OutcomeUnknown", reason: "Timeout" }

/** Begins an answer, and stalls. */
const stalling: Server.Behaviour = {
  onRequest: (socket) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"returnCode":"0000"`)
}

/** A client, and when it has the headers of an answer. */
const observed = (client: HttpClients.Client) =>
  Effect.map(Deferred.make<void>(), (headers) => ({
    headers: Deferred.await(headers),
    exchange: client.observed(() => Deferred.unsafeDone(headers, Effect.void))
  }))

/** A finalizer that voids, and how that failed. */
const voiding = Effect.map(Deferred.make<LinePayError.LinePayError, void>(), (ended) => ({
  ended: Deferred.await(ended),
  finalizer: Effect.flatMap(Effect.exit(Effect.flip(Merchant.voidPayment)), (exit) => Deferred.done(ended, exit))
}))

interface Around {
  readonly name: string
  readonly around: <R>(
    use: Effect.Effect<void>,
    finalizer: Effect.Effect<boolean, never, R>
  ) => Effect.Effect<void, never, R>
}

const finalizers: ReadonlyArray<Around> = [
  {
    name: "acquireUseRelease",
    around: (use, finalizer) => Effect.acquireUseRelease(Effect.void, () => use, () => finalizer)
  },
  {
    name: "acquireRelease",
    around: (use, finalizer) => Effect.scoped(Effect.zipRight(Effect.acquireRelease(Effect.void, () => finalizer), use))
  },
  { name: "ensuring", around: (use, finalizer) => Effect.ensuring(use, finalizer) }
]

const onInterrupt: Around = {
  name: "onInterrupt",
  around: (use, finalizer) => Effect.onInterrupt(use, () => finalizer)
}

for (const client of HttpClients.all) {
  describe(`a read timeout, ${client.name}`, () => {
    it.scoped("holds while the headers are waited for", () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const fiber = yield* Effect.flip(Merchant.confirm).pipe(
          Effect.provide(Merchant.layer(server.origin, client.exchange)),
          Effect.fork
        )
        yield* server.received(1)
        yield* TestClock.adjust("59 seconds")
        assert.isTrue(Option.isNone(yield* Fiber.poll(fiber)))
        yield* TestClock.adjust("1 seconds")
        assert.deepStrictEqual(shown(yield* Fiber.join(fiber)), unknown)
        yield* server.closed(0)
      }))

    it.scoped("holds in the body", () =>
      Effect.gen(function*() {
        const server = yield* Server.make(stalling)
        const { exchange, headers } = yield* observed(client)
        const fiber = yield* Effect.flip(Merchant.confirm).pipe(
          Effect.provide(Merchant.layer(server.origin, exchange)),
          Effect.fork
        )
        yield* headers
        yield* TestClock.adjust("60 seconds")
        assert.deepStrictEqual(shown(yield* Fiber.join(fiber)), unknown)
        yield* server.closed(0)
      }))

    it.scoped("of a read is a TransportError", () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const fiber = yield* Effect.flip(Merchant.check).pipe(
          Effect.provide(Merchant.layer(server.origin, client.exchange)),
          Effect.fork
        )
        yield* server.received(1)
        yield* TestClock.adjust("30 seconds")
        assert.deepStrictEqual(shown(yield* Fiber.join(fiber)), {
          _tag: "TransportError",
          reason: "Timeout",
          sent: true
        })
      }))

    it.scopedLive("is real time outside of tests", () =>
      Effect.gen(function*() {
        const server = yield* Server.make({})
        const error = yield* Effect.flip(Merchant.confirm).pipe(
          Merchant.withReadTimeout("100 millis"),
          Effect.provide(Merchant.layer(server.origin, client.exchange))
        )
        assert.deepStrictEqual(shown(error), unknown)
      }))

    const uninterruptible: ReadonlyArray<{ readonly name: string; readonly server: Server.Behaviour }> = [
      { name: "while the headers are waited for", server: {} },
      { name: "in the body", server: stalling }
    ]
    for (const { name, server: behaviour } of uninterruptible) {
      it.scoped(`holds in an uninterruptible region, ${name}`, () =>
        Effect.gen(function*() {
          const server = yield* Server.make(behaviour)
          const { exchange, headers } = yield* observed(client)
          const fiber = yield* Effect.uninterruptible(Effect.flip(Merchant.confirm)).pipe(
            Effect.provide(Merchant.layer(server.origin, exchange)),
            Effect.fork
          )
          yield* behaviour === stalling ? headers : server.received(1)
          yield* TestClock.adjust("60 seconds")
          assert.deepStrictEqual(shown(yield* Fiber.join(fiber)), unknown)
          yield* server.closed(0)
        }))
    }

    for (const { around, name } of finalizers) {
      it.scoped(`holds in the finalizer of ${name}: the void is sent, and ends`, () =>
        Effect.gen(function*() {
          const server = yield* Server.make({})
          const { ended, finalizer } = yield* voiding
          const fiber = yield* around(Effect.void, finalizer).pipe(
            Effect.provide(Merchant.layer(server.origin, client.exchange)),
            Effect.fork
          )
          yield* server.received(1)
          yield* TestClock.adjust("30 seconds")
          assert.deepStrictEqual(shown(yield* ended), unknown)
          assert.isTrue(Exit.isSuccess(yield* Fiber.await(fiber)))
          assert.strictEqual(server.requests.length, 1)
        }))
    }

    for (const { around, name } of [...finalizers, onInterrupt]) {
      it.scoped(`holds in the finalizer of ${name} whose fiber is interrupted: the void is sent, and ends`, () =>
        Effect.gen(function*() {
          const server = yield* Server.make({})
          const { ended, finalizer } = yield* voiding
          const started = yield* Deferred.make<void>()
          const fiber = yield* around(Effect.zipRight(Deferred.succeed(started, undefined), Effect.never), finalizer)
            .pipe(
              Effect.provide(Merchant.layer(server.origin, client.exchange)),
              Effect.fork
            )
          yield* Deferred.await(started)
          yield* Fiber.interruptFork(fiber)
          yield* server.received(1)
          yield* TestClock.adjust("30 seconds")
          assert.deepStrictEqual(shown(yield* ended), unknown)
          assert.isTrue(Exit.isInterrupted(yield* Fiber.await(fiber)))
          assert.strictEqual(server.requests.length, 1)
        }))
    }

    it.scoped("does not keep the answer of a void away from a finalizer whose fiber is interrupted", () =>
      Effect.gen(function*() {
        const server = yield* Server.make({
          onRequest: (socket) => socket.end(Merchant.httpAnswer(`{"returnCode":"1165","returnMessage":"voided"}`))
        })
        const { ended, finalizer } = yield* voiding
        const started = yield* Deferred.make<void>()
        const fiber = yield* Effect.acquireUseRelease(
          Effect.void,
          () => Effect.zipRight(Deferred.succeed(started, undefined), Effect.never),
          () => finalizer
        ).pipe(
          Effect.provide(Merchant.layer(server.origin, client.exchange)),
          Effect.fork
        )
        yield* Deferred.await(started)
        yield* Fiber.interrupt(fiber)
        assert.strictEqual((yield* ended)._tag, "AlreadyRefunded")
        assert.strictEqual(server.requests.length, 1)
      }))
  })
}

describe("a read timeout", () => {
  const slow: ReadonlyArray<{ readonly name: string; readonly parts: Merchant.Parts }> = [
    { name: "signer", parts: { signer: { sign: () => Effect.never } } },
    { name: "nonce", parts: { nonce: { next: Effect.never } } }
  ]
  for (const { name, parts } of slow) {
    for (const client of [HttpClients.linePayNode, HttpClients.undici]) {
      for (const region of ["interruptible", "uninterruptible"] as const) {
        it.scoped(`${client.name}: of a ${name} that does not end proves that nothing was sent, ${region}`, () =>
          Effect.gen(function*() {
            const server = yield* Server.make({})
            const call: Effect.Effect<unknown, LinePayError.LinePayError, LinePay> = Merchant.confirm
            const fiber = yield* Effect.fork(
              Effect[region](Effect.flip(call)).pipe(
                Effect.provide(Merchant.layer(server.origin, client.exchange, parts))
              )
            )
            yield* TestClock.adjust("60 seconds")
            assert.deepStrictEqual(shown(yield* Fiber.join(fiber)), {
              _tag: "TransportError",
              reason: "Timeout",
              sent: false
            })
            assert.strictEqual(server.connections(), 0)
          }))
      }
    }
  }

  it.scoped("does not keep an interruption from a signer that does not end", () =>
    Effect.gen(function*() {
      const given = yield* Deferred.make<void>()
      const signer = { sign: () => Effect.onInterrupt(Effect.never, () => Deferred.succeed(given, undefined)) }
      const fiber = yield* Effect.fork(
        Effect.provide(
          Merchant.confirm,
          Merchant.layer("http://127.0.0.1:1", HttpClients.linePayNode.exchange, { signer })
        )
      )
      yield* TestClock.adjust("1 seconds")
      assert.isTrue(Exit.isInterrupted(yield* Fiber.interrupt(fiber)))
      yield* Deferred.await(given)
    }))
})

describe("the timer of a read timeout", () => {
  const timers = (withPolicy: (effect: typeof Merchant.confirm) => typeof Merchant.confirm) =>
    Effect.gen(function*() {
      let during: number | undefined
      const http = ScriptedHttp.make((request) =>
        Effect.suspend(() => {
          during = vi.getTimerCount()
          return ScriptedHttp.answering(Merchant.confirmed)(request, 0)
        })
      )
      yield* Effect.acquireRelease(
        Effect.sync(() => vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] })),
        () => Effect.sync(() => vi.useRealTimers())
      )
      yield* withPolicy(Merchant.confirm).pipe(Effect.provide(Merchant.layer("http://127.0.0.1:1", http.exchange)))
      return { during, after: vi.getTimerCount() }
    })

  it.scopedLive("is called off with the answer, so that it keeps no process alive", () =>
    Effect.map(timers((confirm) => confirm), (counts) => assert.deepStrictEqual(counts, { during: 1, after: 0 })))

  it.scopedLive("is none where a call may take for ever", () =>
    Effect.map(
      timers(LinePay.withPolicy(Policy.none)),
      (counts) => assert.deepStrictEqual(counts, { during: 0, after: 0 })
    ))
})
