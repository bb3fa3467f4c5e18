import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Http from "node:http"
import type { Answer, Exchange } from "../../Exchange.ts"
import { reset } from "./proxy.ts"

/**
 * Does to a connection what an exchange says. It completes once the response is
 * written. In all other cases it is interrupted when the connection closes.
 *
 * @internal
 */
export const carry = (
  response: Http.ServerResponse,
  { delay, transport }: Exchange,
  disconnected: Effect.Effect<void>
): Effect.Effect<void> => {
  // A response that was never started closes with its connection.
  const closed = Effect.never
  const open = Effect.onInterrupt(Effect.never, () => disconnected)
  const arrival = Effect.suspend(() => {
    switch (transport._tag) {
      case "Answer":
        return send(response, transport.answer)
      case "Hang":
        return open
      case "Reset":
        return Effect.zipRight(Effect.sync(() => reset(response.socket)), closed)
      case "Stall":
        return Effect.zipRight(sendStart(response, transport.answer, transport.afterBytes), open)
      case "Cut":
        return Effect.zipRight(
          sendStart(response, transport.answer, transport.afterBytes),
          Effect.zipRight(Effect.sync(() => response.socket?.destroySoon()), closed)
        )
    }
  })
  return delay === 0
    ? arrival
    : Effect.zipRight(Effect.onInterrupt(Effect.sleep(Duration.millis(delay)), () => disconnected), arrival)
}

const send = (response: Http.ServerResponse, answer: Answer): Effect.Effect<void> =>
  Effect.map(sendable(answer), ({ body, headers, status }) => {
    const bytes = Buffer.from(body)
    response.writeHead(status, { "content-length": bytes.length, ...headers })
    response.end(bytes)
  })

// Announces the rest of the body, and never sends it.
const sendStart = (response: Http.ServerResponse, answer: Answer, afterBytes: number): Effect.Effect<void> =>
  Effect.flatMap(sendable(answer), ({ body, headers, status }) =>
    Effect.async<void>((resume) => {
      const bytes = Buffer.from(body)
      response.writeHead(status, { "content-length": bytes.length, ...headers })
      response.flushHeaders()
      response.write(bytes.subarray(0, afterBytes), () => resume(Effect.void))
    }))

// Node throws on a status or header that HTTP does not allow, and a scripted fault may hold any.
const sendable = (answer: Answer): Effect.Effect<Answer> =>
  Effect.try(() => {
    if (!(answer.status >= 200 && answer.status <= 999)) throw new RangeError(`the status is ${answer.status}`)
    for (const [name, value] of Object.entries(answer.headers)) {
      Http.validateHeaderName(name)
      Http.validateHeaderValue(name, value)
    }
    return answer
  }).pipe(
    Effect.catchAll(({ error }) =>
      Effect.succeed({
        status: 500,
        headers: { "content-type": "text/plain" },
        body: `This response cannot be sent: ${String(error)}`
      })
    )
  )
