import * as Redacted from "effect/Redacted"
import * as SignatureMistake from "line-pay-protocol/SignatureMistake"
import * as crypto from "node:crypto"
import type { ApiRequest } from "../../Exchange.ts"
import type { Settings } from "../../Options.ts"
import type { Reply } from "./reply.ts"
import { reply } from "./reply.ts"

/** A refused request, and the reason in words for its author, which LINE Pay does not give. */
interface Refusal {
  readonly reply: Reply
  readonly because: string
}

/**
 * Checks the signature. This code is written from the documentation, and not
 * shared with the client, because a shared mistake would stay hidden.
 *
 * We don't know whether LINE Pay answers 1104 or 1106 when both fit. A stranger
 * has no secret to compare with, so here it is 1104.
 *
 * @internal
 */
export const authenticate = (settings: Settings, request: ApiRequest): Refusal | undefined => {
  const channelId = request.headers["x-line-channelid"]
  const nonce = request.headers["x-line-authorization-nonce"]
  const signature = request.headers["x-line-authorization"]
  if (!channelId || !nonce || !signature) {
    return { reply: reply("1106"), because: missing(request, { channelId, nonce, signature }) }
  }
  if (channelId !== settings.channelId) {
    return {
      reply: reply("1104"),
      because: `The channel id ${printable(channelId)} is unknown here. This sandbox's is ${settings.channelId}.`
    }
  }
  return signature === sign(settings, request, nonce)
    ? undefined
    : { reply: reply("1106"), because: wrong(settings, request, nonce, signature) }
}

const sign = ({ channelSecret }: Settings, request: ApiRequest, nonce: string): string => {
  const secret = Redacted.value(channelSecret)
  return hmac(secret, secret + request.path + payloadOf(request) + nonce)
}

const hmac: SignatureMistake.Hmac = (key, text) =>
  crypto.createHmac("sha256", key).update(text, "utf8").digest("base64")

const payloadOf = ({ body, method, query }: ApiRequest): string => method === "GET" ? query : body

/** A channel id is no secret, but somebody may have sent one in its place. */
const printable = (channelId: string): string => /^\d{1,20}$/.test(channelId) ? channelId : "given"

const missing = (
  { headers }: ApiRequest,
  { channelId, nonce, signature }: { readonly [part: string]: string | undefined }
): string => {
  if (headers["x-line-channelsecret"]) {
    return "X-LINE-ChannelSecret is how version 2 of the API authenticates. Versions 3 and 4 sign each request instead."
  }
  const names = [
    ...(channelId ? [] : ["X-LINE-ChannelId"]),
    ...(nonce ? [] : ["X-LINE-Authorization-Nonce"]),
    ...(signature ? [] : ["X-LINE-Authorization"])
  ]
  const misspelt = headers["x-line-authorize-nonce"] !== undefined
    ? " One of LINE Pay's samples misspells the nonce's name as X-LINE-Authorize-Nonce."
    : ""
  return `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} missing.${misspelt}`
}

const wrong = (settings: Settings, request: ApiRequest, nonce: string, signature: string): string => {
  if (request.headers["content-encoding"] !== undefined) {
    return "The body was sent compressed, and the signature is that of another text. Send it uncompressed."
  }
  const mistake = SignatureMistake.find(
    hmac,
    {
      method: request.method === "GET" ? "GET" : "POST",
      path: request.path,
      payload: payloadOf(request),
      nonce,
      signature
    },
    Redacted.value(settings.channelSecret)
  )
  return mistake?.message ??
    "The signature is of another text, or made with another secret. Sign the channel secret, the path, the query without " +
      "its ? or the body as it is sent, and the nonce, with the channel secret as the key."
}
