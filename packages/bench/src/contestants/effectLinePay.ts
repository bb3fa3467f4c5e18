/** This library with its defaults: on Node's own parts, and on those that every runtime has. */
import { FetchHttpClient } from "@effect/platform"
import { Config, type ConfigError, Layer, ManagedRuntime, Redacted } from "effect"
import * as Client from "effect-line-pay"
import { LinePay, LinePayConfig, Nonce, Signer, TransactionId } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { channelId, channelSecret, type Contestant } from "./contestant.ts"

/** Names that every commit has, so that the library can be measured beside an older one. */
const options = (origin: string): LinePay.LayerConfigOptions => ({
  config: Config.succeed({ channelId, environment: origin }),
  channelSecret: Config.succeed(Redacted.make(channelSecret))
})

const contestant = (layer: Layer.Layer<LinePay, ConfigError.ConfigError>): Contestant => {
  const runtime = ManagedRuntime.make(layer)
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

export const onNode = (origin: string): Contestant => contestant(LinePayNode.layerConfig(options(origin)))

/** An older commit sends through `fetch` by an HttpClient alone. */
export const onFetch = (origin: string): Contestant =>
  Reflect.has(Client, "Exchange")
    ? contestant(
      LinePay.layerExchange.pipe(Layer.provide([
        Layer.succeed(LinePayConfig, { channelId, environment: origin }),
        Signer.layer(Redacted.make(channelSecret)),
        Nonce.layerUuidV1,
        Client.Exchange.layerFetch
      ]))
    )
    : onHttpClient(origin)

export const onHttpClient = (origin: string): Contestant =>
  contestant(Layer.provide(LinePay.layerConfig(options(origin)), FetchHttpClient.layer))
