/** Who can sign. */
import { Effect, Redacted } from "effect"
import { Signer } from "effect-line-pay"
import { NodeSigner } from "effect-line-pay-node"
import type { SignerName } from "../job.ts"
import { channelSecret } from "./contestant.ts"

const secret = Redacted.make(channelSecret)

const parts = {
  path: "/v3/payments/2023042201206549311/confirm",
  payload: `{"amount":1000,"currency":"TWD"}`,
  nonce: "1a2b3c4d-5e6f-11ee-8123-0123456789ab"
}

export const signers = { "node:crypto": NodeSigner.layer(secret), WebCrypto: Signer.layerWebCrypto(secret) }

/** Signs many times in one fiber, and says whether all went well: what it costs without that of starting a program. */
export const signing = (name: SignerName, times: number): () => Promise<boolean> => {
  const all = Effect.flatMap(Signer, (signer) => Effect.repeatN(signer.sign(parts), times - 1)).pipe(
    Effect.provide(signers[name]),
    Effect.isSuccess
  )
  return () => Effect.runPromise(all)
}
