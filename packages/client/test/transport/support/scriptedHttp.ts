import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Effect, Layer } from "effect"
import { Exchange } from "effect-line-pay"

/** What happens to a request that reaches the wire; `index` counts from 0. */
export type Script = (
  request: HttpClientRequest.HttpClientRequest,
  index: number
) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>

/** An HttpClient without a network, the exchange over it, and the requests that reached it. */
export const make = (script: Script) => {
  const requests: Array<HttpClientRequest.HttpClientRequest> = []
  const client = HttpClient.make((request) => Effect.suspend(() => script(request, requests.push(request) - 1)))
  const layer = Layer.succeed(HttpClient.HttpClient, client)
  return { requests, layer, exchange: Layer.provide(Exchange.layerHttpClient, layer) }
}

/** The connection fails, with this as the cause. */
export const failing = (cause: unknown): Script => (request) =>
  Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause }))

/** An error as Node's sockets make them. */
export const socketError = (code: string, syscall?: string, message = `${syscall} ${code}`): Error =>
  Object.assign(new Error(message), { code, ...(syscall === undefined ? {} : { syscall }) })

/** Proves on its own that nothing was sent. */
export const refused = failing(socketError("ECONNREFUSED", "connect"))

/** Proves nothing. */
export const reset = failing(socketError("ECONNRESET", "read"))

export const answering = (text: string, status = 200): Script => (request) =>
  Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(text, { status })))
