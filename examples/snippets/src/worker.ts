import { FetchHttpClient } from "@effect/platform"
import { ConfigProvider, Effect, Layer } from "effect"
import { LinePay } from "effect-line-pay"

const AppLive = LinePay.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))

const request = Effect.gen(function*() {
  const linePay = yield* LinePay
  const { paymentUrl, transactionId } = yield* linePay.requestPayment({
    amount: 100,
    currency: "TWD",
    orderId: "order-1",
    packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
    redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
  })
  return Response.json({ transactionId, paymentUrl: paymentUrl.web })
})

/** A Cloudflare Worker. It has no Node APIs, and gets its variables with each request. */
export default {
  fetch: (_request: Request, variables: Readonly<Record<string, string>>): Promise<Response> =>
    request.pipe(
      Effect.provide(AppLive),
      Effect.withConfigProvider(ConfigProvider.fromJson(variables)),
      Effect.runPromise
    )
}
