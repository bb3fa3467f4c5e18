import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"

/**
 * What came of calling a merchant's `confirmUrl`.
 *
 * @internal
 */
export type Called =
  | { readonly url: string; readonly status: number }
  | { readonly url: string; readonly error: string }

/**
 * LINE Pay's server calls a merchant's `confirmUrl`, as it does for
 * `confirmUrlType: "SERVER"`: a GET that is given 20 seconds (the redirection
 * pages of the documentation). What has to be answered is not documented, so
 * the answer is reported and changes nothing.
 *
 * @internal
 */
export const call = (url: string): Effect.Effect<Called> =>
  Effect.flatMap(HttpClient.HttpClient, (client) => HttpClient.withTracerPropagation(client, false).get(url)).pipe(
    Effect.map(({ status }): Called => ({ url, status })),
    Effect.timeoutFail({ duration: "20 seconds", onTimeout: () => new Error("no answer within 20 seconds") }),
    Effect.catchAll(({ message }) => Effect.succeed<Called>({ url, error: message })),
    Effect.provide(FetchHttpClient.layer),
    Effect.provideService(FetchHttpClient.RequestInit, { redirect: "manual" })
  )
