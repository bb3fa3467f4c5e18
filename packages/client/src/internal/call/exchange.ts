import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Tracer from "effect/Tracer"
import * as Signature from "line-pay-protocol/Signature"
import { Exchange } from "../../Exchange.ts"
import type { MerchantDevice } from "../../LinePayConfig.ts"
import { Nonce } from "../../Nonce.ts"
import { Signer } from "../../Signer.ts"
import type { HttpAnswer } from "../answer/envelope.ts"
import type { ResolvedConfig } from "../config/resolved.ts"
import { atOnce } from "./atOnce.ts"
import type { Outgoing } from "./outgoing.ts"
import { quick } from "./quick.ts"
import { currentSending, type Sending } from "./sending.ts"
import type { Failure } from "./transportFailure.ts"

/** A request of the API before it is signed. */
export interface WireRequest {
  readonly method: "GET" | "POST"
  /** Path and query, encoded. */
  readonly target: string
  /** The JSON text, if there is a body. */
  readonly body: string | undefined
  readonly device: MerchantDevice | undefined
}

/** The state of an attempt while it runs. */
export interface Trace {
  /** The call's span, as the parent of spans below it. */
  readonly span: Tracer.AnySpan
  nonce: string | undefined
  signature: string | undefined
}

/** Signs and sends a request, and reads the whole answer, within the read timeout. */
export const make = Effect.fnUntraced(function*(config: ResolvedConfig) {
  const signer = yield* Signer
  const nonce = yield* Nonce
  const exchange = yield* Exchange

  return (
    { body, device, method, target }: WireRequest,
    readTimeout: Duration.Duration,
    trace: Trace
  ): Effect.Effect<HttpAnswer, Failure> =>
    Effect.withFiberRuntime((caller) => {
      const sending = caller.getFiberRef(currentSending)

      const sign: Outgoing["sign"] = (parts) => {
        const headersWith = (signature: string) => {
          trace.nonce = parts.nonce
          trace.signature = signature
          return {
            // Set it on every request, because an empty body would strip it.
            "Content-Type": "application/json",
            [Signature.headers.channelId]: config.channelId,
            [Signature.headers.nonce]: parts.nonce,
            [Signature.headers.signature]: signature,
            ...(device === undefined ? undefined : {
              [Signature.headers.deviceProfileId]: device.profileId,
              [Signature.headers.deviceType]: device.type
            })
          }
        }
        const signing = signer.sign(parts)
        const signature = atOnce(signing)
        return signature === undefined ? Effect.map(signing, headersWith) : Exit.map(signature, headersWith)
      }

      return exchange.send({
        method,
        origin: config.origin,
        target,
        body,
        readTimeout,
        maximumAnswerBytes: config.maximumAnswerBytes,
        nonce: sending?.nonce === undefined ? nonce.next : nonceOf(sending, nonce),
        sign,
        leaveBefore: sending?.leaveBefore,
        span: trace.span
      })
    })
})

/** The nonce that is in the attempt log, for the first request of a sending. */
const nonceOf = (sending: Sending, nonce: Nonce.Service): Effect.Effect<string> =>
  quick(Effect.suspend(() => {
    const marked = sending.nonce
    if (marked === undefined) return nonce.next
    sending.nonce = undefined
    return Effect.succeed(marked)
  }))
