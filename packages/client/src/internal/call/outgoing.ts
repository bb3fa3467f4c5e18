import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Tracer from "effect/Tracer"
import type * as Signature from "line-pay-protocol/Signature"
import type { SignerError } from "../../Signer.ts"

/** The headers of a signed request. */
export interface SignedHeaders {
  readonly [name: string]: string
}

/** A request that is about to be signed and sent. */
export interface Outgoing {
  readonly method: "GET" | "POST"
  /** Scheme, host and port, without a slash at the end. */
  readonly origin: string
  /** Path and query, encoded. */
  readonly target: string
  /** The JSON text, if there is a body. */
  readonly body: string | undefined
  /** How long it may take, from signing to the last byte of the answer. It also holds in uninterruptible regions. */
  readonly readTimeout: Duration.Duration
  /** A longer answer is given up. */
  readonly maximumAnswerBytes: number
  /** Makes the nonce of the next request. */
  readonly nonce: Effect.Effect<string>
  /** Signs what is sent, and returns all headers that LINE Pay asks for. It is the last step before the wire. */
  readonly sign: (parts: Signature.Parts) => Effect.Effect<SignedHeaders, SignerError>
  /** Until when the bytes may leave, in milliseconds by the steady clock; `undefined` for no limit. */
  readonly leaveBefore: number | undefined
  /** The parent of spans below the call's own. */
  readonly span: Tracer.AnySpan
}
