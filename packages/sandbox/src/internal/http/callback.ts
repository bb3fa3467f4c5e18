import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

/**
 * The result of a call of a merchant's `confirmUrl`.
 *
 * @internal
 */
export type Called =
  | { readonly url: string; readonly status: number }
  | { readonly url: string; readonly error: string }

/**
 * Calls a merchant's `confirmUrl` if it is on this machine, or allowed.
 * Otherwise a client could make the sandbox call any server that it reaches.
 *
 * @internal
 */
export const within = (allowed: ReadonlyArray<string>) => (url: string): Effect.Effect<Called> => {
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : ""
  return loopback.test(host) || allowed.includes(host)
    ? call(url)
    : Effect.succeed({ url, error: `${host} is not this machine. Allow it with --allow-host ${host}` })
}

const loopback = /^(?:127\.\d+\.\d+\.\d+|\[::1\]|localhost|.*\.localhost)$/

/**
 * Calls a merchant's `confirmUrl`, as LINE Pay's server does for
 * `confirmUrlType: "SERVER"`. It is a GET with a timeout of 20 seconds (the
 * redirection pages of the documentation). No document says what to answer, so
 * the response is reported and changes nothing.
 *
 * @internal
 */
const call = (url: string): Effect.Effect<Called> =>
  Effect.flatMap(HttpClient.HttpClient, (client) => HttpClient.withTracerPropagation(client, false).get(url)).pipe(
    Effect.map(({ status }): Called => ({ url, status })),
    Effect.timeoutFail({ duration: "20 seconds", onTimeout: () => new Error("no answer within 20 seconds") }),
    Effect.catchAll(({ message }) => Effect.succeed<Called>({ url, error: message })),
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )
