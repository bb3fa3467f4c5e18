import * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import { Nonce } from "effect-line-pay/Nonce"
import { Signer } from "effect-line-pay/Signer"
import * as Effect from "effect/Effect"
import type { ApiVersion } from "line-pay-protocol/Endpoint"
import * as ExactJson from "line-pay-protocol/ExactJson"
import * as Signature from "line-pay-protocol/Signature"
import type { Answer } from "../Fact.ts"

/** A request that the client rejects, or cannot make. It is sent unchanged. */
export interface RawRequest {
  readonly method: "GET" | "POST"
  /** Below the version segment. */
  readonly path: string
  /** Query without its `?`, or body. */
  readonly payload?: string
  /** The text to sign in place of the payload. */
  readonly signed?: string
  readonly nonce?: string
}

/** Signs and sends a request, and reads the code of the answer. It never fails. */
export interface Raw {
  (request: RawRequest): Effect.Effect<Answer>
}

export const make = Effect.fnUntraced(function*(origin: string, apiVersion: ApiVersion) {
  // HttpClient's own span would hold the signature.
  const http = HttpClient.withTracerDisabledWhen(yield* HttpClient.HttpClient, () => true)
  const signer = yield* Signer
  const nonces = yield* Nonce
  const { channelId } = yield* LinePayConfig

  const raw: Raw = ({ method, nonce, path, payload = "", signed = payload }) =>
    Effect.gen(function*() {
      const target = `/${apiVersion}${path}`
      const value = nonce ?? (yield* nonces.next)
      const signature = yield* signer.sign({ path: target, payload: signed, nonce: value })
      const query = method === "GET" && payload !== "" ? `?${payload}` : ""
      const response = yield* http.execute(
        HttpClientRequest.make(method)(origin + target + query, {
          headers: {
            "Content-Type": "application/json",
            [Signature.headers.channelId]: channelId,
            [Signature.headers.nonce]: value,
            [Signature.headers.signature]: signature
          },
          ...(method === "POST" && payload !== "" ? { body: HttpBody.text(payload, "application/json") } : {})
        })
      )
      return answer(ExactJson.parse(yield* response.text))
    }).pipe(
      Effect.timeoutFail({ duration: "60 seconds", onTimeout: () => "timeout" }),
      Effect.catchAllCause(() => Effect.succeed<Answer>({ code: "no answer", message: "no readable answer" }))
    )
  return raw
})

const answer = (envelope: unknown): Answer => {
  if (typeof envelope !== "object" || envelope === null || !("returnCode" in envelope)) {
    return { code: "no answer", message: "not LINE Pay's form" }
  }
  return {
    code: String(envelope.returnCode),
    ...("returnMessage" in envelope ? { message: String(envelope.returnMessage) } : {})
  }
}
