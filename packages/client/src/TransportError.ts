/**
 * The error of a request that did not get through.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"
import { Operation } from "./internal/request/operation.ts"
import { subjectFields } from "./internal/request/subject.ts"

/**
 * What stopped a request.
 *
 * - `Connect`: no connection (refused, unreachable, or not within the connect timeout).
 * - `Dns`: the host name was not resolved.
 * - `Tls`: no secure connection (certificate, host name, protocol).
 * - `Request`: the request could not be built (URL, header, body).
 * - `Signer`: the signer or the nonce failed.
 * - `Timeout`: the read timeout of the policy ran out.
 * - `Disconnected`: the connection broke after it stood.
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
 * The request did not get through, and nothing has changed: either it was
 * certainly not sent (`sent: false`), or it only asked (`sent: true`). A write
 * that may have been sent is never this error, but `OutcomeUnknown`.
 *
 * @since 0.1.0
 * @category errors
 */
export class TransportError extends Schema.TaggedError<TransportError>("effect-line-pay/TransportError")(
  "TransportError",
  {
    operation: Operation,
    reason: Reason,
    /** `false`: no byte of the request has left. `true`: it may have, and was a read. */
    sent: Schema.Boolean,
    /** The code that the transport gave, such as `ECONNREFUSED`. */
    detail: Schema.optionalWith(Schema.String, { exact: true }),
    ...subjectFields
  }
) {
  /**
   * Nothing has changed at LINE Pay.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    const detail = this.detail === undefined ? "" : `, ${this.detail}`
    return `${this.operation} did not get through (${this.reason}${detail}): ${
      this.sent ? "it was a read, so it may be sent again" : "nothing was sent, so it may be sent again"
    }`
  }
}
