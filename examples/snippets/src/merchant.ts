import { Layer, type Redacted } from "effect"
import { LinePay, LinePayConfig, Nonce, Signer } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"

/** A client for one merchant, configured with values instead of environment variables. */
export const merchant = (
  environment: string,
  channelId: string,
  channelSecret: Redacted.Redacted,
  /** The name in the attempt log, which outlives the channel. */
  merchant?: string
) =>
  LinePay.layerExchange.pipe(Layer.provide([
    Layer.succeed(LinePayConfig, { environment, channelId, merchant }),
    Signer.layer(channelSecret),
    Nonce.layerUuidV1,
    LinePayNode.layerExchange
  ]))
