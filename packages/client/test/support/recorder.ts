import { HttpClient, HttpClientResponse } from "@effect/platform"
import { Effect, Layer } from "effect"
import * as Merchant from "./merchant.ts"

/** A request as an HttpClient got it. */
export interface Recorded {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
}

/** An HttpClient that answers everything with 1104, and what it was asked. For tests that build the layers themselves. */
export const recorder = () => {
  const requests: Array<Recorded> = []
  const layer = Layer.succeed(
    HttpClient.HttpClient,
    HttpClient.make((request, url) =>
      Effect.sync(() => {
        requests.push({ url: url.href, headers: { ...request.headers } })
        return HttpClientResponse.fromWeb(request, new Response(Merchant.answer("1104")))
      })
    )
  )
  return { layer, requests }
}
