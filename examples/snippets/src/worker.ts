import { FetchHttpClient } from "@effect/platform"
import { ConfigProvider, Effect, Layer } from "effect"
import { LinePay } from "effect-line-pay"
import { order } from "./order.ts"

const AppLive = LinePay.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))

/** A Cloudflare Worker: no Node, and its variables come with each request. */
export default {
  fetch: (_request: Request, variables: Readonly<Record<string, string>>): Promise<Response> =>
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const { paymentUrl, transactionId } = yield* linePay.requestPayment(order)
      return Response.json({ transactionId, continue: paymentUrl.web })
    }).pipe(
      Effect.provide(AppLive),
      Effect.withConfigProvider(ConfigProvider.fromJson(variables)),
      Effect.runPromise
    )
}
