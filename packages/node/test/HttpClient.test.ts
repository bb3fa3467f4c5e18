import { HttpClient, HttpClientRequest, type HttpClientResponse } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Deferred, Effect, Exit, Fiber, type Layer, Schedule, Scope, Stream } from "effect"
import { LinePayNode } from "effect-line-pay-node"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"

// LINE Pay needs the text of an answer alone. What else an HttpClient can do is compared with Effect's own on undici.

const serving = (handle: Http.RequestListener) =>
  Effect.acquireRelease(
    Effect.async<{ readonly origin: string; readonly http: Http.Server }>((resume) => {
      const http = Http.createServer(handle)
      http.listen(0, "127.0.0.1", () => {
        // A server that listens on a TCP port has an AddressInfo.
        const { port } = http.address() as AddressInfo
        resume(Effect.succeed({ origin: `http://127.0.0.1:${port}`, http }))
      })
    }),
    ({ http }) =>
      Effect.sync(() => {
        http.close()
        http.closeAllConnections()
      })
  )

/** Answers with what it was sent. */
const echo: Http.RequestListener = (request, response) => {
  const chunks: Array<Buffer> = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    const { "content-length": length, "content-type": type = "", "x-note": note } = request.headers
    const body = Buffer.concat(chunks).toString()
    response.setHeader("content-type", "application/json")
    response.end(
      JSON.stringify({ method: request.method, url: request.url, type: type.split(";")[0], length, note, body })
    )
  })
}

/** As LinePay sends: ours takes another way there. */
const withoutSpan = Effect.locally(HttpClient.currentTracerDisabledWhen, () => true)

/** The same of both clients. */
const alike = (
  origin: string,
  use: (http: HttpClient.HttpClient) => Effect.Effect<unknown, unknown>
) =>
  Effect.gen(function*() {
    const through = (layer: Layer.Layer<HttpClient.HttpClient>) =>
      Effect.exit(Effect.flatMap(HttpClient.HttpClient, use)).pipe(Effect.provide(layer), Effect.map(String))
    const expected = yield* through(NodeHttpClient.layerUndici)
    assert.strictEqual(yield* through(LinePayNode.layerHttpClient), expected, origin)
    assert.strictEqual(yield* withoutSpan(through(LinePayNode.layerHttpClient)), expected, origin)
    return expected
  })

const requests: ReadonlyArray<
  readonly [name: string, request: (origin: string) => HttpClientRequest.HttpClientRequest]
> = [
  ["a query", (origin) => HttpClientRequest.get(`${origin}/a?b=c%20d`, { urlParams: { e: "f g" } })],
  ["a text", (origin) => HttpClientRequest.bodyText(HttpClientRequest.post(origin), "原味優格")],
  ["an empty text", (origin) => HttpClientRequest.bodyText(HttpClientRequest.post(origin), "")],
  ["bytes", (origin) => HttpClientRequest.bodyUint8Array(HttpClientRequest.put(origin), new Uint8Array([65, 66]))],
  [
    "a stream",
    (origin) => HttpClientRequest.bodyStream(HttpClientRequest.post(origin), Stream.encodeText(Stream.make("a", "b")))
  ],
  ["a header", (origin) => HttpClientRequest.setHeader(HttpClientRequest.del(origin), "X-Note", "one")]
]

const reads: ReadonlyArray<
  readonly [name: string, read: (response: HttpClientResponse.HttpClientResponse) => Effect.Effect<unknown, unknown>]
> = [
  ["text", (response) => response.text],
  ["the text twice", (response) => Effect.zip(response.text, response.text)],
  ["json", (response) => response.json],
  ["urlParamsBody", (response) => response.urlParamsBody],
  ["arrayBuffer", (response) => Effect.map(response.arrayBuffer, (bytes) => [...new Uint8Array(bytes)])],
  ["stream", (response) => Stream.mkString(Stream.decodeText(response.stream))],
  [
    "status, headers, cookies",
    ({ cookies, headers, status }) => Effect.succeed({ cookies, headers: { ...headers }, status })
  ],
  ["what it looks like", (response) => Effect.succeed({ ...Object(response.toJSON()), request: undefined })]
]

const answers: ReadonlyArray<readonly [name: string, answer: (response: Http.ServerResponse) => void]> = [
  ["JSON", (response) => response.setHeader("content-type", "application/json").end(`{"a":1}`)],
  ["nothing", (response) => response.writeHead(204).end()],
  ["a form", (response) => response.setHeader("content-type", "application/x-www-form-urlencoded").end("a=1&b=2")],
  ["a byte order mark and no ASCII", (response) => response.end("\ufeff原味優格")],
  ["several cookies", (response) => response.setHeader("set-cookie", ["a=1; Path=/", "b=2"]).writeHead(418).end()],
  ["early hints", (response) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" })
    response.end("late")
  }],
  ["several chunks", (response) => {
    response.write("one ")
    setImmediate(() => response.end("two"))
  }]
]

describe("an HttpClient like any other", () => {
  for (const [name, request] of requests) {
    it.scopedLive(`sends ${name}`, () =>
      Effect.gen(function*() {
        const { origin } = yield* serving(echo)
        const shown = yield* alike(origin, (http) =>
          Effect.flatMap(http.execute(request(origin)), (response) => response.text))
        assert.include(shown, "Success")
      }))
  }

  for (const [answered, answer] of answers) {
    for (const [name, read] of reads) {
      it.scopedLive(`${answered}: ${name}`, () =>
        Effect.gen(function*() {
          const { origin } = yield* serving((_, response) => {
            response.sendDate = false
            answer(response)
          })
          yield* alike(origin, (http) =>
            Effect.map(Effect.flatMap(http.get(origin), read), (value) =>
              JSON.stringify(value)).pipe(
                // Their causes are in the words of whoever parses.
                Effect.mapError((error) => Object(error)._tag + Object(error).reason)
              ))
        }))
    }
  }

  it.scopedLive("reads a form, which undici's own response does not", () =>
    Effect.gen(function*() {
      const { origin } = yield* serving((_, response) =>
        response.setHeader("content-type", "application/x-www-form-urlencoded").end("a=1&b=2")
      )
      const form = yield* Effect.flatMap(HttpClient.get(origin), ({ formData }) => formData).pipe(
        Effect.provide(LinePayNode.layerHttpClient)
      )
      assert.deepStrictEqual([...form], [["a", "1"], ["b", "2"]])
    }))

  it.scopedLive("holds back a body that nobody reads, and gives all of it to who reads then", () =>
    Effect.gen(function*() {
      const size = 5_000_000
      const { origin } = yield* serving((_, response) => response.end(Buffer.alloc(size, "a")))
      yield* Effect.gen(function*() {
        const http = yield* HttpClient.HttpClient
        const response = yield* http.get(origin)
        const lengths = yield* Stream.runCollect(Stream.map(response.stream, ({ length }) => length))
        assert.isAbove(lengths.length, 1)
        assert.strictEqual(Chunk.reduce(lengths, 0, (sum, length) => sum + length), size)
        assert.strictEqual((yield* Effect.flatMap(http.get(origin), ({ text }) => text)).length, size)
      }).pipe(Effect.provide(LinePayNode.layerHttpClient))
    }))

  it.scopedLive("closes the connection when a stream is left", () =>
    Effect.gen(function*() {
      const closed = yield* Deferred.make<void>()
      const { origin } = yield* serving((_, response) => {
        response.on("close", () => Deferred.unsafeDone(closed, Effect.void))
        response.write("a beginning")
      })
      yield* Effect.gen(function*() {
        const http = yield* HttpClient.HttpClient
        const scope = yield* Scope.make()
        const response = yield* Scope.extend(HttpClient.withScope(http).get(origin), scope)
        const reading = yield* Effect.fork(Stream.runDrain(response.stream))
        yield* Fiber.interrupt(reading)
        yield* Scope.close(scope, Exit.void)
        yield* Deferred.await(closed)
      }).pipe(Effect.provide(LinePayNode.layerHttpClient))
    }))

  it.scopedLive("refuses what is no URL", () =>
    alike(
      "no URL",
      (http) => Effect.flip(http.get("http://:0")).pipe(Effect.map(({ _tag, reason }) => `${_tag} ${reason}`))
    ))
})

// V8 has a collector to call, and shows it to a context that is made behind this flag.
setFlagsFromString("--expose-gc")
const collectGarbage: () => void = runInNewContext("gc")

const collected = (what: WeakRef<object>): Effect.Effect<void> =>
  Effect.sync(() => {
    collectGarbage()
    return what.deref() === undefined
  }).pipe(Effect.repeat({ until: (gone) => gone, schedule: Schedule.spaced("5 millis") }), Effect.asVoid)

describe("a request without a span", () => {
  /** Serves, and says when a connection is closed before its answer has ended. */
  const unfinished = (answer: (response: Http.ServerResponse) => void) =>
    Effect.gen(function*() {
      const received = yield* Deferred.make<void>()
      const closed = yield* Deferred.make<void>()
      const { origin } = yield* serving((_, response) => {
        response.on("close", () => Deferred.unsafeDone(closed, Effect.void))
        answer(response)
        Deferred.unsafeDone(received, Effect.void)
      })
      return { closed: Deferred.await(closed), origin, received: Deferred.await(received) }
    })

  it.scopedLive("is given up when its fiber is interrupted before the answer", () =>
    Effect.gen(function*() {
      const { closed, origin, received } = yield* unfinished(() => {})
      const fiber = yield* Effect.fork(withoutSpan(HttpClient.get(origin)))
      yield* received
      yield* Fiber.interrupt(fiber)
      yield* closed
    }).pipe(Effect.provide(LinePayNode.layerHttpClient)))

  it.scopedLive("is given up when its fiber is interrupted in the body", () =>
    Effect.gen(function*() {
      const { closed, origin } = yield* unfinished((response) => response.write("a beginning"))
      const response = yield* withoutSpan(HttpClient.get(origin))
      const fiber = yield* Effect.fork(response.text)
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      yield* closed
    }).pipe(Effect.provide(LinePayNode.layerHttpClient)))

  it.scopedLive("is given up when nobody has its answer any more", () =>
    Effect.gen(function*() {
      const { closed, origin } = yield* unfinished((response) => response.write("a beginning"))
      const dropped = yield* Effect.map(withoutSpan(HttpClient.get(origin)), (response) => new WeakRef(response))
      yield* collected(dropped)
      yield* closed
    }).pipe(Effect.provide(LinePayNode.layerHttpClient)))

  it.scopedLive("outlives the fiber that has sent it, as long as somebody reads", () =>
    Effect.gen(function*() {
      const sent = yield* Deferred.make<() => void>()
      const { origin } = yield* serving((_, response) => {
        response.write("one ")
        Deferred.unsafeDone(sent, Effect.succeed(() => response.end("two")))
      })
      const response = yield* Effect.flatMap(Effect.fork(withoutSpan(HttpClient.get(origin))), Fiber.join)
      const end = yield* Deferred.await(sent)
      end()
      assert.strictEqual(yield* response.text, "one two")
    }).pipe(Effect.provide(LinePayNode.layerHttpClient)))

  it.scopedLive("leaves nothing behind once its answer was read", () =>
    Effect.gen(function*() {
      const { origin } = yield* serving((_, response) => {
        response.write("one ")
        setTimeout(() => response.end("two"), 20)
      })
      const read = yield* withoutSpan(Effect.gen(function*() {
        const response = yield* HttpClient.get(origin)
        assert.strictEqual(yield* response.text, "one two")
        return new WeakRef(response)
      }))
      yield* collected(read)
    }).pipe(Effect.provide(LinePayNode.layerHttpClient)))
})
