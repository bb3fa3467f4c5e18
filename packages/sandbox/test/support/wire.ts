/**
 * A client of `node:http`: nothing between a test and the bytes. What becomes
 * of a request is a value, whatever it is.
 */
import { Effect } from "effect"
import { Options } from "effect-line-pay-sandbox"
import * as crypto from "node:crypto"
import * as http from "node:http"

export interface Request {
  readonly method: string
  /** The request target as it is sent. */
  readonly target: string
  readonly body?: string | Uint8Array
  readonly headers?: Record<string, string>
}

export interface Outcome {
  readonly status: number | undefined
  readonly headers: http.IncomingHttpHeaders
  /** What arrived of the body. */
  readonly body: string
  /**
   * `end`: all of it arrived. Otherwise the error's code and system call,
   * before or in the answer: `ECONNRESET read` is a reset, `ECONNRESET` alone
   * a connection that was closed.
   */
  readonly end: string
}

let nonces = 0

/** The headers of a signed call, with the signature over the very characters of target and body. */
export const signed = (request: Request): Request => {
  const [path = "", query = ""] = request.target.split("?")
  const nonce = `wire-${++nonces}`
  const secret = Options.defaultCredentials.channelSecret
  const signature = crypto.createHmac("sha256", secret)
    .update(secret + path)
    .update(request.method === "GET" ? query : request.body ?? "")
    .update(nonce)
    .digest("base64")
  return {
    ...request,
    headers: {
      "content-type": "application/json",
      "x-line-channelid": Options.defaultCredentials.channelId,
      "x-line-authorization-nonce": nonce,
      "x-line-authorization": signature,
      ...request.headers
    }
  }
}

/** Sends a request on a connection of its own. Interruption closes the connection. */
export const send = (url: string, { body, headers, method, target }: Request): Effect.Effect<Outcome> =>
  Effect.async((resume) => {
    const { hostname, port } = new URL(url)
    let response: http.IncomingMessage | undefined
    let text = ""
    const done = (end: string) =>
      resume(Effect.succeed({ status: response?.statusCode, headers: response?.headers ?? {}, body: text, end }))
    const failed = ({ code, message, syscall }: NodeJS.ErrnoException) =>
      done(code === undefined ? message : syscall === undefined ? code : `${code} ${syscall}`)
    const request = http.request({ hostname, port, method, path: target, headers, agent: false }, (incoming) => {
      response = incoming
      incoming.setEncoding("utf8")
      incoming.on("data", (chunk: string) => {
        text += chunk
      })
      incoming.on("end", () => done("end"))
      incoming.on("error", failed)
    })
    request.on("error", failed)
    request.end(body)
    return Effect.sync(() => request.destroy())
  })

/** {@link send}, signed. */
export const call = (url: string, request: Request): Effect.Effect<Outcome> =>
  Effect.suspend(() => send(url, signed(request)))

/** Lets real input and output go on until something holds; a test that waits for ever is ended by its runner. */
export const until = <A, E, R>(look: Effect.Effect<A, E, R>, holds: (value: A) => boolean): Effect.Effect<A, E, R> =>
  Effect.flatMap(look, (value) =>
    holds(value)
      ? Effect.succeed(value)
      : Effect.zipRight(Effect.promise(() => new Promise((resolve) => setImmediate(resolve))), until(look, holds)))
