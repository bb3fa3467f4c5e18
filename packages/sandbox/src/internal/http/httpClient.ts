import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { Answer, ApiRequest, Exchange } from "../../Exchange.ts"

/** The part of the sandbox that the `HttpClient` uses. */
interface Backend {
  readonly handle: (request: ApiRequest) => Effect.Effect<Exchange>
  readonly disconnected: (exchange: Exchange) => Effect.Effect<void>
}

/**
 * Makes the in-process `HttpClient`. Nothing in it awaits a promise, because
 * `TestClock` no longer drives a fiber that does.
 *
 * @internal
 */
export const make = (backend: Backend): HttpClient.HttpClient =>
  HttpClient.make((request, url) =>
    Effect.flatMap(
      bodyText(request),
      (body) =>
        Effect.flatMap(
          backend.handle({
            method: request.method,
            path: url.pathname,
            query: url.search.slice(1),
            headers: request.headers,
            body
          }),
          (exchange) => carry(backend, request, exchange)
        )
    )
  )

const carry = (
  backend: Backend,
  request: HttpClientRequest.HttpClientRequest,
  exchange: Exchange
): Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError> => {
  const { delay, transport } = exchange
  const abandoned = backend.disconnected(exchange)
  const arrival = Effect.suspend(() => {
    switch (transport._tag) {
      case "Hang":
        return Effect.never
      case "Reset":
        return Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause: connectionReset() }))
      default:
        return Effect.succeed(new Response(request, transport, abandoned))
    }
  })
  return (delay === 0 ? arrival : Effect.zipRight(Effect.sleep(Duration.millis(delay)), arrival)).pipe(
    Effect.onInterrupt(() => abandoned)
  )
}

const bodyText = (
  request: HttpClientRequest.HttpClientRequest
): Effect.Effect<string, HttpClientError.RequestError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return Effect.succeed("")
    case "Uint8Array":
      return Effect.succeed(new TextDecoder().decode(body.body))
    case "Raw":
      if (typeof body.body === "string") return Effect.succeed(body.body)
  }
  return Effect.fail(
    new HttpClientError.RequestError({ request, reason: "Encode", description: unreadable(body) })
  )
}

const unreadable = ({ _tag }: HttpBody.HttpBody) =>
  `The in-process sandbox reads bodies of text or bytes, as LINE Pay's requests have, but not ${_tag}`

// The errors that undici reports for the same things.
const connectionReset = () => Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" })
const otherSideClosed = () =>
  Object.assign(new Error("other side closed"), { name: "SocketError", code: "UND_ERR_SOCKET" })

interface Arrived {
  readonly _tag: "Answer" | "Stall" | "Cut"
  readonly answer: Answer
  readonly afterBytes?: number
}

class Response extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly headers: Headers.Headers
  readonly cookies = Cookies.empty
  readonly remoteAddress = Option.none()
  readonly text: Effect.Effect<string, HttpClientError.ResponseError>
  readonly stream: Stream.Stream<Uint8Array, HttpClientError.ResponseError>

  constructor(request: HttpClientRequest.HttpClientRequest, arrived: Arrived, abandoned: Effect.Effect<void>) {
    super()
    const { _tag, afterBytes = 0, answer } = arrived
    this.request = request
    this.status = answer.status
    this.headers = Headers.fromInput(answer.headers)
    const end = Effect.suspend((): Effect.Effect<never, HttpClientError.ResponseError> =>
      _tag === "Stall" ? Effect.onInterrupt(Effect.never, () => abandoned) : this.undecodable(otherSideClosed())
    )
    const bytes = new TextEncoder().encode(answer.body)
    this.text = _tag === "Answer" ? Effect.succeed(answer.body) : end
    this.stream = _tag === "Answer"
      ? Stream.make(bytes)
      : Stream.concat(Stream.make(bytes.slice(0, afterBytes)), Stream.fromEffect(end))
  }

  private undecodable(cause: unknown): Effect.Effect<never, HttpClientError.ResponseError> {
    return Effect.fail(
      new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", cause })
    )
  }

  private read<A>(f: (text: string) => A): Effect.Effect<A, HttpClientError.ResponseError> {
    return Effect.flatMap(
      this.text,
      (text) => Effect.catchAll(Effect.try(() => f(text)), ({ error }) => this.undecodable(error))
    )
  }

  get json(): Effect.Effect<unknown, HttpClientError.ResponseError> {
    return this.read((text): unknown => text === "" ? null : JSON.parse(text))
  }

  get urlParamsBody(): Effect.Effect<UrlParams.UrlParams, HttpClientError.ResponseError> {
    return this.read((text) => UrlParams.fromInput(new URLSearchParams(text)))
  }

  get arrayBuffer(): Effect.Effect<ArrayBuffer, HttpClientError.ResponseError> {
    return this.read((text) => new TextEncoder().encode(text).buffer)
  }

  get formData(): Effect.Effect<FormData, HttpClientError.ResponseError> {
    return this.undecodable(new TypeError("LINE Pay answers no form data"))
  }

  toJSON(): unknown {
    return HttpIncomingMessage.inspect(this, {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status
    })
  }
}
