import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { SignerError } from "../../Signer.ts"
import type { HttpAnswer } from "../answer/envelope.ts"
import type { Outgoing } from "./outgoing.ts"
import * as HostRuntime from "./runtime.ts"
import * as TransportFailure from "./transportFailure.ts"
import { within } from "./within.ts"

/**
 * Makes an exchange over any HttpClient. It runs in a separate fiber, because an HttpClient may take steps of which the
 * client knows nothing, and the read timeout has to end each of them.
 */
export const make = (http: HttpClient.HttpClient, requestInit: globalThis.RequestInit) => {
  const host = HostRuntime.detect()
  const connection = host.sendsOnce("POST") ? {} : { Connection: "close" }

  /** Signs the request as the last step before the wire, so that each retry below the client is signed anew. */
  const sign = (
    request: HttpClientRequest.HttpClientRequest,
    outgoing: Outgoing,
    progress: TransportFailure.Progress
  ): Effect.Effect<HttpClientRequest.HttpClientRequest, HttpClientError.RequestError | SignerError> => {
    const url = UrlParams.makeUrl(request.url, request.urlParams, request.hash)
    if (Either.isLeft(url)) {
      return Effect.fail(new HttpClientError.RequestError({ request, reason: "InvalidUrl", cause: url.left }))
    }
    const { pathname, search } = url.right
    const payload = request.method === "GET" ? Either.right(search.slice(1)) : bodyText(request.body)
    if (Either.isLeft(payload)) return Effect.fail(payload.left)
    progress.signing = true
    return Effect.flatMap(
      outgoing.nonce,
      (nonce) =>
        Effect.flatMap(outgoing.sign({ path: pathname, payload: payload.right, nonce }), (headers) => {
          const signed = HttpClientRequest.setHeaders(request, { ...headers, ...connection })
          const prepared = Effect.suspend(() => {
            progress.signing = false
            progress.request = signed
            progress.signed++
            return Effect.as(insist(progress), signed)
          })
          const { leaveBefore } = outgoing
          return leaveBefore === undefined ? prepared : Effect.zipRight(inTime(leaveBefore), prepared)
        })
    )
  }

  /** Configures HttpClient. It comes last, so that it overrides a middleware below. */
  const insist = (progress: TransportFailure.Progress) =>
    Effect.zipRight(
      // HttpClient's own span shows the URL with its regKey and the signature, and sends its id to a third party. Our span
      // does neither. HttpClient calls this for each request that it takes, which reveals a retry below the signature.
      FiberRef.set(HttpClient.currentTracerDisabledWhen, () => {
        progress.taken++
        return true
      }),
      // fetch would follow a redirect to any host with the signed request, or with a refund as a GET. The others do not.
      FiberRef.update(FiberRef.currentContext, (context) => {
        const options = Option.getOrElse(Context.getOption(context, FetchHttpClient.RequestInit), () => requestInit)
        const manual = Context.add(context, FetchHttpClient.RequestInit, { ...options, redirect: "manual" })
        const fetch = Option.getOrElse(Context.getOption(context, FetchHttpClient.Fetch), () => globalThis.fetch)
        const fetchOnce = host.fetchOnce(fetch)
        return fetchOnce === fetch ? manual : Context.add(manual, FetchHttpClient.Fetch, fetchOnce)
      })
    )

  return (outgoing: Outgoing): Effect.Effect<HttpAnswer, TransportFailure.Failure> =>
    Effect.suspend(() => {
      const { body, maximumAnswerBytes, method, origin, readTimeout, span, target } = outgoing
      const bare = HttpClientRequest.make(method)(origin + target)
      const request = body === undefined ? bare : HttpClientRequest.bodyText(bare, body, "application/json")
      const progress: TransportFailure.Progress = {
        request,
        signing: false,
        signed: 0,
        taken: 0,
        sentOnce: host.sendsOnce(method)
      }
      const signing = HttpClient.mapRequestEffect(http, (request) => sign(request, outgoing, progress))
      const sending = signing.execute(request).pipe(
        Effect.flatMap((response) =>
          Effect.map(bodyWithin(maximumAnswerBytes, response), (text) => answer(progress, response, text))
        ),
        // Treat a defect below as a failure, because the request may have left.
        Effect.catchAllCause((cause) => Effect.fail(TransportFailure.judge(cause, progress)))
      )
      return within(sending, span, readTimeout, () => TransportFailure.timedOut(progress))
    })
}

const answer = (
  { request, signed }: TransportFailure.Progress,
  response: HttpClientResponse.HttpClientResponse,
  text: string | undefined
): HttpAnswer => ({
  status: response.status,
  text,
  redirected: response.request.url !== request.url,
  repeated: signed > 1
})

/**
 * Reads the text of a body. Returns `undefined` as soon as it exceeds the limit, and closes the connection. HTTP enforces
 * the length in the header of an uncompressed body. Any other body is counted as it arrives.
 */
const bodyWithin = (
  maximumBytes: number,
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<string | undefined, HttpClientError.ResponseError> => {
  const { "content-encoding": encoding, "content-length": length, "transfer-encoding": transfer } = response.headers
  if (transfer === undefined && length !== undefined) {
    // The length of a compressed body is the compressed one. Nobody compresses a body into more bytes than it has, so over
    // the limit it needs no look. Below the limit it says nothing.
    if (Number(length) > maximumBytes) return closed(response)
    if (encoding === undefined && Number(length) <= maximumBytes) return response.text
  }
  return Effect.suspend(() => {
    const chunks: Array<Uint8Array> = []
    let size = 0
    return Stream.runForEachWhile(response.stream, (chunk) => {
      size += chunk.length
      chunks.push(chunk)
      return Effect.succeed(size <= maximumBytes)
    }).pipe(
      Effect.catchIf((error) => error.reason === "EmptyBody", () => Effect.void),
      Effect.map(() => size <= maximumBytes ? joined(chunks, size) : undefined)
    )
  })
}

/**
 * Closes the connection of a response that nobody reads. Every HttpClient does that when the reader of the body is
 * interrupted, so this begins to read, and waits for no byte.
 */
const closed = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<undefined> =>
  Stream.runDrain(Stream.interruptWhen(response.stream, Effect.void)).pipe(Effect.ignore, Effect.as(undefined))

const joined = (chunks: ReadonlyArray<Uint8Array>, size: number): string => {
  const body = new Uint8Array(size)
  let filled = 0
  for (const chunk of chunks) {
    body.set(chunk, filled)
    filled += chunk.length
  }
  return new TextDecoder().decode(body)
}

/** Refuses a request that leaves so late that LINE Pay may apply it when the log says that it no longer can. */
const inTime = (leaveBefore: number): Effect.Effect<void, SignerError> =>
  Effect.flatMap(Clock.currentTimeNanos, (nanos) =>
    Number(nanos / 1_000_000n) <= leaveBefore
      ? Effect.void
      : new SignerError({ reason: "the request was signed too late to be sent" }))

// A byte order mark is sent, so it must be signed.
const decoder = /*#__PURE__*/ new TextDecoder("utf-8", { ignoreBOM: true })

const bodyText = (body: HttpBody.HttpBody): Either.Either<string, SignerError> => {
  switch (body._tag) {
    case "Empty":
      return Either.right("")
    case "Uint8Array":
      return Either.right(decoder.decode(body.body))
    default:
      return Either.left(new SignerError({ reason: `a middleware made the body ${body._tag}, which cannot be signed` }))
  }
}
