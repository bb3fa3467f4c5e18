/**
 * `effect-line-pay` on Node.js, in one layer.
 *
 * @since 0.1.0
 */
import * as Undici from "@effect/platform-node/Undici"
import { Exchange } from "effect-line-pay/Exchange"
import { LinePay } from "effect-line-pay/LinePay"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import { Nonce } from "effect-line-pay/Nonce"
import { Signer } from "effect-line-pay/Signer"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Transport from "./internal/transport.ts"

/**
 * Makes the `Exchange` of {@link layerExchange} on your own undici dispatcher,
 * for a proxy or a certificate.
 *
 * @example
 * ```ts
 * import { Undici } from "@effect/platform-node"
 * import { Effect, Layer } from "effect"
 * import { Exchange } from "effect-line-pay"
 * import { LinePayNode } from "effect-line-pay-node"
 *
 * const ThroughProxy = Layer.scoped(
 *   Exchange,
 *   Effect.map(
 *     Effect.acquireRelease(
 *       Effect.sync(() => new Undici.ProxyAgent("http://proxy.example.com:3128")),
 *       (agent) => Effect.promise(() => agent.destroy())
 *     ),
 *     LinePayNode.makeExchange
 *   )
 * )
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const makeExchange = (dispatcher: Undici.Dispatcher): Exchange.Service =>
  Exchange.fromTransport(Transport.make(dispatcher))

/**
 * Provides an exchange straight on undici, which costs a fraction of the CPU of
 * an `HttpClient`.
 *
 * - The connect timeout is 5 seconds. If it expires, nothing was sent.
 * - An idle connection is closed after 4 seconds, before the server closes it.
 *   A request on a connection that was just closed looks exactly like a lost
 *   response.
 * - Redirects are not followed.
 *
 * If you have middleware, use `LinePay.layer` with an `HttpClient`.
 *
 * On Bun this is `Exchange.layerFetch`, without the two limits. Bun replaces
 * undici by its own module, which cannot send anything.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerExchange: Layer.Layer<Exchange> = Layer.suspend(() =>
  // The types are those of the real undici, which always has one.
  typeof (Undici.Agent.prototype as Partial<Undici.Agent>).dispatch === "function"
    ? layerUndici
    : Exchange.layerFetch
)

const layerUndici: Layer.Layer<Exchange> = Layer.scoped(
  Exchange,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() =>
        new Undici.Agent({ connect: { timeout: 5_000 }, keepAliveTimeout: 4_000, keepAliveMaxTimeout: 4_000 })
      ),
      (agent) => Effect.promise(() => agent.destroy())
    ),
    makeExchange
  )
)

/**
 * Provides the client with everything that it needs on Node.js:
 *
 * - configuration and secret from the environment (see `LinePayConfig.config`
 *   and `Signer.channelSecret`)
 * - UUIDs of version 1 as nonces
 * - {@link layerExchange}
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
  LinePay.layerExchange.pipe(Layer.provide([
    LinePayConfig.layerConfig(options.config),
    Signer.layerConfig(options.channelSecret),
    Nonce.layerUuidV1,
    layerExchange
  ]))

const layerFromEnvironment = makeLayer({})
