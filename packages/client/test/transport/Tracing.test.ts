import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Tracer } from "effect"
import * as Tracers from "../support/tracer.ts"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"

const traceHeaders = ["traceparent", "tracestate", "b3", "X-B3-TraceId"]

const seenTraceHeaders = (request: Server.ReceivedRequest) =>
  traceHeaders.filter((name) => Server.headersNamed(request, name).length > 0)

/** A tracer that samples everything and remembers what the spans are called. */
const recording = () => {
  const names: Array<string> = []
  const tracer = Tracer.make({
    context: (run) => run(),
    span: (name, parent, context, links, _startTime, kind) => {
      names.push(name)
      return {
        _tag: "Span",
        name,
        spanId: "00f067aa0ba902b7",
        traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
        sampled: true,
        parent,
        context,
        status: { _tag: "Started", startTime: 0n },
        attributes: new Map(),
        links,
        kind,
        attribute: () => {},
        event: () => {},
        end: () => {},
        addLinks: () => {}
      }
    }
  })
  return { names, tracer }
}

const confirmable = Server.make({ onRequest: (socket) => socket.write(Merchant.httpAnswer(Merchant.confirmed)) })

describe("with a tracer on", () => {
  it.scopedLive("effect-line-pay-node: no trace header reaches LINE Pay", () =>
    Effect.gen(function*() {
      const server = yield* confirmable
      const { names, tracer } = recording()
      yield* Merchant.confirm.pipe(
        Effect.withSpan("checkout"),
        Effect.withTracer(tracer),
        Effect.provide(Merchant.layer(server.origin, HttpClients.linePayNode.exchange))
      )
      assert.deepStrictEqual(server.requests.map(seenTraceHeaders), [[]])
      assert.deepStrictEqual(names, ["checkout", "LinePay.confirmPayment"])
    }))

  for (const client of HttpClients.overHttpClients) {
    it.scopedLive(`${client.name}: no trace header reaches LINE Pay, though the same client sends one to others`, () =>
      Effect.gen(function*() {
        const server = yield* confirmable
        const { names, tracer } = recording()
        yield* Effect.gen(function*() {
          yield* Merchant.confirm
          yield* HttpClient.get(server.origin)
        }).pipe(
          Effect.withSpan("checkout"),
          Effect.withTracer(tracer),
          Effect.provide(Layer.merge(client.http, Merchant.layer(server.origin, client.exchange)))
        )
        assert.deepStrictEqual(server.requests.map(seenTraceHeaders), [[], ["traceparent", "b3"]])
        // The spans of HttpClient show the URL and the headers: there is none of ours, and that of the others is back.
        assert.deepStrictEqual(names, ["checkout", "LinePay.confirmPayment", "http.client GET"])
      }))
  }

  it.scopedLive("a middleware cannot switch it on again", () =>
    Effect.gen(function*() {
      const server = yield* confirmable
      const { names, tracer } = recording()
      const http = Merchant.withMiddleware(HttpClients.undici.http, (client) =>
        client.pipe(
          HttpClient.withTracerPropagation(true),
          // As is common for an exporter that must not trace itself: it answers for every host.
          HttpClient.withTracerDisabledWhen((request) => request.url.includes(":4318"))
        ))
      yield* Merchant.confirm.pipe(
        Effect.withTracer(tracer),
        Effect.provide(Merchant.layer(server.origin, http))
      )
      assert.deepStrictEqual(server.requests.map(seenTraceHeaders), [[]])
      assert.deepStrictEqual(names, ["LinePay.confirmPayment"])
    }))

  it.effect("the spans of a signer and of a middleware are below that of the call", () =>
    Effect.gen(function*() {
      const { spans, tracer } = Tracers.collecting()
      const scripted = ScriptedHttp.make(ScriptedHttp.answering(Merchant.confirmed))
      const http = Merchant.withMiddleware(scripted.layer, HttpClient.transform(Effect.withSpan("middleware")))
      const signer = { sign: () => Effect.withSpan(Effect.succeed("c2lnbmF0dXJl"), "signer") }
      yield* Merchant.confirm.pipe(
        Effect.withSpan("checkout"),
        Effect.withTracer(tracer),
        Effect.provide(Merchant.layer("http://127.0.0.1:1", http, { signer }))
      )
      assert.deepStrictEqual(spans.map(({ name, parent }) => [name, parent]), [
        ["checkout", undefined],
        ["LinePay.confirmPayment", "checkout"],
        ["signer", "LinePay.confirmPayment"],
        ["middleware", "LinePay.confirmPayment"]
      ])
    }))
})
