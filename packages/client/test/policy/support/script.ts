import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Clock, Duration, Effect, Layer } from "effect"
import { LinePay, LinePayConfig, Nonce, Policy, Signer } from "effect-line-pay"
import { Signature } from "line-pay-protocol"

/** A request as it arrived. */
export interface Sent {
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** The text of the body; `""` when there is none. */
  readonly body: string
  readonly nonce: string
  readonly signature: string
  /** When, in milliseconds of the clock. */
  readonly at: number
}

/** What becomes of a request: the text of the answer, or a failure of the transport. */
export type Script = (sent: Sent) => Effect.Effect<string, Failure>

/** A failure of the transport, before the request that it happened to is known. */
export type Failure = (request: HttpClientRequest.HttpClientRequest) => HttpClientError.HttpClientError

/** A client whose LINE Pay follows a script, and all that has arrived there, oldest first. */
export interface Merchant {
  readonly linePay: LinePay.Service
  readonly sent: ReadonlyArray<Sent>
}

export const answer = (code: string, info?: string): string =>
  `{"returnCode":"${code}","returnMessage":"-"${info === undefined ? "" : `,"info":${info}`}}`

/** Always the same answer. */
export const always = (code: string, info?: string): Script => () => Effect.succeed(answer(code, info))

/** One after the other; the last one for ever. */
export const inTurn = (...scripts: readonly [Script, ...ReadonlyArray<Script>]): Script => {
  let turn = 0
  return (sent) => Effect.suspend(() => (scripts[Math.min(turn++, scripts.length - 1)] ?? scripts[0])(sent))
}

/** No connection: no byte has left. */
export const refused: Script = () => Effect.fail(transport("ECONNREFUSED", "connect"))

/** The connection broke when the request was out. */
export const reset: Script = () => Effect.fail(transport("ECONNRESET", "read"))

/** No answer, ever. */
export const hang: Script = () => Effect.never

const transport = (code: string, syscall: string): Failure => (request) =>
  new HttpClientError.RequestError({
    request,
    reason: "Transport",
    cause: Object.assign(new Error(code), { code, syscall })
  })

/**
 * A merchant under the clock of the test: nothing awaits a promise, neither to
 * sign nor to read an answer.
 */
export const make = (script: Script, policy?: Policy.Policy): Effect.Effect<Merchant> =>
  Effect.suspend(() => {
    const sent: Array<Sent> = []
    const http = HttpClient.make((request, url) =>
      Effect.flatMap(Clock.currentTimeMillis, (at) => {
        const one: Sent = {
          method: request.method,
          target: url.pathname + url.search,
          body: request.body._tag === "Uint8Array" ? new TextDecoder().decode(request.body.body) : "",
          nonce: request.headers[Signature.headers.nonce.toLowerCase()] ?? "",
          signature: request.headers[Signature.headers.signature.toLowerCase()] ?? "",
          at
        }
        sent.push(one)
        return script(one).pipe(
          Effect.mapError((failure) => failure(request)),
          Effect.map((text) => withText(HttpClientResponse.fromWeb(request, answerHead(text)), text))
        )
      })
    )
    const parts = Layer.mergeAll(
      Layer.succeed(HttpClient.HttpClient, http),
      Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox" }),
      Layer.succeed(Signer, { sign: ({ nonce }) => Effect.succeed(`signed:${nonce}`) }),
      Nonce.layerTimestamp,
      policy === undefined ? Layer.empty : Policy.layer(policy)
    )
    return LinePay.make.pipe(Effect.provide(parts), Effect.map((linePay) => ({ linePay, sent })))
  })

/** What a server says before the body: so long it is. */
const answerHead = (text: string) =>
  new Response(null, { headers: { "content-length": String(new TextEncoder().encode(text).length) } })

/** The text of a `Response` takes a promise. */
const withText = (response: HttpClientResponse.HttpClientResponse, text: string) =>
  Object.defineProperty(response, "text", { value: Effect.succeed(text) })

/** Milliseconds. */
export const seconds = (n: number): number => Duration.toMillis(Duration.seconds(n))
