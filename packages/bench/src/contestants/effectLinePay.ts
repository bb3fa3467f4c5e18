/** This library with its defaults: on Node's own parts, and on those that every runtime has. */
import { FetchHttpClient } from "@effect/platform"
import { Layer, ManagedRuntime, Redacted } from "effect"
import { Exchange, LinePay, LinePayConfig, Nonce, Signer, TransactionId } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { channelId, channelSecret, type Contestant } from "./contestant.ts"

const secret = Redacted.make(channelSecret)

const contestant = (
  origin: string,
  exchange: Layer.Layer<Exchange>
): Contestant => {
  const runtime = ManagedRuntime.make(LinePay.layer.pipe(Layer.provide([
    Layer.succeed(LinePayConfig, { channelId, environment: origin }),
    Nonce.layerUuidV1,
    Signer.layer(secret),
    exchange
  ])))
  const linePay = runtime.runPromise(LinePay)
  return {
    confirm: async (id) => {
      const client = await linePay
      const confirmed = client.confirmPayment({ transactionId: TransactionId.make(id), amount: 1000, currency: "TWD" })
      return (await runtime.runPromise(confirmed)).transactionId
    },
    details: async (ids) => {
      const client = await linePay
      const payments = client.getPaymentDetails({ transactionIds: ids.map(TransactionId.make) })
      return (await runtime.runPromise(payments)).map(({ transactionId }) => transactionId)
    }
  }
}

export const onNode = (origin: string): Contestant => contestant(origin, LinePayNode.layerExchange)

export const portable = (origin: string): Contestant =>
  contestant(origin, Layer.provide(Exchange.layerHttpClient, FetchHttpClient.layer))
