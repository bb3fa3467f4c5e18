/** Effect's `HttpClient` on undici, with signature and schemas, as one writes it in an afternoon. */
import { HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { Effect, ManagedRuntime, Schema } from "effect"
import { createHmac, randomUUID } from "node:crypto"
import { channelId, channelSecret, type Contestant, query } from "./contestant.ts"

const PayInfo = Schema.Struct({ method: Schema.String, amount: Schema.Number })

const Confirmed = Schema.Struct({
  returnCode: Schema.Literal("0000"),
  info: Schema.Struct({
    orderId: Schema.String,
    transactionId: Schema.Number,
    payInfo: Schema.Array(PayInfo)
  })
})

const Details = Schema.Struct({
  returnCode: Schema.Literal("0000"),
  info: Schema.Array(Schema.Struct({
    transactionId: Schema.Number,
    orderId: Schema.String,
    payInfo: Schema.Array(PayInfo),
    refundList: Schema.optional(Schema.Array(Schema.Struct({
      refundTransactionId: Schema.Number,
      refundAmount: Schema.Number
    })))
  }))
})

const signed = (path: string, payload: string) =>
  Effect.sync(() => {
    const nonce = randomUUID()
    const text = channelSecret + path + payload + nonce
    return HttpClientRequest.setHeaders({
      "Content-Type": "application/json",
      "X-LINE-ChannelId": channelId,
      "X-LINE-Authorization-Nonce": nonce,
      "X-LINE-Authorization": createHmac("sha256", channelSecret).update(text).digest("base64")
    })
  })

export const make = (origin: string): Contestant => {
  const confirm = Effect.fn("confirm")(function*(transactionId: string) {
    const http = yield* HttpClient.HttpClient
    const path = `/v3/payments/${transactionId}/confirm`
    const payload = JSON.stringify({ amount: 1000, currency: "TWD" })
    const sign = yield* signed(path, payload)
    const request = HttpClientRequest.post(origin + path).pipe(
      HttpClientRequest.bodyText(payload, "application/json"),
      sign
    )
    return yield* http.execute(request).pipe(
      Effect.flatMap(HttpClientResponse.schemaBodyJson(Confirmed)),
      Effect.timeout("60 seconds")
    )
  })
  const details = Effect.fn("details")(function*(transactionIds: ReadonlyArray<string>) {
    const http = yield* HttpClient.HttpClient
    const search = query(transactionIds)
    const sign = yield* signed("/v3/payments", search)
    const request = sign(HttpClientRequest.get(`${origin}/v3/payments?${search}`))
    return yield* http.execute(request).pipe(
      Effect.flatMap(HttpClientResponse.schemaBodyJson(Details)),
      Effect.timeout("30 seconds")
    )
  })
  const runtime = ManagedRuntime.make(NodeHttpClient.layerUndici)
  return {
    confirm: async (transactionId) => (await runtime.runPromise(confirm(transactionId))).info.transactionId,
    details: async (transactionIds) =>
      (await runtime.runPromise(details(transactionIds))).info.map(({ transactionId }) => transactionId)
  }
}
