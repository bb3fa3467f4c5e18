/**
 * `effect-line-pay` on Node.js, in one layer.
 *
 * @since 0.1.0
 */
import * as Undici from "@effect/platform-node/Undici"
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import { LinePay } from "effect-line-pay/LinePay"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import { Nonce } from "effect-line-pay/Nonce"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as LeanHttpClient from "./internal/httpClient.ts"
import * as NodeSigner from "./NodeSigner.ts"

/**
 * Makes the `HttpClient` of {@link layerHttpClient} on your own undici
 * dispatcher, for a proxy or a certificate. It takes responses straight from
 * undici's parser, which costs a fraction of the CPU of other clients. Effect
 * handles the timeouts. Redirects are not followed.
 *
 * @example
 * ```ts
 * import { HttpClient } from "@effect/platform"
 * import { Undici } from "@effect/platform-node"
 * import { Effect, Layer } from "effect"
 * import { LinePayNode } from "effect-line-pay-node"
 *
 * const ThroughProxy = Layer.scoped(
 *   HttpClient.HttpClient,
 *   Effect.map(
 *     Effect.acquireRelease(
 *       Effect.sync(() => new Undici.ProxyAgent("http://proxy.example.com:3128")),
 *       (agent) => Effect.promise(() => agent.destroy())
 *     ),
 *     LinePayNode.makeHttpClient
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeHttpClient: (dispatcher: Undici.Dispatcher) => HttpClient.HttpClient = LeanHttpClient.make

/**
 * Provides an undici `HttpClient` for LINE Pay.
 *
 * - The connect timeout is 5 seconds. If it expires, nothing was sent.
 * - An idle connection is closed after 4 seconds, before the server closes it.
 *   A request on a connection that was just closed looks exactly like a lost
 *   response.
 *
 * On Bun this is `FetchHttpClient.layer`, without the two limits. Bun replaces
 * undici by its own module, which cannot send anything.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerHttpClient: Layer.Layer<HttpClient.HttpClient> = Layer.suspend(() =>
  // The types are those of the real undici, which always has one.
  typeof (Undici.Agent.prototype as Partial<Undici.Agent>).dispatch === "function"
    ? layerUndici
    : FetchHttpClient.layer
)

const layerUndici: Layer.Layer<HttpClient.HttpClient> = Layer.scoped(
  HttpClient.HttpClient,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        new Undici.Agent({ connect: { timeout: 5_000 }, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 4_000 })
      ),
      (agent) => Effect.promise(() => agent.destroy())
    ),
    makeHttpClient
  )
)

/**
 * Provides the client with everything that it needs on Node.js:
 *
 * - configuration and secret from the environment (see `LinePayConfig.config`
 *   and `Signer.channelSecret`)
 * - signatures by `node:crypto`
 * - UUIDs of version 1 as nonces
 * - {@link layerHttpClient}
 *
 * Without options it is always the same layer, so it is built once even if you
 * provide it several times. With options each call returns a new layer. Keep
 * that layer in a constant.
 *
 * Fails with a `ConfigError` that names the variable and what was expected.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePay, TransactionId } from "effect-line-pay"
 * import { LinePayNode } from "effect-line-pay-node"
 *
 * const program = Effect.gen(function*() {
 *   const linePay = yield* LinePay
 *   return yield* linePay.checkPaymentStatus({ transactionId: TransactionId.make("2023042201206549310") })
 * }).pipe(Effect.provide(LinePayNode.layerConfig()))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  options?: LinePay.LayerConfigOptions
): Layer.Layer<LinePay, ConfigError.ConfigError> => options === undefined ? layerFromEnvironment : makeLayer(options)

const makeLayer = (options: LinePay.LayerConfigOptions): Layer.Layer<LinePay, ConfigError.ConfigError> =>
  LinePay.layer.pipe(Layer.provide([
    LinePayConfig.layerConfig(options.config),
    NodeSigner.layerConfig(options.channelSecret),
    Nonce.layerUuidV1,
    layerHttpClient
  ]))

const layerFromEnvironment = makeLayer({})
