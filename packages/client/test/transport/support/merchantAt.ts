import { HttpClient } from "@effect/platform"
import { assert } from "@effect/vitest"
import { type Duration, Effect, Layer } from "effect"
import { Exchange, LinePay, LinePayConfig, Nonce, Policy, Signer, TransactionId } from "effect-line-pay"
import { Operation, Signature } from "line-pay-protocol"
import { createHmac } from "node:crypto"
import { headersNamed, type ReceivedRequest } from "./misbehavingServer.ts"

export const channelId = "1234567890"
const channelSecret = "a-secret-of-these-tests"
export const transactionId = TransactionId.make("2018082512345678910")

const hmac = (parts: Signature.Parts): string =>
  createHmac("sha256", channelSecret).update(Signature.stringToSign(channelSecret, parts)).digest("base64")

/** What a test may put in the place of the usual parts. */
export interface Parts {
  readonly config?: Partial<LinePayConfig.Service>
  readonly signer?: Signer.Service
  readonly nonce?: Nonce.Service
}

/** The client of a merchant whose LINE Pay is at an origin. */
export const layer = (
  origin: string,
  exchange: Layer.Layer<Exchange>,
  { config, nonce, signer }: Parts = {}
): Layer.Layer<LinePay> =>
  LinePay.layerExchange.pipe(Layer.provide([
    exchange,
    Layer.succeed(LinePayConfig, { channelId, environment: origin, ...config }),
    Layer.succeed(Signer, signer ?? { sign: (parts) => Effect.sync(() => hmac(parts)) }),
    nonce === undefined ? Nonce.layerUuidV1 : Layer.succeed(Nonce, nonce)
  ]))

/** The exchange over an HttpClient. */
export const over = (http: Layer.Layer<HttpClient.HttpClient>): Layer.Layer<Exchange> =>
  Layer.provide(Exchange.layerHttpClient, http)

/** The exchange over an HttpClient with a middleware that a user put on it. */
export const withMiddleware = (
  http: Layer.Layer<HttpClient.HttpClient>,
  middleware: (client: HttpClient.HttpClient) => HttpClient.HttpClient
): Layer.Layer<Exchange> =>
  over(Layer.effect(HttpClient.HttpClient, Effect.map(HttpClient.HttpClient, middleware)).pipe(Layer.provide(http)))

/** A write. */
export const confirm = Effect.flatMap(
  LinePay,
  (linePay) => linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
)

/** A read. */
export const check = Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId }))

/** A write without a body. */
export const voidPayment = Effect.flatMap(LinePay, (linePay) => linePay.voidPayment({ transactionId }))

/** Read timeouts below LINE Pay's minima. */
export const withReadTimeout = (timeout: Duration.DurationInput) =>
  LinePay.withPolicy(
    Operation.operations.reduce(
      (policy, operation) => Policy.unsafeWithReadTimeout(policy, operation, timeout),
      Policy.timeouts
    )
  )

/** A success of {@link confirm}, whose 64-bit id is a bare number. */
export const confirmed = `{"returnCode":"0000","returnMessage":"Success.","info":{"orderId":"order-1",` +
  `"transactionId":2018082512345678910}}`

/** A success of {@link check}. */
export const authenticated = `{"returnCode":"0110","returnMessage":"Authenticated."}`

/** An HTTP answer as text. */
export const httpAnswer = (body: string, status = "200 OK"): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

/** That the signature covers what came in: the raw target, the raw body. Computed here, not by the client. */
export const assertSigned = (request: ReceivedRequest): void => {
  const question = request.target.indexOf("?")
  const path = question === -1 ? request.target : request.target.slice(0, question)
  const query = question === -1 ? "" : request.target.slice(question + 1)
  const [nonce = ""] = headersNamed(request, "X-LINE-Authorization-Nonce")
  const expected = createHmac("sha256", channelSecret)
    .update(channelSecret + path + (request.method === "GET" ? query : ""))
    .update(request.method === "GET" ? "" : request.body)
    .update(nonce)
    .digest("base64")
  assert.deepStrictEqual(headersNamed(request, "X-LINE-Authorization"), [expected])
}
