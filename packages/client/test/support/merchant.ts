import { HttpClient, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Effect, Layer } from "effect"
import { LinePay, LinePayConfig, Nonce, Signer } from "effect-line-pay"
import type { Signature } from "line-pay-protocol"

/** A request as it left. */
export interface Sent {
  readonly method: string
  readonly origin: string
  /** Path and query. */
  readonly target: string
  readonly headers: { readonly [name: string]: string }
  /** The text of the body; `undefined` when none was sent. */
  readonly body: string | undefined
}

/** What comes back: the text of the body under status 200, or under another. */
export type Answer = string | { readonly status: number; readonly text: string }

/** A client whose LINE Pay is a script, and everything that it has signed and sent. */
export interface Merchant {
  readonly linePay: LinePay.Service
  readonly sent: ReadonlyArray<Sent>
  readonly signed: ReadonlyArray<Signature.Parts>
}

/** The signature that stands for every signature here. */
export const signature = "c2lnbmF0dXJl"

/** The nonce of every request here. */
export const nonce = "00000000-0000-4000-8000-000000000000"

/** An answer of LINE Pay: `info` is JSON text, so that 64-bit ids stand in it as bare numbers. */
export const answer = (code: string, info?: string, message = "OK"): string =>
  `{"returnCode":${JSON.stringify(code)},"returnMessage":${JSON.stringify(message)}${
    info === undefined ? "" : `,"info":${info}`
  }}`

export const makeWith = (
  answers: (sent: Sent) => Answer | Effect.Effect<Answer>,
  config: Partial<LinePayConfig.Service> = {}
): Effect.Effect<Merchant> =>
  Effect.suspend(() => {
    const sent: Array<Sent> = []
    const signed: Array<Signature.Parts> = []
    const http = HttpClient.make((request, url) =>
      Effect.gen(function*() {
        const one: Sent = {
          method: request.method,
          origin: url.origin,
          target: url.pathname + url.search,
          headers: { ...request.headers },
          body: bodyOf(request)
        }
        sent.push(one)
        const given = answers(one)
        const answer = Effect.isEffect(given) ? yield* given : given
        const { status, text } = typeof answer === "string" ? { status: 200, text: answer } : answer
        return HttpClientResponse.fromWeb(request, new Response(text, { status }))
      })
    )
    const sign = (parts: Signature.Parts) =>
      Effect.sync(() => {
        signed.push(parts)
        return signature
      })
    const parts = Layer.mergeAll(
      Layer.succeed(HttpClient.HttpClient, http),
      Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox", ...config }),
      Layer.succeed(Signer, { sign }),
      Nonce.layerFixed(nonce)
    )
    return LinePay.make.pipe(Effect.provide(parts), Effect.map((linePay) => ({ linePay, sent, signed })))
  })

/** A merchant whose LINE Pay always gives the same answer. */
export const make = (answer: Answer, config?: Partial<LinePayConfig.Service>): Effect.Effect<Merchant> =>
  makeWith(() => answer, config)

const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): string | undefined => {
  switch (body._tag) {
    case "Empty":
      return undefined
    case "Uint8Array":
      return new TextDecoder().decode(body.body)
    default:
      throw new Error(`the client sends no body of kind ${body._tag}`)
  }
}
