/**
 * Signs with `node:crypto`.
 *
 * @since 0.1.0
 */
import { Signer } from "effect-line-pay/Signer"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Signature from "line-pay-protocol/Signature"
import * as Crypto from "node:crypto"

/**
 * Provides a signer on `node:crypto`. It is synchronous and several times
 * faster than WebCrypto, which matters for a batch, but not beside one network
 * call.
 *
 * @example
 * ```ts
 * import { Effect, Redacted } from "effect"
 * import { Signer } from "effect-line-pay"
 * import { NodeSigner } from "effect-line-pay-node"
 *
 * const signature = Effect.flatMap(Signer, (signer) =>
 *   signer.sign({ path: "/v3/payments", payload: "orderId=1002045572", nonce: "1" })
 * ).pipe(Effect.provide(NodeSigner.layer(Redacted.make("secret"))))
 *
 * assert.equal(Effect.runSync(signature).length, 44)
 * ```
 *
 * @since 0.1.0
 * @category layers
 */
export const layer = (channelSecret: Redacted.Redacted): Layer.Layer<Signer> =>
  Layer.succeed(Signer, {
    sign: (parts) =>
      Effect.sync(() => {
        const secret = Redacted.value(channelSecret)
        return Crypto.createHmac("sha256", secret).update(Signature.stringToSign(secret, parts)).digest("base64")
      })
  })

/**
 * Provides {@link layer} with the secret from `LINE_PAY_CHANNEL_SECRET`, or
 * from another `Config`.
 *
 * @since 0.1.0
 * @category layers
 */
export const layerConfig = (
  channelSecret: Config.Config<Redacted.Redacted> = Signer.channelSecret
): Layer.Layer<Signer, ConfigError.ConfigError> => Layer.unwrapEffect(Effect.map(channelSecret, layer))
