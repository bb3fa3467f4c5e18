import { Layer, type Redacted } from "effect"
import { LinePay, LinePayConfig, Nonce } from "effect-line-pay"
import { LinePayNode, NodeSigner } from "effect-line-pay-node"

/** A client for one merchant, configured with values instead of environment variables. */
export const merchant = (environment: string, channelId: string, channelSecret: Redacted.Redacted) =>
  LinePay.layer.pipe(Layer.provide([
    Layer.succeed(LinePayConfig, { environment, channelId }),
    NodeSigner.layer(channelSecret),
    Nonce.layerUuidV1,
    LinePayNode.layerHttpClient
  ]))
