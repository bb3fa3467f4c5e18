/**
 * One request to the sandbox and its response: the seam between the state
 * machine and its transport.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"

/**
 * A request as it came over the wire. Do not decode anything in it, because
 * the signature covers these very characters.
 *
 * @since 0.1.0
 * @category models
 */
export interface ApiRequest {
  readonly method: string
  /** As sent: encoded, without host and query. */
  readonly path: string
  /** As sent: encoded, without `?`; `""` when there is none. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string | undefined }
  /** `""` when there is none. */
  readonly body: string
  /**
   * The origin of the customer's page, without a slash at the end, for
   * `paymentUrl.web`. Default: LINE Pay's own sandbox host.
   */
  readonly pageOrigin?: string | undefined
}

/**
 * An HTTP response.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/**
 * An instruction to the connection, for when the delay is over.
 *
 * - `Answer`: send the response.
 * - `Hang`: send nothing and keep the connection open.
 * - `Reset`: close the connection without a response.
 * - `Stall`: send the response's head (with its full content length) and the
 *   first bytes of its body, then nothing more.
 * - `Cut`: the same, but then close the connection.
 *
 * @since 0.1.0
 * @category models
 */
export type Transport =
  | { readonly _tag: "Answer"; readonly answer: Answer }
  | { readonly _tag: "Hang" }
  | { readonly _tag: "Reset" }
  | { readonly _tag: "Stall"; readonly answer: Answer; readonly afterBytes: number }
  | { readonly _tag: "Cut"; readonly answer: Answer; readonly afterBytes: number }

/**
 * The sandbox's reaction to a request.
 *
 * @since 0.1.0
 * @category models
 */
export interface Exchange {
  /** Counts up from 1. */
  readonly id: number
  /** `undefined` when the path is not one of LINE Pay's. */
  readonly operation: Operation | undefined
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly receivedAt: number
  /** Milliseconds to wait before `transport`. The request has already taken effect. */
  readonly delay: number
  readonly transport: Transport
}
