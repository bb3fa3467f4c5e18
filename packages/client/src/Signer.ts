/**
 * Signs requests with the channel secret.
 *
 * @since 0.1.0
 */
import * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Encoding from "effect/Encoding"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Signature from "line-pay-protocol/Signature"
import * as NodeCrypto from "./internal/call/nodeCrypto.ts"
import { variable } from "./internal/config/variable.ts"

/**
 * Reports that a request could not be signed. The call fails with a
 * `TransportError` whose reason is `Signer`, and nothing is sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class SignerError extends Schema.TaggedError<SignerError>("effect-line-pay/SignerError")("SignerError", {
  /** The reason, in words that hold no secret. */
  reason: Schema.String
}) {
  override get message(): string {
    return `The request could not be signed, so this attempt sent nothing: ${this.reason}`
  }
}

/**
 * Signs requests. `X-LINE-Authorization` is the Base64 of an HMAC-SHA256 with
 * the channel secret as its key.
 *
 * The signed text begins with the secret itself. You therefore cannot use a key
 * service that signs but never exports. You can use a signing service that
 * holds the secret.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { Signer } from "effect-line-pay"
 *
 * // A signer for a test, in one line.
 * const SignerTest = Layer.succeed(Signer, { sign: () => Effect.succeed("c2lnbmF0dXJl") })
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class Signer extends Context.Tag("effect-line-pay/Signer")<Signer, Signer.Service>() {
  /**
   * Reads `LINE_PAY_CHANNEL_SECRET` from the environment.
   *
   * @since 0.1.0
   */
  static readonly channelSecret: Config.Config<Redacted.Redacted> = variable(
    "LINE_PAY_CHANNEL_SECRET",
    (secret) =>
      /^\S(?:.*\S)?$/s.test(secret)
        ? undefined
        : "the channel secret of the merchant centre: not empty, without blanks around it"
  ).pipe(Config.map(Redacted.make))

  /**
   * Provides a signer that signs with the runtime's own cryptography. Node, Bun
   * and Deno sign with `node:crypto`, so on a FIPS host with the host's OpenSSL.
   * Other runtimes, such as browsers, sign with WebCrypto, which costs more.
   *
   * @since 0.1.0
   */
  static readonly layer = (channelSecret: Redacted.Redacted): Layer.Layer<Signer> =>
    Layer.sync(Signer, () => {
      const createHmac = NodeCrypto.createHmac()
      return createHmac === undefined ? makeWebCrypto(channelSecret) : makeNodeCrypto(channelSecret, createHmac)
    })

  /**
   * Provides {@link layer} with the secret from `LINE_PAY_CHANNEL_SECRET`, or
   * from another `Config`.
   *
   * @since 0.1.0
   */
  static readonly layerConfig = (
    channelSecret: Config.Config<Redacted.Redacted> = Signer.channelSecret
  ): Layer.Layer<Signer, ConfigError.ConfigError> => Layer.unwrapEffect(Effect.map(channelSecret, Signer.layer))
}

/**
 * @since 0.1.0
 */
export declare namespace Signer {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * Signs the path, payload (query or body text) and nonce of a request,
     * exactly as they are sent, and returns the signature in Base64.
     */
    readonly sign: (parts: Signature.Parts) => Effect.Effect<string, SignerError>
  }
}

const emptySecret = () => new SignerError({ reason: "the channel secret is empty" })

/** Signs at once: an exchange takes no step for it. */
const makeNodeCrypto = (channelSecret: Redacted.Redacted, createHmac: NodeCrypto.CreateHmac): Signer.Service => ({
  sign: (parts) => {
    const secret = Redacted.value(channelSecret)
    if (secret === "") return Effect.fail(emptySecret())
    try {
      const hmac = createHmac("sha256", secret).update(Signature.stringToSign(secret, parts))
      return Effect.succeed(hmac.digest("base64"))
    } catch {
      return Effect.fail(new SignerError({ reason: "node:crypto failed to sign with HMAC-SHA256" }))
    }
  }
})

const encoder = /*#__PURE__*/ new TextEncoder()

const makeWebCrypto = (channelSecret: Redacted.Redacted): Signer.Service => {
  const algorithm = { name: "HMAC", hash: "SHA-256" }
  // The call that signs reports a failure (an empty secret, no WebCrypto).
  const key = Effect.cached(Effect.tryPromise({
    try: () =>
      crypto.subtle.importKey("raw", encoder.encode(Redacted.value(channelSecret)), algorithm, false, ["sign"]),
    catch: () =>
      Redacted.value(channelSecret) === ""
        ? emptySecret()
        : new SignerError({ reason: "WebCrypto rejected the channel secret as an HMAC key" })
  })).pipe(Effect.runSync)
  return {
    sign: (parts) =>
      Effect.flatMap(key, (key) =>
        Effect.tryPromise({
          try: () =>
            crypto.subtle.sign(
              algorithm.name,
              key,
              encoder.encode(Signature.stringToSign(Redacted.value(channelSecret), parts))
            ),
          catch: () => new SignerError({ reason: "WebCrypto failed to sign" })
        })).pipe(Effect.map((bytes) => Encoding.encodeBase64(new Uint8Array(bytes))))
  }
}
