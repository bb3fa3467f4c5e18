/**
 * A whole test set-up in one line: the client, talking to its own sandbox in
 * process.
 *
 * This is the one module that knows both sides.
 *
 * @since 0.1.0
 */
import { LinePay } from "effect-line-pay/LinePay"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import { Nonce } from "effect-line-pay/Nonce"
import { Signer } from "effect-line-pay/Signer"
import * as Layer from "effect/Layer"
import type { ApiVersion } from "line-pay-protocol/Endpoint"
import * as Options from "./Options.ts"
import { Sandbox } from "./Sandbox.ts"

/**
 * {@link Options.Options} of the sandbox, and the API version of the client.
 * The client uses the sandbox's credentials.
 *
 * @since 0.1.0
 * @category models
 */
export interface LinePayTestOptions extends Options.Options {
  /** Default: `v3`. */
  readonly apiVersion?: ApiVersion | undefined
}

/**
 * Provides the client and its sandbox. It provides no `HttpClient`, because the
 * sandbox's would shadow your program's own.
 *
 * Signatures and responses take no promise, and nonces are timestamps, so a test
 * under `TestClock` is deterministic. Each call makes another sandbox.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePay } from "effect-line-pay"
 * import { LinePayTest, Sandbox } from "effect-line-pay-sandbox"
 *
 * const test = Effect.gen(function*() {
 *   const linePay = yield* LinePay
 *   const sandbox = yield* Sandbox
 *   const { transactionId } = yield* linePay.requestPayment({
 *     amount: 100,
 *     currency: "TWD",
 *     orderId: "order-1",
 *     packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
 *     redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
 *   })
 *   yield* sandbox.approve(transactionId)
 *   return yield* linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
 * })
 *
 * Effect.runSync(Effect.provide(test, LinePayTest.layer()))
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (options: LinePayTestOptions = {}): Layer.Layer<LinePay | Sandbox> => {
  const { apiVersion, ...sandboxOptions } = options
  const { channelId, channelSecret } = Options.resolve(sandboxOptions)
  const sandbox = Sandbox.layer(sandboxOptions)
  const client = LinePay.layer.pipe(Layer.provide([
    Layer.succeed(LinePayConfig, { channelId, environment: "sandbox", apiVersion }),
    Signer.layer(channelSecret),
    Nonce.layerTimestamp,
    sandbox
  ]))
  return Layer.merge(client, Layer.provide(Layer.effect(Sandbox, Sandbox), sandbox))
}
