/**
 * One request to the sandbox and what has to come back: the seam between the
 * state machine and whatever carries it.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"

/**
 * A request as it came over the wire. Nothing in it may have been decoded:
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
   * Where the customer's page is served, without a slash at the end, for
   * `paymentUrl.web`. Default: LINE Pay's own sandbox host.
   */
  readonly pageOrigin?: string | undefined
}

/**
 * An HTTP answer.
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
 * What the connection has to do once the delay is over.
 *
 * - `Answer`: send the answer.
 * - `Hang`: send nothing and keep the connection open.
 * - `Reset`: close the connection without an answer.
 * - `Stall`: send the answer's head (with its full content length) and the
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
 * @since 0.1.0
 * @category models
 */
export interface Exchange {
  /** Counts up from 1. */
  readonly id: number
  /** `undefined`: the path is none of LINE Pay's. */
  readonly operation: Operation | undefined
  /** Milliseconds since the epoch, by the sandbox's clock. */
  readonly receivedAt: number
  /** Milliseconds to wait before `transport`. What the request did is done already. */
  readonly delay: number
  readonly transport: Transport
}
