import { HttpClientError, HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect } from "effect"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

// Failures that are hard to bring about, as an HttpClient would report them.

const failure = (script: ScriptedHttp.Script) =>
  Effect.flip(Merchant.confirm).pipe(
    Effect.map(shown),
    Effect.provide(Merchant.layer("https://line-pay.test", ScriptedHttp.make(script).exchange))
  )

const unsent = (reason: string, detail: string) => ({ _tag: "TransportError", reason, sent: false, detail })
const lost = (detail?: string) => ({
  _tag: "OutcomeUnknown",
  reason: "Disconnected",
  ...(detail === undefined ? {} : { detail })
})

const { socketError } = ScriptedHttp
const refused = socketError("ECONNREFUSED", "connect")
const reset = socketError("ECONNRESET", "read")
const wrapped = (depth: number, error: Error): Error =>
  depth === 0 ? error : new Error("wrapped", { cause: wrapped(depth - 1, error) })
const several = (...errors: ReadonlyArray<Error>) =>
  Object.assign(new AggregateError(errors), { code: "ECONNREFUSED", syscall: "connect" })

const causes: ReadonlyArray<readonly [name: string, cause: unknown, expected: object]> = [
  ["host unreachable", socketError("EHOSTUNREACH", "connect"), unsent("Connect", "EHOSTUNREACH")],
  ["network unreachable", socketError("ENETUNREACH", "connect"), unsent("Connect", "ENETUNREACH")],
  ["a resolver that does not answer", socketError("EAI_AGAIN", "getaddrinfo"), unsent("Dns", "EAI_AGAIN")],
  ["an expired certificate", socketError("CERT_HAS_EXPIRED"), unsent("Tls", "CERT_HAS_EXPIRED")],
  ["a certificate of the future", socketError("CERT_NOT_YET_VALID"), unsent("Tls", "CERT_NOT_YET_VALID")],
  [
    "a certificate of an unknown issuer",
    socketError("UNABLE_TO_GET_ISSUER_CERT_LOCALLY"),
    unsent("Tls", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY")
  ],
  ["a cause four deep", wrapped(4, refused), unsent("Connect", "ECONNREFUSED")],
  ["a cause five deep, which is too deep", wrapped(5, refused), lost()],
  ["all addresses refused", several(refused, socketError("ENETUNREACH", "connect")), unsent("Connect", "ECONNREFUSED")],
  ["one of the addresses reset", several(refused, reset), lost("ECONNRESET")],
  ["an AggregateError in a cause", wrapped(1, several(refused, refused)), unsent("Connect", "ECONNREFUSED")],
  ["a code without its syscall", socketError("ECONNREFUSED", undefined, "refused"), lost("ECONNREFUSED")],
  [
    "a connection that Bun's fetch could not make",
    socketError("ECONNREFUSED", undefined, "ECONNREFUSED: Unable to connect. Is the computer able to access the url?"),
    unsent("Connect", "ECONNREFUSED")
  ],
  [
    "the same, as Bun 1.3.14 calls it",
    socketError("ConnectionRefused", undefined, "Unable to connect. Is the computer able to access the url?"),
    unsent("Connect", "ConnectionRefused")
  ],
  ["a reset with words of TLS in another error", socketError("EPIPE", "write", "wrong version number"), lost("EPIPE")],
  ["a protocol error in the middle of TLS", socketError("EPROTO", "write", "bad record mac"), lost("EPROTO")],
  [
    "a TLS alert after the handshake",
    socketError("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED"),
    lost("ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED")
  ],
  ["a code of another runtime", socketError("ConnectionRefused"), lost("ConnectionRefused")],
  ["a code that is no code", socketError("it said: secret!"), lost()],
  ["an error without a code", new Error("connect ECONNREFUSED"), lost()],
  ["a text", "ECONNREFUSED", lost()],
  ["nothing", undefined, lost()],
  [
    "a cause that is its own cause",
    (() => {
      const error = new Error("round and round")
      error.cause = error
      return error
    })(),
    lost()
  ]
]

describe("what the cause of a failure proves", () => {
  for (const [name, cause, expected] of causes) {
    it.effect(
      name,
      () => Effect.map(failure(ScriptedHttp.failing(cause)), (error) => assert.deepStrictEqual(error, expected))
    )
  }

  for (const reason of ["Encode", "InvalidUrl"] as const) {
    it.effect(`a request that could not be built: ${reason}`, () =>
      Effect.gen(function*() {
        const error = yield* failure((request) => Effect.fail(new HttpClientError.RequestError({ request, reason })))
        assert.deepStrictEqual(error, unsent("Request", reason))
      }))
  }

  it.effect("a failure after the headers never proves that nothing was sent", () =>
    Effect.gen(function*() {
      const error = yield* failure((request) =>
        Effect.fail(
          new HttpClientError.ResponseError({
            request,
            response: HttpClientResponse.fromWeb(request, new Response("")),
            reason: "Decode",
            cause: refused
          })
        )
      )
      assert.deepStrictEqual(error, lost("ECONNREFUSED"))
    }))

  it.effect("nor does a failure of another request", () =>
    Effect.gen(function*() {
      const error = yield* failure((request, index) =>
        ScriptedHttp.refused(request.pipe((signed) => Object.assign(Object.create(signed), {})), index)
      )
      assert.deepStrictEqual(error, lost("ECONNREFUSED"))
    }))

  it.effect("of two failures at once, both have to", () =>
    Effect.gen(function*() {
      const error = yield* failure((request) => {
        const failed = (cause: Error) =>
          Cause.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))
        return Effect.failCause(Cause.parallel(failed(refused), failed(reset)))
      })
      assert.strictEqual(error["_tag"], "OutcomeUnknown")
    }))

  it.effect("fetch refuses some ports before it connects", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(Merchant.confirm).pipe(
        Effect.provide(Merchant.layer("http://127.0.0.1:9", HttpClients.fetch.exchange))
      )
      assert.deepStrictEqual(shown(error), unsent("Request", "bad port"))
    }))
})
