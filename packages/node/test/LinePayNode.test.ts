import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Redacted } from "effect"
import { LinePay, Signer, TransactionId } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import * as Http from "node:http"
import type { AddressInfo } from "node:net"

const secret = "example-channel-secret-not-real"

interface Seen {
  readonly target: string
  readonly headers: Http.IncomingHttpHeaders
}

/** A server that answers every request with one text and remembers what it saw. */
const server = (text: string) =>
  Effect.acquireRelease(
    Effect.async<{ readonly origin: string; readonly seen: ReadonlyArray<Seen>; readonly http: Http.Server }>(
      (resume) => {
        const seen: Array<Seen> = []
        const http = Http.createServer((request, response) => {
          seen.push({ target: request.url ?? "", headers: request.headers })
          response.setHeader("content-type", "application/json")
          response.end(text)
        })
        http.listen(0, "127.0.0.1", () => {
          // A server that listens on a TCP port has an AddressInfo.
          const { port } = http.address() as AddressInfo
          resume(Effect.succeed({ origin: `http://127.0.0.1:${port}`, seen, http }))
        })
      }
    ),
    ({ http }) =>
      Effect.sync(() => {
        http.close()
        http.closeAllConnections()
      })
  )

const environment = (origin: string) =>
  Layer.setConfigProvider(ConfigProvider.fromMap(
    new Map([
      ["LINE_PAY_CHANNEL_ID", "1234567890"],
      ["LINE_PAY_CHANNEL_SECRET", secret],
      ["LINE_PAY_ENVIRONMENT", origin]
    ])
  ))

const transactionId = TransactionId.make("2018110112345678910")

describe("LinePayNode", () => {
  it.scoped("makes a signed call from the environment alone", () =>
    Effect.gen(function*() {
      const { origin, seen } = yield* server(`{"returnCode":"0110","returnMessage":"success"}`)
      const status = yield* Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId })).pipe(
        Effect.provide(LinePayNode.layerConfig().pipe(Layer.provide(environment(origin))))
      )
      assert.strictEqual(status, "Authenticated")
      const [request, ...others] = seen
      if (request === undefined) return assert.fail("the server saw no request")
      assert.isEmpty(others)
      const { headers, target } = request
      assert.strictEqual(target, `/v3/payments/requests/${transactionId}/check`)
      assert.strictEqual(headers["x-line-channelid"], "1234567890")
      const expected = yield* Effect.flatMap(Signer, (signer) =>
        signer.sign({ path: target, payload: "", nonce: String(headers["x-line-authorization-nonce"]) })).pipe(
          Effect.provide(Signer.layer(Redacted.make(secret)))
        )
      assert.strictEqual(headers["x-line-authorization"], expected)
    }))

  it.effect("names the variable that is missing", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(
        Layer.build(LinePayNode.layerConfig()).pipe(
          Effect.scoped,
          Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["LINE_PAY_CHANNEL_ID", "1234567890"]])))
        )
      )
      assert.match(String(error), /LINE_PAY_ENVIRONMENT/)
    }))

  it("is one layer, however often it is asked for", () => {
    assert.strictEqual(LinePayNode.layerConfig(), LinePayNode.layerConfig())
  })
})
