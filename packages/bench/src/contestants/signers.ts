/** Who can sign. */
import { Effect, Redacted } from "effect"
import { Signer } from "effect-line-pay"
import type { SignerName } from "../job.ts"
import { channelSecret } from "./contestant.ts"

const parts = {
  path: "/v3/payments/2023042201206549311/confirm",
  payload: `{"amount":1000,"currency":"TWD"}`,
  nonce: "1a2b3c4d-5e6f-11ee-8123-0123456789ab"
}

/** The signer of a runtime that has `node:crypto`, and of one that does not show it. */
const build: { readonly [name in SignerName]: () => Signer.Service } = {
  "node:crypto": () => Effect.runSync(Effect.provide(Signer, Signer.layer(Redacted.make(channelSecret)))),
  WebCrypto: () => {
    const { getBuiltinModule } = process
    Reflect.set(process, "getBuiltinModule", undefined)
    const signer = build["node:crypto"]()
    process.getBuiltinModule = getBuiltinModule
    return signer
  }
}

/** Signs many times in one fiber, and says whether all went well: what it costs without that of starting a program. */
export const signing = (name: SignerName, times: number): () => Promise<boolean> => {
  const signer = build[name]()
  const all = Effect.isSuccess(Effect.repeatN(Effect.suspend(() => signer.sign(parts)), times - 1))
  return () => Effect.runPromise(all)
}
