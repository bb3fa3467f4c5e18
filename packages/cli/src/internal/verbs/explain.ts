import { Signer } from "effect-line-pay/Signer"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Explanation from "line-pay-protocol/Explanation"
import * as SignatureMistake from "line-pay-protocol/SignatureMistake"
import * as Crypto from "node:crypto"
import type { Process } from "../../Command.ts"
import { DeskError } from "../../DeskError.ts"
import type { Environment } from "../../Environment.ts"
import type { InvocationOf } from "../../Invocation.ts"

export const run = (
  { method, nonce, path, payload, signature }: InvocationOf<"Explain">,
  { environment, stdin }: Process
) =>
  Effect.gen(function*() {
    // Unchanged, because this command reports what is wrong with it.
    const channelSecret = Redacted.make(environment["LINE_PAY_CHANNEL_SECRET"] ?? "")
    if (Redacted.value(channelSecret) === "") {
      return yield* new DeskError({
        kind: "Usage",
        message: "LINE_PAY_CHANNEL_SECRET: expected the channel secret of the merchant centre"
      })
    }
    const parts = { path, payload: payload ?? (yield* stdin), nonce }
    const made = yield* Effect.flatMap(Signer, (signer) => signer.sign(parts)).pipe(
      Effect.provide(Signer.layer(channelSecret)),
      Effect.mapError(({ message }) => new DeskError({ kind: "Failed", message }))
    )
    const explanation = Explanation.make(Redacted.value(channelSecret), {
      ...parts,
      method,
      channelId: environment["LINE_PAY_CHANNEL_ID"] ?? "",
      signature: made,
      payloadSha256: parts.payload === ""
        ? undefined
        : Crypto.createHash("sha256").update(parts.payload).digest("hex")
    })
    yield* Console.log(Explanation.render(explanation))
    if (signature === undefined) return explanation.findings.some(({ severity }) => severity === "Wrong") ? 1 : 0
    if (signature === made) {
      yield* Console.log("\nThe given signature is the one of this text.")
      return 0
    }
    const mistake = SignatureMistake.find(
      hmac,
      { ...parts, method, signature: signature.trim() },
      Redacted.value(channelSecret),
      otherSecrets(environment)
    )
    yield* Console.log(
      mistake === undefined
        ? "\nThe given signature is another one, and none of the usual mistakes makes it: one of the parts above differs " +
          "from what the other client signed. Compare the bytes of the body and the nonce."
        : `\nThe given signature is another one. ${mistake.message}`
    )
    return 1
  })

const hmac: SignatureMistake.Hmac = (key, text) =>
  Crypto.createHmac("sha256", key).update(text, "utf8").digest("base64")

/** Other channel secrets that the environment names: `LINE_PAY_CHANNEL_SECRET_…`. */
const otherSecrets = (environment: Environment): ReadonlyArray<readonly [name: string, secret: string]> =>
  Object.entries(environment).flatMap(([name, value]) =>
    /^LINE_PAY_.*SECRET/.test(name) && name !== "LINE_PAY_CHANNEL_SECRET" && value !== undefined && value !== ""
      ? [[name, value] as const]
      : []
  )
