import { FetchHttpClient, HttpServer, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import { LinePay, LinePayConfig, Nonce } from "effect-line-pay"
import { Options, Sandbox } from "effect-line-pay-sandbox"
import { Signature } from "line-pay-protocol"
import { createHmac } from "node:crypto"
import { order } from "../src/order.ts"
import { layerRemoteSigner } from "../src/remoteSigner.ts"

const { channelId, channelSecret } = Options.defaultCredentials
const Parts = Schema.Struct({ path: Schema.String, payload: Schema.String, nonce: Schema.String })

/** The service that has the secret. */
const signingService = (secret: string) =>
  Effect.gen(function*() {
    const parts = yield* HttpServerRequest.schemaBodyJson(Parts)
    const signature = createHmac("sha256", secret).update(Signature.stringToSign(secret, parts)).digest("base64")
    return yield* HttpServerResponse.json({ signature })
  })

/** Asks for a payment with a client that has no secret. */
const request = (url: string) =>
  Effect.flatMap(LinePay, (linePay) => linePay.requestPayment(order)).pipe(
    Effect.provide(LinePay.layer.pipe(Layer.provide([
      Layer.succeed(LinePayConfig, { channelId, environment: "sandbox" }),
      Layer.provide(layerRemoteSigner(url), FetchHttpClient.layer),
      Nonce.layerUuidV1
    ])))
  )

const serving = <A, E>(
  app: Effect.Effect<HttpServerResponse.HttpServerResponse, unknown, HttpServerRequest.HttpServerRequest>,
  use: (url: string) => Effect.Effect<A, E, Layer.Layer.Success<ReturnType<typeof Sandbox.layer>>>
) =>
  Effect.gen(function*() {
    yield* HttpServer.serveEffect(Effect.orDie(app))
    const { address } = yield* HttpServer.HttpServer
    const port = address._tag === "TcpAddress" ? address.port : 0
    const result = yield* use(`http://127.0.0.1:${port}/sign`)
    return { result, payments: yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.payments) }
  }).pipe(Effect.provide([NodeHttpServer.layerTest, Sandbox.layer()]))

it.scopedLive("a service signs over HTTP for a client without the secret", () =>
  Effect.gen(function*() {
    const { payments, result } = yield* serving(signingService(channelSecret), request)
    assert.strictEqual(payments[0]?.transactionId, result.transactionId)
  }))

it.scopedLive("what the service signs with another secret is refused", () =>
  Effect.gen(function*() {
    const { result } = yield* serving(signingService("another"), (url) => Effect.flip(request(url)))
    assert.strictEqual(result._tag, "RequestHeaderError")
  }))

it.scopedLive("without a signature nothing is sent", () =>
  Effect.gen(function*() {
    const broken = HttpServerResponse.empty({ status: 503 })
    const { payments, result } = yield* serving(broken, (url) => Effect.flip(request(url)))
    assert.strictEqual(result._tag, "TransportError")
    assert.deepPropertyVal(result, "reason", "Signer")
    assert.isEmpty(payments)
  }))
