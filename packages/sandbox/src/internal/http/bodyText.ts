import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"

/** LINE Pay's own limit is unknown. A hundred products with the longest names are half of it. */
const maximumBytes = 1_048_576

/** A client that sends more has not stopped to read an answer. */
const patience = 64 * maximumBytes

/**
 * Reads the text of a request; `undefined` if it is too long or breaks off. The
 * rest of a long one is read and dropped, because a client sees no answer before
 * it has sent everything.
 *
 * @internal
 */
export const bodyText: Effect.Effect<string | undefined, never, HttpServerRequest.HttpServerRequest> = Effect.flatMap(
  HttpServerRequest.HttpServerRequest,
  (request) =>
    Effect.suspend(() => {
      const chunks: Array<Uint8Array> = []
      let size = 0
      return Stream.runForEachWhile(request.stream, (chunk) => {
        size += chunk.length
        if (size <= maximumBytes) chunks.push(chunk)
        return Effect.succeed(size <= patience)
      }).pipe(
        Effect.map(() => size <= maximumBytes ? Buffer.concat(chunks).toString() : undefined),
        Effect.catchAll(() => Effect.succeed(undefined))
      )
    })
)

/** The words for it. */
export const tooLong = "The body is longer than 1 MB, or breaks off"
