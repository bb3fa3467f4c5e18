import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpBody from "@effect/platform/HttpBody"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as UrlParams from "@effect/platform/UrlParams"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as FiberRefs from "effect/FiberRefs"
import * as Option from "effect/Option"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"
import * as Stream from "effect/Stream"
import * as Tracer from "effect/Tracer"
import * as Signature from "line-pay-protocol/Signature"
import type { MerchantDevice } from "../../LinePayConfig.ts"
import { Nonce } from "../../Nonce.ts"
import { Signer, SignerError } from "../../Signer.ts"
import type { HttpAnswer } from "../answer/envelope.ts"
import type { ResolvedConfig } from "../config/resolved.ts"
import * as HostRuntime from "./runtime.ts"
import * as TransportFailure from "./transportFailure.ts"

/** A request of the API before it is signed. */
export interface WireRequest {
  readonly method: "GET" | "POST"
  /** Path and query, encoded. */
  readonly target: string
  /** The JSON text, if a body is sent. */
  readonly body: string | undefined
  readonly device: MerchantDevice | undefined
}

/** What is known of an attempt while it is under way. */
export interface Trace {
  /** The call's, for whoever opens one below it. */
  readonly span: Tracer.AnySpan
  nonce: string | undefined
  signature: string | undefined
}

/** Sends a request and reads the whole answer, within the read timeout. */
export interface Exchange {
  (
    request: WireRequest,
    readTimeout: Duration.Duration,
    trace: Trace
  ): Effect.Effect<HttpAnswer, TransportFailure.Failure>
}

export const make = Effect.fnUntraced(function*(config: ResolvedConfig) {
  const signer = yield* Signer
  const nonce = yield* Nonce
  const fetchOptions = Option.getOrElse(yield* Effect.serviceOption(FetchHttpClient.RequestInit), () => ({}))
  const http = yield* HttpClient.HttpClient
  const host = HostRuntime.detect()
  const connection = host.sendsOnce("POST") ? {} : { Connection: "close" }

  /** Signs what is about to be sent: the last step before the wire, so that each attempt below is signed anew. */
  const sign = (
    request: HttpClientRequest.HttpClientRequest,
    device: MerchantDevice | undefined,
    trace: Trace,
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
      nonce.next,
      (nonce) =>
        Effect.flatMap(signer.sign({ path: pathname, payload: payload.right, nonce }), (signature) => {
          const signed = HttpClientRequest.setHeaders(request, {
            // On every request: an empty body would strip it.
            "Content-Type": "application/json",
            ...connection,
            [Signature.headers.channelId]: config.channelId,
            [Signature.headers.nonce]: nonce,
            [Signature.headers.signature]: signature,
            ...(device === undefined ? {} : {
              [Signature.headers.deviceProfileId]: device.profileId,
              [Signature.headers.deviceType]: device.type
            })
          })
          trace.nonce = nonce
          trace.signature = signature
          progress.signing = false
          progress.request = signed
          progress.signed++
          return Effect.as(insist(progress), signed)
        })
    )
  }

  /** What HttpClient must and must not do. Said last, so that it holds over what a middleware below has said. */
  const insist = (progress: TransportFailure.Progress) =>
    Effect.zipRight(
      // HttpClient's own span shows the URL, with its regKey, and the signature, and sends its id to a third party. Ours
      // does neither. HttpClient asks for each request that it takes, which shows a repetition below the signature.
      FiberRef.set(HttpClient.currentTracerDisabledWhen, () => {
        progress.taken++
        return true
      }),
      // fetch would send the signed request, or a refund as a GET, to wherever it is told; the others do not follow.
      FiberRef.update(FiberRef.currentContext, (context) => {
        const options = Option.getOrElse(Context.getOption(context, FetchHttpClient.RequestInit), () => fetchOptions)
        return host.prepare(Context.add(context, FetchHttpClient.RequestInit, { ...options, redirect: "manual" }))
      })
    )

  const exchange: Exchange = ({ body, device, method, target }, readTimeout, trace) =>
    Effect.withFiberRuntime((caller, { runtimeFlags }) => {
      const bare = HttpClientRequest.make(method)(config.origin + target)
      const request = body === undefined ? bare : HttpClientRequest.bodyText(bare, body, "application/json")
      const progress: TransportFailure.Progress = {
        request,
        signing: false,
        signed: 0,
        taken: 0,
        sentOnce: host.sendsOnce(method)
      }
      const signing = HttpClient.mapRequestEffect(http, (request) => sign(request, device, trace, progress))
      const sending = signing.execute(request).pipe(
        Effect.flatMap((response) =>
          Effect.map(bodyWithin(config.maximumAnswerBytes, response), (text) => answer(progress, response, text))
        ),
        // A defect below is a failure like any other: the request may have left.
        Effect.catchAllCause((cause) => Effect.fail(TransportFailure.judge(cause, progress)))
      )
      const runtime = Runtime.make({
        context: Context.add(caller.currentContext, Tracer.ParentSpan, trace.span),
        fiberRefs: caller.getFiberRefs(),
        runtimeFlags: RuntimeFlags.enable(runtimeFlags, RuntimeFlags.Interruption)
      })
      return within(sending, runtime, readTimeout, () => TransportFailure.timedOut(progress))
    })
  return exchange
})

/**
 * Runs in a fiber of its own that can always be interrupted, so that the timeout holds in uninterruptible regions, too,
 * such as a finalizer. It is nobody's child, because Effect passes an interruption on to the children of a fiber even
 * while that is uninterruptible: there, the answer has to be waited for.
 *
 * `Effect.timeoutFail` would do the same with two fibers more, and each costs as much as a signature.
 */
const within = <A, E>(
  self: Effect.Effect<A, E>,
  runtime: Runtime.Runtime<never>,
  timeout: Duration.Duration,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) => {
    const fiber = Runtime.runFork(runtime, self, { immediate: false })
    let late = false
    const cancelAlarm = alarm(runtime, timeout, () => {
      late = true
      fiber.unsafeInterruptAsFork(FiberId.none)
    })
    return Effect.matchCauseEffect(restore(exitOf(fiber)), {
      onFailure: (cause) => {
        cancelAlarm()
        return Effect.zipRight(Fiber.interrupt(fiber), Effect.failCause(cause))
      },
      onSuccess: (exit) => {
        cancelAlarm()
        return late && Exit.isInterrupted(exit) ? Effect.fail(onTimeout()) : exit
      }
    })
  })

/** `Fiber.await` for a fiber that nobody else watches: it adds a function to a list, where that sends two messages. */
const exitOf = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => {
    fiber.addObserver((exit) => resume(Effect.succeed(exit)))
  })

const liveClock = /*#__PURE__*/ Context.get(DefaultServices.liveServices, Clock.Clock)

// What `setTimeout` takes. Effect's clock waits for ever for what is longer.
const longestTimeout = 2 ** 31 - 1

/**
 * Calls back after a time, and gives what calls it off. By any clock, that is a fiber that sleeps and is interrupted; by
 * Effect's own, whose sleep is a `setTimeout`, it is one without the fiber, which would cost more than the signature.
 */
const alarm = (runtime: Runtime.Runtime<never>, after: Duration.Duration, ring: () => void): () => void => {
  const services = FiberRefs.getOrDefault(runtime.fiberRefs, DefaultServices.currentServices)
  const clock = Context.get(services, Clock.Clock)
  if (clock !== liveClock) {
    const fiber = Runtime.runFork(runtime, Effect.andThen(clock.sleep(after), Effect.sync(ring)))
    return () => fiber.unsafeInterruptAsFork(FiberId.none)
  }
  const milliseconds = Duration.toMillis(after)
  if (milliseconds > longestTimeout) return () => {}
  const timer = setTimeout(ring, milliseconds)
  return () => clearTimeout(timer)
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
 * The text of a body; `undefined` as soon as there is more of it than allowed, and the connection is given up. What a
 * header promises about a body that is not compressed, HTTP keeps. Anything else is counted while it comes in.
 */
const bodyWithin = (
  maximumBytes: number,
  response: HttpClientResponse.HttpClientResponse
): Effect.Effect<string | undefined, HttpClientError.ResponseError> => {
  const { "content-encoding": encoding, "content-length": length, "transfer-encoding": transfer } = response.headers
  const isPlain = encoding === undefined && transfer === undefined
  if (isPlain && length !== undefined && Number(length) <= maximumBytes) return response.text
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

const joined = (chunks: ReadonlyArray<Uint8Array>, size: number): string => {
  const body = new Uint8Array(size)
  let filled = 0
  for (const chunk of chunks) {
    body.set(chunk, filled)
    filled += chunk.length
  }
  return new TextDecoder().decode(body)
}

// A byte order mark is sent, and so it is signed.
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
