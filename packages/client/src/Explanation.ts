/**
 * Shows what a call would sign, without sending it. Use it for a 1106 or 1104
 * that does not go away.
 *
 * @since 0.1.0
 */
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Protocol from "line-pay-protocol/Explanation"
import * as Signature from "line-pay-protocol/Signature"
import { InvalidRequest } from "./InvalidRequest.ts"
import { LinePay } from "./LinePay.ts"
import type { LinePayConfig } from "./LinePayConfig.ts"
import { Nonce } from "./Nonce.ts"
import * as Policy from "./Policy.ts"
import { Signer } from "./Signer.ts"

/**
 * @since 0.1.0
 * @category models
 */
export type Explanation = Protocol.Explanation

/**
 * Reports that the call ended before it signed a request, so there is nothing
 * to explain.
 *
 * @since 0.1.0
 * @category errors
 */
export class NothingSigned extends Schema.TaggedError<NothingSigned>("effect-line-pay/NothingSigned")("NothingSigned", {
  /** How the call ended instead. */
  reason: Schema.String
}) {
  override get message(): string {
    return `The call signed no request, so there is nothing to explain: ${this.reason}`
  }
}

/**
 * Explains the first request that a call signs. It sends nothing, and needs no
 * `HttpClient`.
 *
 * The nonce comes from the `Nonce` in the context, or is a UUID of version 1.
 * Nonce and signature differ each time.
 *
 * Fails with the `InvalidRequest` of the call, or with {@link NothingSigned}
 * when the call ends without a request.
 *
 * @example
 * ```ts
 * import { Console, Effect } from "effect"
 * import { Explanation, LinePayConfig, Signer, TransactionId } from "effect-line-pay"
 *
 * const program = Effect.gen(function*() {
 *   const channelSecret = yield* Signer.channelSecret
 *   const explanation = yield* Explanation.of(channelSecret, (linePay) =>
 *     linePay.confirmPayment({
 *       transactionId: TransactionId.make("2023042201206549310"),
 *       amount: 100,
 *       currency: "TWD"
 *     }))
 *   yield* Console.log(Explanation.render(explanation))
 * }).pipe(Effect.provide(LinePayConfig.layerConfig()))
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const of = <E>(
  channelSecret: Redacted.Redacted,
  call: (linePay: LinePay.Service) => Effect.Effect<unknown, E>
): Effect.Effect<Explanation, Extract<E, InvalidRequest> | NothingSigned, LinePayConfig> =>
  Effect.gen(function*() {
    const signed: Array<HttpClientRequest.HttpClientRequest> = []
    const unsent = HttpClient.make((request) => {
      signed.push(request)
      return Effect.fail(new HttpClientError.RequestError({ request, reason: "Encode", description: "not sent" }))
    })
    const nonce = Option.match(yield* Effect.serviceOption(Nonce), {
      onNone: () => Nonce.layerUuidV1,
      onSome: (nonce) => Layer.succeed(Nonce, nonce)
    })
    const ended = yield* LinePay.make.pipe(
      Effect.flatMap((linePay) => Effect.either(call(linePay))),
      // A policy would retry a request that was certainly not sent.
      LinePay.withPolicy(Policy.none),
      Effect.provide([
        nonce,
        Signer.layer(channelSecret),
        Layer.succeed(HttpClient.HttpClient, unsent)
      ])
    )
    const [request] = signed
    if (request !== undefined) return yield* ofRequest(channelSecret, request)
    if (Either.isRight(ended)) return yield* new NothingSigned({ reason: "it succeeded by itself" })
    if (isInvalidRequest(ended.left)) return yield* Effect.fail(ended.left)
    return yield* new NothingSigned({ reason: String(ended.left) })
  })

/**
 * Explains a request that was signed. Use it in an `HttpClient` that watches
 * its requests.
 *
 * @since 0.1.0
 * @category constructors
 */
export const ofRequest = (
  channelSecret: Redacted.Redacted,
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<Explanation> =>
  Effect.gen(function*() {
    const header = (name: string) => Option.getOrElse(Headers.get(request.headers, name), () => "")
    // A request of this library has its query in its URL.
    const [, path = "", query = ""] = /^https?:\/\/[^/?]*([^?]*)\??(.*)$/s.exec(request.url) ?? []
    const body = request.body._tag === "Uint8Array" ? request.body.body : new Uint8Array()
    const payload = request.method === "GET" ? query : new TextDecoder("utf-8", { ignoreBOM: true }).decode(body)
    return Protocol.make(Redacted.value(channelSecret), {
      method: request.method === "GET" ? "GET" : "POST",
      path,
      payload,
      nonce: header(Signature.headers.nonce),
      channelId: header(Signature.headers.channelId),
      signature: header(Signature.headers.signature),
      payloadSha256: payload === "" ? undefined : yield* sha256(payload)
    })
  })

const isInvalidRequest = <E>(error: E): error is Extract<E, InvalidRequest> => error instanceof InvalidRequest

const sha256 = (text: string): Effect.Effect<string> =>
  Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).pipe(
    Effect.map((digest) => Encoding.encodeHex(new Uint8Array(digest)))
  )

/**
 * Renders an explanation as a text of several lines.
 *
 * @since 0.1.0
 * @category texts
 */
export const render: (explanation: Explanation) => string = Protocol.render
