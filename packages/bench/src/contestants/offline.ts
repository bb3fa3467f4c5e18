/** The client without a network and without signatures, for what a call costs besides. */
import { HttpClient } from "@effect/platform"
import { Effect, Layer } from "effect"
import { LinePay, LinePayConfig, Nonce, Signer } from "effect-line-pay"

export const layer = (http: HttpClient.HttpClient, merchant = "1234567890/sandbox"): Layer.Layer<LinePay> =>
  LinePay.layer.pipe(Layer.provide([
    Layer.succeed(HttpClient.HttpClient, http),
    Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox", merchant }),
    Layer.succeed(Signer, { sign: () => Effect.succeed("c2lnbmF0dXJl") }),
    Nonce.layerUuidV1
  ]))
