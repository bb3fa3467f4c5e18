/**
 * Sends a request to LINE Pay and reads its answer.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { HttpAnswer } from "./internal/answer/envelope.ts"
import * as FetchTransport from "./internal/call/fetchTransport.ts"
import type { Outgoing } from "./internal/call/outgoing.ts"
import * as OverHttpClient from "./internal/call/overHttpClient.ts"
import * as OverTransport from "./internal/call/overTransport.ts"
import * as HostRuntime from "./internal/call/runtime.ts"
import type { Failure } from "./internal/call/transportFailure.ts"

/**
 * Makes one exchange with LINE Pay: signs a request, sends it, and reads the
 * whole answer within the read timeout. It is all that a call needs below
 * itself.
 *
 * - {@link Exchange.layerHttpClient} makes it over any `HttpClient`, with your
 *   middleware. `LinePay.layer` has it built in.
 * - {@link Exchange.layerFetch} makes it straight on `fetch`.
 * - `LinePayNode.layerExchange` of `effect-line-pay-node` makes it straight on
 *   undici, at a fraction of the CPU.
 *
 * @since 0.1.0
 * @category tags
 */
export class Exchange extends Context.Tag("effect-line-pay/Exchange")<Exchange, Exchange.Service>() {
  /**
   * Sends through an `HttpClient`. The request is signed below its middleware,
   * so the bytes signed are the bytes sent, and each retry in a middleware is
   * signed anew. Redirects are not followed, and `HttpClient` makes no span,
   * because its URL would show a regKey.
   *
   * @since 0.1.0
   */
  static readonly layerHttpClient: Layer.Layer<Exchange, never, HttpClient.HttpClient> = Layer.effect(
    this,
    Effect.zipWith(
      HttpClient.HttpClient,
      Effect.serviceOption(FetchHttpClient.RequestInit),
      (http, requestInit) => ({
        send: OverHttpClient.make(http, Option.getOrElse(requestInit, () => ({})))
      })
    )
  )

  /**
   * Sends through `fetch`, wherever there is one, at less than half the CPU of
   * an `HttpClient`. It takes `FetchHttpClient.Fetch` and
   * `FetchHttpClient.RequestInit` from its context, if they are there.
   *
   * @example
   * ```ts
   * import { Layer } from "effect"
   * import { Exchange, LinePay, LinePayConfig, Nonce, Signer } from "effect-line-pay"
   *
   * const LinePayLive = LinePay.layerExchange.pipe(Layer.provide([
   *   LinePayConfig.layerConfig(),
   *   Signer.layerConfig(),
   *   Nonce.layerUuidV1,
   *   Exchange.layerFetch
   * ]))
   * ```
   *
   * @since 0.1.0
   */
  static readonly layerFetch: Layer.Layer<Exchange> = Layer.effect(
    this,
    Effect.zipWith(
      Effect.serviceOption(FetchHttpClient.Fetch),
      Effect.serviceOption(FetchHttpClient.RequestInit),
      (fetch, requestInit) => {
        const { fetchOnce } = HostRuntime.detect()
        const current = () => fetchOnce(Option.getOrElse(fetch, () => globalThis.fetch))
        return Exchange.fromTransport(FetchTransport.make(current, Option.getOrElse(requestInit, () => ({}))))
      }
    )
  )

  /**
   * Sends through a transport that calls back, such as a driver of another
   * runtime. The exchange has the read timeout, the interruption, and the
   * judgement of what a failure proves.
   *
   * @since 0.1.0
   */
  static readonly fromTransport = (transport: Exchange.Transport): Exchange.Service => ({
    send: OverTransport.make(transport)
  })
}

/**
 * @since 0.1.0
 */
export declare namespace Exchange {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * Signs and sends a request, and reads the whole answer. Fails with what
     * the end of the request proves about it.
     */
    readonly send: (request: Outgoing) => Effect.Effect<HttpAnswer, Failure>
  }

  /**
   * Sends a signed request and tells the receiver how it ended, at once or
   * later. It follows no redirect and sends nothing twice. Returns a function
   * that gives the request up.
   *
   * @since 0.1.0
   * @category models
   */
  export type Transport = OverTransport.Transport
}
