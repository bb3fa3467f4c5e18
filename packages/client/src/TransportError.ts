/**
 * Reports a request that did not get through.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"
import { subjectFields } from "./internal/request/subject.ts"

/**
 * Says what stopped a request.
 *
 * - `Connect`: no connection (refused, unreachable, or not within the connect timeout).
 * - `Dns`: the host name was not resolved.
 * - `Tls`: no secure connection (certificate, host name, protocol).
 * - `Request`: the request could not be built (URL, header, body).
 * - `Signer`: the signer or the nonce failed.
 * - `Timeout`: the read timeout of the policy ran out.
 * - `Disconnected`: the connection broke after it was established.
 *
 * @since 0.1.0
 * @category models
 */
export const Reason = Schema.Literal("Connect", "Dns", "Tls", "Request", "Signer", "Timeout", "Disconnected")

/**
 * @since 0.1.0
 * @category models
 */
export type Reason = typeof Reason.Type

/**
 * Reports that the request did not get through, and that nothing has changed.
 * Either it was certainly not sent (`sent: false`), or it was a read
 * (`sent: true`). A write that may have been sent fails with `OutcomeUnknown`,
 * never with this error. A retry is safe, and the message says whether it can
 * help.
 *
 * @since 0.1.0
 * @category errors
 */
export class TransportError extends Schema.TaggedError<TransportError>("effect-line-pay/TransportError")(
  "TransportError",
  {
    operation: Operation,
    reason: Reason,
    /** `false` if no byte of the request has left. `true` if it may have left and was a read. */
    sent: Schema.Boolean,
    /** The transport's error code, such as `ECONNREFUSED`. */
    detail: Schema.optionalWith(Schema.String, { exact: true }),
    ...subjectFields
  }
) {
  /**
   * Says that nothing has changed at LINE Pay.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    const detail = this.detail === undefined ? "" : `, ${this.detail}`
    const money = this.sent ? "It was a read, so nothing has changed" : "Nothing was sent"
    return `${this.operation} did not get through (${this.reason}${detail}). ${money}. ${advice[this.reason]}`
  }
}

const advice: { readonly [R in Reason]: string } = {
  Connect: "You may retry it",
  Dns: "You may retry it. If that doesn't help, check `environment` in the configuration",
  Tls: "Check the certificate, the host name and any proxy before you retry",
  Request: "A retry won't help: check `environment` in the configuration, and your middleware",
  Signer: "Check the `Signer` and the `Nonce` before you retry",
  Timeout: "You may retry it",
  Disconnected: "You may retry it"
}
