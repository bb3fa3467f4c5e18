import { HttpClient } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Nonce, type Signer, SignerError } from "effect-line-pay"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

const origin = "https://line-pay.test"

describe("an attempt that something below the client repeats", () => {
  for (const client of HttpClients.overHttpClients) {
    it.scopedLive(`${client.name}: first sent and lost, then refused, is not "not sent"`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({
          connectionLimit: 1,
          onRequest: (socket) => socket.resetAndDestroy()
        })
        const http = Merchant.withMiddleware(client.http, HttpClient.retryTransient({ times: 1 }))
        const error = yield* Effect.flip(Effect.provide(Merchant.confirm, Merchant.layer(server.origin, http)))
        assert.deepStrictEqual(shown(error), {
          _tag: "OutcomeUnknown",
          reason: "Disconnected",
          detail: "ECONNREFUSED"
        })
        assert.strictEqual(server.requests.length, 1)
      }))

    it.scopedLive(`${client.name}: each attempt is signed anew, over what it sends`, () =>
      Effect.gen(function*() {
        const server = yield* Server.make({
          onRequest: (socket, _, index) =>
            index < 2 ? socket.resetAndDestroy() : socket.end(Merchant.httpAnswer(Merchant.confirmed))
        })
        const http = Merchant.withMiddleware(client.http, HttpClient.retryTransient({ times: 2 }))
        yield* Effect.provide(Merchant.confirm, Merchant.layer(server.origin, http))
        assert.strictEqual(server.requests.length, 3)
        server.requests.forEach(Merchant.assertSigned)
        const nonces = server.requests.flatMap((request) => Server.headersNamed(request, "X-LINE-Authorization-Nonce"))
        assert.strictEqual(new Set(nonces).size, 3)
      }))
  }

  const lostThenRefused: ScriptedHttp.Script = (request, index) =>
    index === 0 ? ScriptedHttp.reset(request, index) : ScriptedHttp.refused(request, index)

  it.effect("a request that is repeated below the signature is seen, too", () =>
    Effect.gen(function*() {
      const http = ScriptedHttp.make(lostThenRefused)
      const repeating = Merchant.withMiddleware(
        http.layer,
        HttpClient.transform((send) => Effect.retry(send, { times: 1 }))
      )
      const error = yield* Effect.flip(Effect.provide(Merchant.confirm, Merchant.layer(origin, repeating)))
      assert.deepStrictEqual(shown(error), { _tag: "OutcomeUnknown", reason: "Disconnected", detail: "ECONNREFUSED" })
      assert.strictEqual(http.requests.length, 2)
    }))

  const second = <A>(first: Effect.Effect<A>, second: Effect.Effect<A, SignerError>) => {
    let calls = 0
    return Effect.suspend((): Effect.Effect<A, SignerError> => calls++ === 0 ? first : second)
  }
  const sign = (attempt: Effect.Effect<string, SignerError>): Signer.Service => ({ sign: () => attempt })
  const unsigned: ReadonlyArray<{ readonly name: string; readonly parts: () => Merchant.Parts }> = [
    {
      name: "whose signer fails",
      parts: () => ({ signer: sign(second(Effect.succeed("signature"), new SignerError({ reason: "gone" }))) })
    },
    {
      name: "whose signer dies",
      parts: () => ({ signer: sign(second(Effect.succeed("signature"), Effect.die("gone"))) })
    },
    {
      name: "whose nonce dies",
      parts: () => {
        const nonce: Nonce.Service = { next: Effect.orDie(second(Effect.succeed("nonce"), Effect.die("gone"))) }
        return { nonce }
      }
    }
  ]
  for (const { name, parts } of unsigned) {
    it.effect(`a second attempt ${name} says nothing of the first`, () =>
      Effect.gen(function*() {
        const http = ScriptedHttp.make(ScriptedHttp.reset)
        const repeating = Merchant.withMiddleware(http.layer, HttpClient.retry({ times: 1 }))
        const error = yield* Effect.flip(Effect.provide(Merchant.confirm, Merchant.layer(origin, repeating, parts())))
        assert.deepStrictEqual(shown(error), { _tag: "OutcomeUnknown", reason: "Disconnected" })
        assert.strictEqual(http.requests.length, 1)
      }))
  }

  const refusals: ReadonlyArray<readonly [code: string, name: string, expected: string]> = [
    ["1142", "refused, which says nothing of the one before", "OutcomeUnknown"],
    ["1198", "of unknown outcome anyway", "DuplicateRequest"],
    ["1152", "applied already", "DuplicateTransaction"]
  ]
  for (const [code, name, expected] of refusals) {
    it.effect(`a second attempt that is ${name}`, () =>
      Effect.gen(function*() {
        const http = ScriptedHttp.make((request, index) =>
          index === 0
            ? ScriptedHttp.reset(request, index)
            : ScriptedHttp.answering(`{"returnCode":"${code}"}`)(request, index)
        )
        const repeating = Merchant.withMiddleware(http.layer, HttpClient.retryTransient({ times: 1 }))
        const error = yield* Effect.flip(Effect.provide(Merchant.confirm, Merchant.layer(origin, repeating)))
        assert.strictEqual(error._tag, expected)
        assert.strictEqual(http.requests.length, 2)
      }))
  }

  it.effect("a read that is repeated has the last answer", () =>
    Effect.gen(function*() {
      const http = ScriptedHttp.make((request, index) =>
        index === 0
          ? ScriptedHttp.reset(request, index)
          : ScriptedHttp.answering(`{"returnCode":"1104"}`)(request, index)
      )
      const repeating = Merchant.withMiddleware(http.layer, HttpClient.retryTransient({ times: 1 }))
      const error = yield* Effect.flip(Effect.provide(Merchant.check, Merchant.layer(origin, repeating)))
      assert.strictEqual(error._tag, "MerchantNotFound")
    }))
})
