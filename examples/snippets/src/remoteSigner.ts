import { HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Effect, Layer, Schema } from "effect"
import { Signer, SignerError } from "effect-line-pay"

const Signed = Schema.Struct({ signature: Schema.String })

/**
 * Asks your signing service for each signature, so that the channel secret stays there. If the service fails, nothing
 * is sent to LINE Pay, and the call fails with a `TransportError`.
 */
export const layerRemoteSigner = (url: string) =>
  Layer.effect(
    Signer,
    Effect.map(HttpClient.HttpClient, (http) => ({
      sign: (parts) =>
        HttpClientRequest.post(url).pipe(
          HttpClientRequest.bodyJson(parts),
          Effect.flatMap(HttpClient.filterStatusOk(http).execute),
          Effect.flatMap(HttpClientResponse.schemaBodyJson(Signed)),
          Effect.timeout("2 seconds"),
          Effect.mapBoth({
            onSuccess: ({ signature }) => signature,
            onFailure: () => new SignerError({ reason: "the signing service gave no signature" })
          })
        )
    }))
  )
