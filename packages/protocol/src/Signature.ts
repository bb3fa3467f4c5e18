/**
 * The text that a LINE Pay request is signed over.
 *
 * `X-LINE-Authorization` = Base64(HMAC-SHA256(key = channel secret,
 * message = {@link stringToSign})), key and message in UTF-8.
 *
 * @since 0.1.0
 */

/**
 * The parts of a request that its signature covers, without the secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Parts {
  /** The path as sent: encoded, with the version, without host and query. */
  readonly path: string
  /**
   * The query as sent, encoded and without its `?`, on GET; the exact body
   * text on POST; `""` when there is neither.
   */
  readonly payload: string
  /** The value of `X-LINE-Authorization-Nonce`. */
  readonly nonce: string
}

/**
 * Returns the text to sign: secret, path, payload and nonce in a row. Never log
 * it, because it contains the channel secret.
 *
 * Source: Online API documentation, "Prerequisites". Its sample code signs the
 * text `null` for a POST without a body. Sign nothing in that case, because
 * nothing is sent.
 *
 * @example
 * ```ts
 * import { Signature } from "line-pay-protocol"
 *
 * Signature.stringToSign("secret", {
 *   path: "/v3/payments",
 *   payload: "orderId=1002045572",
 *   nonce: "00000000-0000-4000-8000-000000000000"
 * })
 * // "secret/v3/paymentsorderId=100204557200000000-0000-4000-8000-000000000000"
 * ```
 *
 * @since 0.1.0
 * @category signing
 */
export const stringToSign = (channelSecret: string, parts: Parts): string =>
  channelSecret + parts.path + parts.payload + parts.nonce

/**
 * The names of the request headers, spelt as LINE Pay documents them.
 *
 * @since 0.1.0
 * @category headers
 */
export const headers = {
  channelId: "X-LINE-ChannelId",
  nonce: "X-LINE-Authorization-Nonce",
  signature: "X-LINE-Authorization",
  deviceProfileId: "X-LINE-MerchantDeviceProfileId",
  deviceType: "X-LINE-MerchantDeviceType"
} as const
