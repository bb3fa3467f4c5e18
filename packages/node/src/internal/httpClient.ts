import type * as Undici from "@effect/platform-node/Undici"
import * as Cookies from "@effect/platform/Cookies"
import * as Headers from "@effect/platform/Headers"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as HttpIncomingMessage from "@effect/platform/HttpIncomingMessage"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Inspectable from "effect/Inspectable"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"

/**
 * Makes an HttpClient that takes a response straight from undici's parser. A
 * Node stream and promises in between would cost more than the rest of a call.
 *
 * `HttpClient.make` gives each request an AbortController, which costs as much
 * as undici does. A request without a span, such as every request of
 * effect-line-pay, has no AbortController. It is aborted with its fiber, or when
 * its response is garbage collected, but not with the scope of
 * `HttpClient.withScope`.
 */
export const make = (dispatcher: Undici.Dispatcher): HttpClient.HttpClient => {
  // Aborts when the fiber is interrupted, also while it reads the body, and when a response is dropped unread.
  const traced = HttpClient.make((request, url, signal) => send(dispatcher, request, url, signal))
  const untraced = (request: HttpClientRequest.HttpClientRequest) => {
    const url = UrlParams.makeUrl(request.url, request.urlParams, request.hash)
    return Either.isLeft(url)
      ? Effect.fail(new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause: url.left }))
      : Effect.map(send(dispatcher, request, url.right), (response) => {
        response.abortWhenDropped()
        return response
      })
  }
  return HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
    Effect.flatMap((request) =>
      Effect.withFiberRuntime<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>((fiber) =>
        fiber.getFiberRef(HttpClient.currentTracerDisabledWhen)(request) ? untraced(request) : traced.execute(request)
      )
    ),
    Effect.succeed
  )
}

const send = (
  dispatcher: Undici.Dispatcher,
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  signal?: AbortSignal
): Effect.Effect<Response, HttpClientError.HttpClientError> => {
  const { body } = request
  switch (body._tag) {
    case "Empty":
      return dispatch(dispatcher, request, url, null, signal)
    case "Uint8Array":
      return dispatch(dispatcher, request, url, body.body, signal)
    case "FormData":
      // Undici's types name undici's own class. The version of Node decides whether undici takes the global one.
      return dispatch(dispatcher, request, url, body.formData as Undici.FormData, signal)
    case "Raw":
      // The caller vouches that undici takes it.
      return dispatch(dispatcher, request, url, body.body as SentBody, signal)
    case "Stream":
      return Effect.flatMap(Stream.toReadableStreamEffect(body.stream), (stream) =>
        // Web streams are async iterables in Node. Undici takes those, but its types do not say so.
        dispatch(dispatcher, request, url, stream as unknown as SentBody, signal))
  }
}

type SentBody = Exclude<Undici.Dispatcher.DispatchOptions["body"], undefined>

const dispatch = (
  dispatcher: Undici.Dispatcher,
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  body: SentBody,
  signal?: AbortSignal
): Effect.Effect<Response, HttpClientError.HttpClientError> =>
  Effect.withFiberRuntime((fiber) =>
    Effect.async<Response, HttpClientError.HttpClientError>((resume) => {
      // A fiber that ends before the response was interrupted. An observer costs less than a finalizer.
      const abort = () => incoming.abort()
      const end = (effect: Effect.Effect<Response, HttpClientError.HttpClientError>) => {
        fiber.removeObserver(abort)
        resume(effect)
      }
      const fail = (cause: unknown) =>
        end(Effect.fail(new HttpClientError.RequestError({ request, reason: "Transport", cause })))
      const incoming = new Incoming(
        (status, headers) => end(Effect.succeed(new Response(request, status, headers, incoming))),
        fail
      )
      fiber.addObserver(abort)
      signal?.addEventListener("abort", abort, { once: true })
      try {
        dispatcher.dispatch({
          origin: url.origin,
          path: url.pathname + url.search,
          method: request.method,
          headers: request.headers,
          body,
          // Effect handles timeouts.
          headersTimeout: 0,
          bodyTimeout: 0
        }, incoming)
      } catch (error) {
        fail(error)
      }
    })
  )

// How many unread bytes may wait in memory. LINE Pay's responses are far smaller.
const unreadLimit = 65_536

/** A response as undici reports it. */
class Incoming implements Undici.Dispatcher.DispatchHandler {
  /** Both are cleared once one was called, because the fiber behind them holds the response. */
  private started: ((status: number, headers: Headers.Input) => void) | undefined
  private failed: ((error: unknown) => void) | undefined
  private controller: Undici.Dispatcher.DispatchController | undefined
  private aborted = false
  private unread = 0
  /** True once a reader wants the whole body: no backpressure any more. */
  private flowing = false
  private watcher: (() => void) | undefined

  chunks: Array<Uint8Array> = []
  end: "Complete" | { readonly error: unknown } | undefined

  constructor(started: (status: number, headers: Headers.Input) => void, failed: (error: unknown) => void) {
    this.started = started
    this.failed = failed
  }

  abort(): void {
    if (this.aborted) return
    this.aborted = true
    this.controller?.abort(interrupted())
  }

  /** Aborts when a waiting fiber is interrupted. */
  readonly interrupt: Effect.Effect<void> = Effect.sync(() => this.abort())

  /** Resumes the response, and calls the watcher when something has arrived. */
  watch(flowing: boolean, watcher: () => void): void {
    if (this.end !== undefined) return
    this.watcher = watcher
    this.flowing = flowing
    this.controller?.resume()
  }

  /** Takes the chunks that have arrived. */
  take(): ReadonlyArray<Uint8Array> {
    const taken = this.chunks
    this.chunks = []
    this.unread = 0
    return taken
  }

  takeAll(): Buffer {
    const [first, ...others] = this.take()
    return first !== undefined && others.length === 0 && Buffer.isBuffer(first)
      ? first
      : Buffer.concat(first === undefined ? [] : [first, ...others])
  }

  onRequestStart(controller: Undici.Dispatcher.DispatchController): void {
    this.controller = controller
    if (this.aborted) controller.abort(interrupted())
  }

  onResponseStart(_: Undici.Dispatcher.DispatchController, status: number, headers: Headers.Input): void {
    // Informational responses, such as 103 Early Hints.
    if (status < 200) return
    this.started?.(status, headers)
    this.started = this.failed = undefined
  }

  onResponseData(controller: Undici.Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.unread += chunk.length
    if (!this.flowing && this.unread > unreadLimit) controller.pause()
    if (!this.flowing) this.watcher?.()
  }

  onResponseEnd(): void {
    this.finish("Complete")
  }

  onResponseError(_: unknown, error: unknown): void {
    this.finish({ error })
    this.failed?.(error)
    this.started = this.failed = undefined
  }

  private finish(end: NonNullable<Incoming["end"]>): void {
    this.end = end
    this.watcher?.()
    // The watcher holds the response, which `unfinished` waits for.
    this.watcher = undefined
  }
}

const interrupted = () => new Error("The request was interrupted")

/** Responses that nobody has read to the end. If one is garbage collected, its connection is closed. */
const unfinished = new FinalizationRegistry<Incoming>((incoming) => incoming.abort())

const textOf = (bytes: Buffer): string =>
  // Drops a byte order mark, as every other client does.
  bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.toString("utf8", 3) : bytes.toString("utf8")

/** Undici gives names in lower case. Only a header that stands twice, such as Set-Cookie, needs more work. */
const headersOf = (input: Headers.Input): Headers.Headers =>
  isRecordOfTexts(input) ? Headers.unsafeFromRecord(input) : Headers.fromInput(input)

const isRecordOfTexts = (input: Headers.Input): input is { readonly [name: string]: string } => {
  if (input === undefined || Symbol.iterator in input) return false
  for (const name in input) if (typeof input[name] !== "string") return false
  return true
}

type Body<A> = Effect.Effect<A, HttpClientError.ResponseError>

class Response extends Inspectable.Class implements HttpClientResponse.HttpClientResponse {
  readonly [HttpClientResponse.TypeId]: HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly [HttpIncomingMessage.TypeId]: HttpIncomingMessage.TypeId = HttpIncomingMessage.TypeId

  readonly request: HttpClientRequest.HttpClientRequest
  readonly status: number
  readonly remoteAddress = Option.none<string>()
  readonly #headers: Headers.Input
  readonly #incoming: Incoming
  #bytes: Buffer | undefined
  #lowerCase: Headers.Headers | undefined

  constructor(
    request: HttpClientRequest.HttpClientRequest,
    status: number,
    headers: Headers.Input,
    incoming: Incoming
  ) {
    super()
    this.request = request
    this.status = status
    this.#headers = headers
    this.#incoming = incoming
  }

  /** Mostly, the whole body has arrived together with the headers. */
  abortWhenDropped(): void {
    if (this.#incoming.end === undefined) unfinished.register(this, this.#incoming)
  }

  get headers(): Headers.Headers {
    return this.#lowerCase ??= headersOf(this.#headers)
  }

  get cookies(): Cookies.Cookies {
    const header: unknown = Object.entries(this.#headers).find(([name]) => name === "set-cookie")?.[1]
    return header === undefined ? Cookies.empty : Cookies.fromSetCookie([header].flat().map(String))
  }

  get stream(): Stream.Stream<Uint8Array, HttpClientError.ResponseError> {
    const incoming = this.#incoming
    const chunks = Stream.repeatEffectChunkOption(
      Effect.async<Chunk.Chunk<Uint8Array>, Option.Option<HttpClientError.ResponseError>>((resume) => {
        let answered = false
        const answer: typeof resume = (effect) => {
          answered = true
          resume(effect)
        }
        const look = () => {
          // `watch` may call this at once, and more than once. Nothing is taken after the first answer.
          if (answered) return
          if (incoming.chunks.length > 0) answer(Effect.succeed(Chunk.fromIterable(incoming.take())))
          else if (incoming.end === "Complete") answer(Effect.fail(Option.none()))
          else if (incoming.end !== undefined) answer(Effect.fail(Option.some(this.#undecodable(incoming.end.error))))
        }
        incoming.watch(false, look)
        look()
      })
    )
    return Stream.ensuring(chunks, incoming.interrupt)
  }

  get text(): Body<string> {
    return this.#read(textOf)
  }

  get json(): Body<unknown> {
    return this.#read((bytes) => bytes.length === 0 ? null : JSON.parse(textOf(bytes)))
  }

  get urlParamsBody(): Body<UrlParams.UrlParams> {
    return this.#read((bytes) => UrlParams.fromInput(new URLSearchParams(textOf(bytes))))
  }

  get arrayBuffer(): Body<ArrayBuffer> {
    return this.#read((bytes) => new Uint8Array(bytes).buffer)
  }

  get formData(): Body<FormData> {
    return Effect.flatMap(this.arrayBuffer, (body) =>
      Effect.tryPromise({
        try: () => new globalThis.Response(body, { headers: { ...this.headers } }).formData(),
        catch: (cause) => this.#undecodable(cause)
      }))
  }

  /** Leaves out the body, so that a logged response shows no customer data. */
  toJSON(): unknown {
    return {
      _id: "@effect/platform/HttpClientResponse",
      request: this.request.toJSON(),
      status: this.status,
      headers: Inspectable.redact(this.headers),
      remoteAddress: this.remoteAddress.toJSON()
    }
  }

  /** Waits for the whole body. Mostly it has arrived together with the headers. */
  #read<A>(decode: (bytes: Buffer) => A): Body<A> {
    return Effect.suspend(() => {
      const incoming = this.#incoming
      return incoming.end === undefined
        ? Effect.async<A, HttpClientError.ResponseError>((resume) => {
          incoming.watch(true, () => {
            if (incoming.end !== undefined) resume(this.#whole(incoming.end, decode))
          })
          return incoming.interrupt
        })
        : this.#whole(incoming.end, decode)
    })
  }

  #whole<A>(end: NonNullable<Incoming["end"]>, decode: (bytes: Buffer) => A): Body<A> {
    if (end !== "Complete") return Effect.fail(this.#undecodable(end.error))
    try {
      return Effect.succeed(decode(this.#bytes ??= this.#incoming.takeAll()))
    } catch (error) {
      return Effect.fail(this.#undecodable(error))
    }
  }

  #undecodable(cause: unknown): HttpClientError.ResponseError {
    return new HttpClientError.ResponseError({ request: this.request, response: this, reason: "Decode", cause })
  }
}
